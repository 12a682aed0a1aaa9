from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from access import visible
from models.campaign import Campaign
from models.checklist import ChecklistItem
from models.work import Occurrence, OccurrenceState, Progress, ProgressState
from services import dispatch, progress_lines
from services.dispatch import Span, Turn
from services.progress_lines import Written
from services.waits import With

AT = datetime(2018, 11, 21, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2018, 11, 21)
WEEK = Span(date(2018, 11, 19), date(2018, 11, 25))
STATES = {
    "open": OccurrenceState.OPEN,
    "done": OccurrenceState.DONE,
    "returned": OccurrenceState.RETURNED,
    "accepted": OccurrenceState.ACCEPTED,
}


def moment(day):
    return datetime(2018, 11, day, 2, 0, tzinfo=UTC) if day else None


def row(state, due_on, done=None, accepted=None):
    return SimpleNamespace(
        state=STATES[state],
        due_on=due_on,
        done_at=moment(done),
        accepted_at=moment(accepted),
        is_awaiting=state == "done",
        is_overdue=state in ("open", "returned") and due_on < TODAY,
    )


def test_each_row_is_brought_up_for_what_a_meeting_needs():
    last_week, this, following, later = (date(2018, 11, day) for day in (16, 23, 28, 30))
    later = later.replace(month=12)
    for said, is_stuck, turn in (
        (("open", last_week), False, Turn.OVERDUE),
        (("open", date(2018, 11, 20)), False, Turn.OVERDUE),
        (("returned", last_week), False, Turn.OVERDUE),
        (("returned", later), False, Turn.RETURNED),
        (("open", later), True, Turn.STUCK),
        (("open", following), True, Turn.STUCK),
        (("open", this), True, Turn.DUE),
        (("done", last_week, 15), False, Turn.AWAITING),
        (("done", later, 20), False, Turn.AWAITING),
        (("done", later, 27), False, None),
        (("open", this), False, Turn.DUE),
        (("open", following), False, Turn.NEXT),
        (("open", later), False, None),
        (("accepted", last_week, 15, 20), False, Turn.ACCEPTED),
        (("accepted", this, 15, 15), False, Turn.ACCEPTED),
        (("accepted", last_week, 15, 16), False, None),
        (("accepted", following, 15, 16), True, None),
    ):
        assert dispatch.turn_of(row(*said), WEEK, ZONE, is_stuck=is_stuck) is turn, said


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        (("2018-W47", "", ""), WEEK),
        (("", "2018-11-19", "2018-11-25"), WEEK),
        (("", "2018-11-20", "2018-11-20"), Span(date(2018, 11, 20), date(2018, 11, 20))),
        (("2018-W54", "", ""), WEEK),
        (("2018-W00", "", ""), WEEK),
        (("", "2018-11-25", "2018-11-01"), WEEK),
        (("", "2018-01-01", "2018-12-31"), WEEK),
        (("", "0001-01-01", "0001-01-02"), WEEK),
        (("", "9999-12-30", "9999-12-31"), WEEK),
        (("nonsense", "x", ""), WEEK),
    ],
)
def test_what_names_no_days_is_the_running_week(asked, span):
    assert dispatch.span_of(*asked, TODAY) == span


def test_an_items_last_line_stands_once_and_whom_it_waits_with(cast, running, session):
    session.add_all(
        Progress(item_id=running.item_id, period=period, state=ProgressState.UNDER_WAY, text=text, by_id=1, at=at)
        for period, text, at in (("2018-W46", "旧", moment(14)), ("2018-W47", "新", moment(20)))
    )
    one = session.get_one(Occurrence, running.occurrence_id)
    one.state, one.done_at = OccurrenceState.DONE, moment(20)
    session.flush()
    campaign = session.get_one(Campaign, running.campaign_id)
    seen = visible(cast.director.visitor(AT), ChecklistItem, campaign)
    part = dispatch.of_campaign(campaign, seen, WEEK, AT)[cast.department_id]
    entry = next(entry for entry in part.entries if entry.row.occurrence_id == one.id)
    assert (entry.turn, entry.period, entry.line.text) == (Turn.AWAITING, "2018-W47", "新")
    assert entry.place[0] is With.OFFICE
    assert progress_lines.latest([running.item_id], moment(18)) == {
        running.item_id: ("2018-W46", Written(ProgressState.UNDER_WAY, "旧"))
    }
