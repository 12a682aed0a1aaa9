"""The independent verifier, run as a program of its own against a database file that the app made."""

import json
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import pytest
from sqlalchemy.engine import make_url

from extensions import db, writing
from models.ledger import LedgerEntry
from services import ledger
from tests.databases import make_app
from tests.factories import make_campaign, make_cast, points
from tests.tampering import new_chain, rehash

GUARDS = [f"ledger_{kind}_no_{name}" for kind in ("entry", "checkpoint") for name in ("update", "delete", "replace")]
SCRIPT = "examples/verify_ledger.py"


@pytest.fixture(scope="module")
def made(databases, tmp_path_factory, cheap_passwords):
    """A database with four entries, a reversal, and a checkpoint beside it."""
    url = databases.fresh("sqlite")
    folder = tmp_path_factory.mktemp("verifier")
    app = make_app(url, folder / "files")
    with app.app_context(), writing():
        cast = make_cast()
        running = make_campaign(cast)
        for day in (18, 19):
            case = points.make_penalty(running, cast, happened_on=points.HAPPENED.replace(day=day), reason="离岗|超时")
            points.confirm(case, cast.leader)
        entry = db.session.query(LedgerEntry).filter_by(number=2).one()
        by = cast.leader.visitor(points.LATER)
        ledger.reverse(entry, None, "记错了人", by=by, at=points.LATER, zone=points.ZONE)
        db.session.commit()
    file = folder / "love.json"
    assert app.test_cli_runner().invoke(args=["ledger", "checkpoint", "--out", str(file)]).exit_code == 0
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return SimpleNamespace(database=make_url(url).database, checkpoint=file)


@pytest.fixture
def copy(made, tmp_path):
    """A copy of the file without guards, to be tampered with."""
    path = tmp_path / "copy.db"
    with sqlite3.connect(made.database) as old, sqlite3.connect(path) as new:
        old.backup(new)
        for name in GUARDS:
            new.execute(f"DROP TRIGGER {name}")
    old.close()
    new.close()
    return path


@pytest.fixture
def run(root):
    def run(*words):
        return subprocess.run(
            [sys.executable, "-I", SCRIPT, *map(str, words)], cwd=root, capture_output=True, text=True, check=False
        )

    return run


def change(path, *statements):
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_it_uses_none_of_our_code(root):
    text = (root / SCRIPT).read_text(encoding="utf-8")
    imported = {
        line.split()[1].partition(".")[0]
        for line in text.splitlines()
        if line.lstrip().startswith(("import ", "from "))
    }
    assert imported - sys.stdlib_module_names == {"nacl", "cryptography"}


def test_an_untouched_database_holds_with_its_checkpoint(made, run):
    done = run(made.database)
    assert (done.returncode, done.stdout, done.stderr) == (0, "love: entries 1-5 are as they were posted\n", "")
    public = json.loads(made.checkpoint.read_text())["public_key"]
    done = run(made.database, "--checkpoint", made.checkpoint, "--public-key", public)
    assert done.returncode == 0, done.stderr
    assert "entries 1-5: signature right" in done.stdout


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE ledger_entry SET amount = 0 WHERE number = 3"], "entry 3 was changed"),
        (["UPDATE ledger_entry SET rule_code = '9.9' WHERE number = 2"], "entry 2 was changed"),
        (["DELETE FROM ledger_entry WHERE number = 3"], "entry 3 is missing"),
        (["DELETE FROM ledger_entry WHERE number = 5"], "entry 5 is missing"),
        (["UPDATE ledger_entry SET number = 6 WHERE number = 5"], "entry 5 is missing"),
        (["UPDATE ledger_entry SET number = 0 WHERE number = 1"], "entry 0 was never posted"),
        (["UPDATE ledger_head SET last_number = 4"], "entry 5 was never posted"),
        (
            [f"UPDATE ledger_entry SET number = {new} WHERE number = {old}" for old, new in ((2, 99), (3, 2), (99, 3))],
            "entry 2 was changed",
        ),
        (["DELETE FROM ledger_head"], "entry 1 was never posted"),
        (["UPDATE ledger_head SET last_hash = digest FROM ledger_entry"], "entry 5 is not the one that the head names"),
        (["UPDATE point_rule SET text = 'x'"], "entry 1 stands on a rule"),
        (["UPDATE point_case SET reason = 'x' WHERE number = 2"], "entry 3 stands on a rule"),
        (["UPDATE evidence SET text = 'x' WHERE id = (SELECT max(id) FROM evidence)"], "entry 3 stands on a rule"),
        (["UPDATE event SET reason = 'x' WHERE act = 'ledger.reversed'"], "entry 5 stands on a rule"),
    ],
)
def test_tampering_is_found_and_the_first_bad_entry_named(copy, run, statements, said):
    change(copy, *statements)
    done = run(copy)
    assert done.returncode == 1
    assert done.stderr.startswith(f"love: {said}"), done.stderr


@pytest.mark.parametrize(
    ("number", "said"), [(3, "entry 3 was rewritten"), (4, "entry 4 was rewritten"), (5, "entry 5 is not the one that")]
)
def test_an_entry_rewritten_with_its_hash_is_found(copy, run, tmp_path, number, said):
    app = make_app(f"sqlite:///{copy}", tmp_path / "files")
    with app.app_context():
        rehash(db.session.query(LedgerEntry.campaign_id).limit(1).scalar(), number, posted_on=20181231)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    done = run(copy)
    assert done.returncode == 1
    assert done.stderr.startswith(f"love: {said}"), done.stderr


def test_a_ledger_made_anew_is_found_by_the_checkpoint_alone(made, copy, run, tmp_path):
    app = make_app(f"sqlite:///{copy}", tmp_path / "files")
    with app.app_context():
        new_chain(app, 2, posted_on=20181231)
        db.session.remove()
        db.engine.dispose()
    assert run(copy).returncode == 0
    done = run(copy, "--checkpoint", made.checkpoint)
    assert done.returncode == 1
    assert done.stderr.startswith("love: entry 5 is not the one of the checkpoint")


def test_a_cut_tail_is_found_by_the_checkpoint(made, copy, run):
    change(
        copy,
        "DELETE FROM ledger_entry WHERE number = 5",
        "UPDATE ledger_head SET last_number = 4, last_hash = (SELECT hash FROM ledger_entry WHERE number = 4)",
    )
    assert run(copy).returncode == 0
    done = run(copy, "--checkpoint", made.checkpoint)
    assert (done.returncode, done.stderr) == (1, "love: entry 5 is missing\n")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": 4}, "the signature of the checkpoint is wrong"),
        ({"public_key": "0" * 64}, "the checkpoint was signed by another key"),
        ({"lookback_checkpoint": 2}, "the checkpoint has a form"),
    ],
)
def test_a_changed_checkpoint_is_refused(made, run, tmp_path, changes, said):
    kept = json.loads(made.checkpoint.read_text())
    other = tmp_path / "other.json"
    other.write_text(json.dumps(kept | changes))
    done = run(made.database, "--checkpoint", other, "--public-key", kept["public_key"])
    assert done.returncode == 1
    assert done.stderr.startswith(said), done.stderr
