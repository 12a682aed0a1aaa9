"""The bulk path of the benchmarks: what it loads is what posting would have left."""

from datetime import UTC, datetime

from benchmarks.load import load
from benchmarks.world import make
from extensions import db, writing
from models.ledger import LedgerEntry
from services import chain, totals
from tests.databases import make_app

COUNT = 500


def test_a_loaded_ledger_verifies_and_its_totals_agree(own_database, tmp_path):
    today = datetime.now(UTC).date()
    with make_app(own_database, tmp_path).app_context(), writing():
        world = make(today)
        assert load(world, COUNT, today) == COUNT
        assert db.session.query(LedgerEntry).count() == COUNT
        assert db.session.query(LedgerEntry).filter(LedgerEntry.reverses_id.is_not(None)).count() > 0
        assert chain.verify(world.campaign_id) is None
        assert totals.differences(world.campaign_id) == []
        db.session.remove()
        db.engine.dispose()
