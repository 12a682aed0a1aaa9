"""`flask ledger verify` and `flask ledger rebuild`, as an administrator runs them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from commands.ledger import verify_due
from extensions import db
from models.campaign import Campaign
from services import chain
from tests.factories import points
from tests.tampering import take_guards_away


@pytest.fixture
def running(app, cast, running):
    with app.app_context():
        points.confirm(points.make_penalty(running, cast), cast.leader)
        db.session.commit()
    return running


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["ledger", *words])


def tamper(app, *statements):
    """As somebody would who has taken the guards away."""
    with app.app_context():
        take_guards_away()
        for statement in statements:
            db.session.execute(text(statement))
        db.session.commit()


def test_an_untouched_ledger_is_said_to_be_so_and_kept(app, running, run):
    done = run("verify")
    assert (done.exit_code, done.stdout) == (0, "love: entries 1-2 are as they were posted\n")
    with app.app_context():
        check = chain.last_check(db.session.get_one(Campaign, running.campaign_id))
        assert (check.last_number, check.fault) == (2, None)


def test_the_first_bad_entry_is_named_with_exit_1(app, running, run):
    tamper(app, "UPDATE ledger_entry SET amount = 100 WHERE number = 2")
    done = run("verify", "--campaign", "love")
    assert (done.exit_code, done.stderr) == (1, "love: entry 2 was changed\n")
    with app.app_context():
        check = chain.last_check(db.session.get_one(Campaign, running.campaign_id))
        assert check.fault == chain.Fault(2, chain.Wrong.CHANGED)


def test_an_unknown_campaign_is_said_to_be_unknown(app, running, run):
    done = run("verify", "--campaign", "nowhere")
    assert done.exit_code == 2
    assert "there is no campaign nowhere" in done.stderr


def test_an_empty_ledger_holds(app, running, run):
    with app.app_context():
        cast_campaign = db.session.get_one(Campaign, running.campaign_id)
        db.session.add(
            Campaign(
                organisation_id=cast_campaign.organisation_id,
                slug="empty",
                title="空",
                created_at=cast_campaign.created_at,
            )
        )
        db.session.commit()
    assert "empty: no entries yet" in run("verify").stdout


def test_right_totals_are_said_to_be_right(app, running, run):
    done = run("rebuild", "--check")
    assert (done.exit_code, done.stdout) == (0, "love: all totals agree with the entries\n")


def test_a_wrong_total_is_named_and_rebuild_mends_it(app, running, run):
    tamper(app, "UPDATE total SET amount = 777 WHERE scope = 'rule:3.2:-'")
    done = run("rebuild", "--check")
    assert done.exit_code == 1
    assert "rule:3.2:-, 201811: 7.77 kept, -2.00 by the entries" in done.stderr
    assert run("rebuild").exit_code == 0
    assert run("rebuild", "--check").exit_code == 0


def test_tick_verifies_a_ledger_once_a_day_or_an_hour_after_new_entries(app, running):
    at = datetime(2018, 11, 21, 3, 0, tzinfo=UTC)
    with app.app_context():
        assert verify_due(at) == []
        campaign = db.session.get_one(Campaign, running.campaign_id)
        assert chain.last_check(campaign).last_number == 2
        assert not chain.is_check_due(campaign, at + timedelta(hours=2))
        assert chain.is_check_due(campaign, at + timedelta(hours=25))
    tamper(app, "DELETE FROM ledger_entry WHERE number = 2")
    with app.app_context():
        assert verify_due(at + timedelta(hours=2)) == []
        assert verify_due(at + timedelta(hours=25)) == ["love: entry 2 is missing"]
