"""After every upgrade: what the database itself refuses to do to the ledger. On its own database, with raw connections."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.databases import make_app
from tests.factories import points


@pytest.fixture
def raw(own_database, tmp_path):
    """A raw connection to a migrated database that holds two committed entries."""
    from extensions import db, writing
    from tests.factories import make_campaign, make_cast

    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        cast = make_cast()
        points.confirm(points.make_penalty(make_campaign(cast), cast), cast.leader)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    engine = create_engine(own_database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


COLUMNS = (
    "campaign_id, number, canon, posted_at, posted_on, month, line_id, reverses_id, person_id, unit_id, home_unit_id, "
    "rule_code, rulebook_version, effect_id, measure, asked, cut, amount, balance, proposer_id, confirmer_id, digest, "
    "previous_hash, hash"
)
EVERYWHERE = (
    "UPDATE ledger_entry SET amount = 0",
    "UPDATE ledger_entry SET amount = amount WHERE number = 2",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE number = 2",
    (
        f"INSERT INTO ledger_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM ledger_entry WHERE number = 1 "
        "ON CONFLICT (id) DO UPDATE SET amount = 0"
    ),
    (
        f"INSERT INTO ledger_entry ({COLUMNS}) SELECT {COLUMNS} FROM ledger_entry WHERE number = 1 "
        "ON CONFLICT (campaign_id, number) DO UPDATE SET amount = 0"
    ),
)
ONLY_SQLITE = (
    f"INSERT OR REPLACE INTO ledger_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM ledger_entry WHERE number = 1",
    f"INSERT OR REPLACE INTO ledger_entry ({COLUMNS}) SELECT {COLUMNS} FROM ledger_entry WHERE number = 1",
    f"REPLACE INTO ledger_entry ({COLUMNS}) SELECT {COLUMNS.replace('number', '9', 1)} FROM ledger_entry LIMIT 1",
    "UPDATE OR REPLACE ledger_entry SET number = 1",
    "UPDATE OR IGNORE ledger_entry SET number = 1",
)
ONLY_POSTGRES = (
    "TRUNCATE ledger_entry, appeal",
    "TRUNCATE ledger_entry CASCADE",
    "TRUNCATE campaign CASCADE",
    (
        "MERGE INTO ledger_entry AS old USING (SELECT 1 AS number) AS new ON old.number = new.number "
        "WHEN MATCHED THEN UPDATE SET amount = 0"
    ),
)


def test_every_way_of_changing_the_ledger_is_refused(raw, database):
    def content():
        rows = raw.execute(text("SELECT * FROM ledger_entry ORDER BY number")).all()
        raw.rollback()
        return rows

    before = content()
    assert len(before) == 2
    for statement in EVERYWHERE + (ONLY_SQLITE if database == "sqlite" else ONLY_POSTGRES):
        with pytest.raises(DBAPIError) as refusal:
            raw.execute(text(statement))
        raw.rollback()
        assert "append-only" in str(refusal.value), f"{statement}: {refusal.value}"
        assert content() == before, statement


KEPT = "campaign_id, form, slug, number, hash, made_at, public_key, signature"
CHECKPOINT_EVERYWHERE = (
    "UPDATE ledger_checkpoint SET hash = signature",
    "DELETE FROM ledger_checkpoint",
    (
        f"INSERT INTO ledger_checkpoint (id, {KEPT}) SELECT id, {KEPT} FROM ledger_checkpoint WHERE true "
        "ON CONFLICT (id) DO UPDATE SET number = 1"
    ),
    (
        f"INSERT INTO ledger_checkpoint ({KEPT}) SELECT {KEPT} FROM ledger_checkpoint WHERE true "
        "ON CONFLICT (campaign_id, number, public_key) DO UPDATE SET number = 1"
    ),
)
CHECKPOINT_ONLY_SQLITE = (
    f"INSERT OR REPLACE INTO ledger_checkpoint (id, {KEPT}) SELECT id, {KEPT} FROM ledger_checkpoint",
    f"REPLACE INTO ledger_checkpoint ({KEPT}) SELECT {KEPT} FROM ledger_checkpoint",
    "UPDATE OR REPLACE ledger_checkpoint SET number = 1",
)
CHECKPOINT_ONLY_POSTGRES = ("TRUNCATE ledger_checkpoint", "TRUNCATE campaign CASCADE")


def test_every_way_of_changing_a_checkpoint_is_refused(raw, database):
    def content():
        rows = raw.execute(text("SELECT * FROM ledger_checkpoint")).all()
        raw.rollback()
        return rows

    raw.execute(
        text(
            f"INSERT INTO ledger_checkpoint ({KEPT}) SELECT campaign_id, 1, 'love', last_number, last_hash, 0, 'a', 'b' "
            "FROM ledger_head"
        )
    )
    raw.commit()
    before = content()
    assert len(before) == 1
    own = CHECKPOINT_ONLY_SQLITE if database == "sqlite" else CHECKPOINT_ONLY_POSTGRES
    for statement in CHECKPOINT_EVERYWHERE + own:
        with pytest.raises(DBAPIError) as refusal:
            raw.execute(text(statement))
        raw.rollback()
        assert "append-only" in str(refusal.value), f"{statement}: {refusal.value}"
        assert content() == before, statement


def test_a_number_is_taken_once(raw, database):
    with pytest.raises(DBAPIError):
        raw.execute(text(f"INSERT INTO ledger_entry ({COLUMNS}) SELECT {COLUMNS} FROM ledger_entry WHERE number = 2"))
    raw.rollback()
    assert raw.execute(text("SELECT count(*) FROM ledger_entry")).scalar() == 2
