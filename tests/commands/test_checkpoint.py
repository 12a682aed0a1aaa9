"""`flask ledger checkpoint` and `ledger verify --checkpoint`: who kept a file sees the past rewritten."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from commands.ledger import verify_due
from extensions import db
from models.ledger import LedgerCheckpoint
from services import checkpoints
from tests.commands.test_ledger import tamper
from tests.factories import points
from tests.tampering import new_chain


@pytest.fixture
def key_file(app, tmp_path):
    app.config["LEDGER_KEY_FILE"] = str(tmp_path / "keys" / "ledger_key")
    return Path(app.config["LEDGER_KEY_FILE"])


@pytest.fixture
def world(app, cast, running, key_file):
    with app.app_context():
        for day in (18, 19):
            case = points.make_penalty(running, cast, happened_on=points.HAPPENED.replace(day=day))
            points.confirm(case, cast.leader)
        db.session.commit()
    return cast, running


@pytest.fixture
def run(app, world):
    return lambda *words: app.test_cli_runner().invoke(args=["ledger", *words])


@pytest.fixture
def file(run, tmp_path):
    """A checkpoint of entries 1-4."""
    file = tmp_path / "love.json"
    assert run("checkpoint", "--campaign", "love", "--out", str(file)).exit_code == 0
    return file


def post_one_more(app, world):
    cast, running = world
    with app.app_context():
        points.confirm(points.make_penalty(running, cast, happened_on=points.HAPPENED.replace(day=12)), cast.leader)
        db.session.commit()


def test_the_key_is_made_on_first_use_for_the_owner_only(key_file, run):
    assert run("verify").exit_code == 0
    assert not key_file.exists(), "verifying needs none"
    assert run("checkpoint").exit_code == 0
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    kept = key_file.read_text()
    assert run("checkpoint").exit_code == 0
    assert key_file.read_text() == kept
    assert [one.name for one in key_file.parent.iterdir()] == ["ledger_key"]


def test_a_file_that_holds_no_key_is_said_so(key_file, run):
    key_file.parent.mkdir(parents=True)
    key_file.write_text("nonsense")
    done = run("checkpoint")
    assert (done.exit_code, done.stderr) == (1, f"{key_file} holds no key\n")


def test_a_checkpoint_is_printed_and_kept_once(app, run):
    done = run("checkpoint")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["campaign"], said["number"]) == ("love", 4)
    assert run("checkpoint").stdout == done.stdout, "no new entries, no new checkpoint"
    with app.app_context():
        assert db.session.query(LedgerCheckpoint).count() == 1


def test_a_ledger_holds_against_its_checkpoint_and_still_does_with_more_entries(app, run, world, file):
    done = run("verify", "--checkpoint", str(file))
    assert done.exit_code == 0
    assert "love: and 1-4 as the checkpoint of" in done.stdout
    post_one_more(app, world)
    done = run("verify", "--checkpoint", str(file), "--campaign", "love")
    assert done.exit_code == 0
    assert "entries 1-6" in done.stdout


def test_a_past_rewritten_whole_is_seen_by_who_kept_the_file(app, run, file):
    tamper(app, "DELETE FROM ledger_checkpoint")
    new_chain(app, 2, posted_on=20181231)
    assert run("verify").exit_code == 0, "who can write every table fools the chain"
    done = run("verify", "--checkpoint", str(file))
    assert done.exit_code == 1
    assert done.stderr.startswith("love: entry 4 is not the one that a signed checkpoint names")


def test_the_checkpoint_that_was_kept_here_is_seen_too(app, run, file):
    new_chain(app, 2, posted_on=20181231)
    assert run("verify").exit_code == 1
    tamper(app, "UPDATE ledger_checkpoint SET hash = (SELECT last_hash FROM ledger_head)")
    done = run("verify")
    assert done.exit_code == 1
    assert done.stderr == "love: entry 4 has a checkpoint whose signature is not right: the checkpoint was changed\n"


def test_a_cut_tail_is_seen(app, run, file):
    tamper(
        app,
        "DELETE FROM ledger_checkpoint",
        "UPDATE ledger_head SET last_number = 2, last_hash = (SELECT hash FROM ledger_entry WHERE number = 2)",
        "DELETE FROM ledger_entry WHERE number > 2",
    )
    assert run("verify").exit_code == 0
    done = run("verify", "--checkpoint", str(file))
    assert (done.exit_code, done.stderr) == (1, "love: entry 3 is missing\n")


def test_checkpoints_signed_anew_by_another_key_are_told(app, run, file, key_file):
    key_file.unlink()
    done = run("checkpoint")
    assert json.loads(done.stdout)["public_key"] != json.loads(file.read_text())["public_key"]
    done = run("verify")
    assert done.exit_code == 0
    assert done.stderr == "love: 1 of its checkpoints were signed by another key than the one here\n"
    done = run("verify", "--checkpoint", str(file))
    assert done.exit_code == 1
    assert "signed by another key" in done.stderr
    public = json.loads(file.read_text())["public_key"]
    assert run("verify", "--checkpoint", str(file), "--public-key", public).exit_code == 0


@pytest.mark.parametrize("field", ["campaign_id", "campaign", "number", "hash", "made_at", "public_key", "signature"])
def test_a_changed_file_is_refused(run, file, field):
    said = json.loads(file.read_text())
    value = said[field]
    said[field] = value + 1 if isinstance(value, int) else ("b" if value[0] == "a" else "a") + value[1:]
    if field == "made_at":
        said["made_at"] = value + 60_000_000
        said["made"] = checkpoints.Checkpoint("", "", 0, "", said["made_at"], "").content()["made"]
    file.write_text(json.dumps(said))
    done = run("verify", "--checkpoint", str(file))
    assert done.exit_code == 1
    assert "changed" in done.stderr or "signed by another key" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "7",
        "[" * 100_000,
        "\0",
        '{"number": 1}',
        '{"lookback_checkpoint": 1, "campaign_id": true}',
    ],
)
def test_nonsense_is_no_checkpoint(run, tmp_path, key_file, text):
    run("checkpoint")
    other = tmp_path / "other.json"
    other.write_text(text)
    done = run("verify", "--checkpoint", str(other))
    assert (done.exit_code, done.stderr) == (1, f"{other} is no checkpoint, or was changed\n")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("made", "2018-01-01 00:00:00 UTC"), ("more", 1), ("number", 4.0), ("number", True), ("made_at", 10**30),
        ("campaign", 7), ("campaign", None), ("hash", "A" * 64), ("hash", 7), ("signature", "00"), ("signature", None),
        ("lookback_checkpoint", 2), ("public_key", "é" * 64),
    ],
)  # fmt: skip
def test_what_is_not_said_exactly_is_no_checkpoint(run, file, field, value):
    file.write_text(json.dumps(json.loads(file.read_text()) | {field: value}))
    done = run("verify", "--checkpoint", str(file))
    assert (done.exit_code, done.stderr) == (1, f"{file} is no checkpoint, or was changed\n")


def test_without_a_key_here_one_must_be_named(run, file, key_file):
    key_file.unlink()
    done = run("verify", "--checkpoint", str(file))
    assert done.exit_code == 1
    assert "--public-key" in done.stderr
    assert run("verify", "--checkpoint", str(file), "--public-key", "x").exit_code == 2
    assert run("verify", "--public-key", "0" * 64).exit_code == 2
    assert run("verify", "--checkpoint", str(file), "--public-key", "0" * 64).exit_code == 1


def test_a_checkpoint_of_another_campaign_is_told(app, run, file):
    with app.app_context():
        one = checkpoints.read(file.read_text())
        key = checkpoints.signing_key(Path(app.config["LEDGER_KEY_FILE"]))
        other = checkpoints.signed(
            checkpoints.Checkpoint(9999, "gone", one.number, one.hash, one.made_at, one.public_key), key
        )
    file.write_text(other.text())
    done = run("verify", "--checkpoint", str(file))
    assert (done.exit_code, "gone" in done.stderr) == (1, True)


def test_a_bad_ledger_is_not_signed(app, run):
    tamper(app, "UPDATE ledger_entry SET amount = 100 WHERE number = 2")
    done = run("checkpoint")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "love: entry 2 was changed; nothing was signed\n"
    with app.app_context():
        assert db.session.query(LedgerCheckpoint).count() == 0


def test_tick_signs_once_a_day_while_there_are_new_entries(app, world):
    at = datetime(2018, 11, 21, 3, 0, tzinfo=UTC)

    def tick(at):
        with app.app_context():
            assert verify_due(at) == []
            return db.session.query(LedgerCheckpoint).count()

    assert tick(at) == 1
    assert tick(at + timedelta(days=2)) == 1, "nothing new"
    post_one_more(app, world)
    assert tick(at + timedelta(days=2, hours=1)) == 2
    post_one_more_still(app, world)
    assert tick(at + timedelta(days=2, hours=6)) == 2, "one a day"
    assert tick(at + timedelta(days=3)) == 3


def post_one_more_still(app, world):
    cast, running = world
    with app.app_context():
        points.confirm(points.make_penalty(running, cast, happened_on=points.HAPPENED.replace(day=13)), cast.leader)
        db.session.commit()


def test_tick_signs_nothing_that_is_not_as_it_was_posted(app, world):
    tamper(app, "UPDATE ledger_entry SET amount = 100 WHERE number = 2")
    with app.app_context():
        assert verify_due(datetime(2018, 11, 21, 3, 0, tzinfo=UTC)) == ["love: entry 2 was changed"]
        assert db.session.query(LedgerCheckpoint).count() == 0


def test_a_signature_is_over_the_described_form():
    key = SigningKey(bytes(32))
    one = checkpoints.signed(
        checkpoints.Checkpoint(1, "爱", 2, "ab" * 32, 1_542_765_600_000_000, checkpoints.public_half(key)), key
    )
    assert one.canonical().decode() == (
        f"lookback-checkpoint|1|1|e788b1|2|{'ab' * 32}|1542765600000000|"
        "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"
    )
    assert one.is_signed()
    assert checkpoints.read(one.text()) == one


def test_the_checkpoint_in_the_documentation_is_right(root):
    page = (root / "docs" / "ledger.md").read_text(encoding="utf-8")
    one = checkpoints.read(page.partition("```json\n")[2].partition("```")[0])
    assert one.is_signed()
    assert f"\n{one.canonical().decode()}\n" in page
