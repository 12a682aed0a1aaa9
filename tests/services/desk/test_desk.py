from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from access import visible
from models.campaign import Campaign, CampaignState, Task
from models.checklist import ChecklistItem
from models.person import Appointment, Role
from models.rulebook import Rulebook, RulebookState, Span
from models.work import Occurrence, OccurrenceState
from services import desk, progress
from services.lights import Light
from tests.factories.points import LATER, confirm, make_penalty

AT = datetime(2018, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def campaign(running, session):
    return session.get_one(Campaign, running.campaign_id)


TO_BEGIN = ("tasks_to_issue", "rulebook_to_write", "seats_to_fill")


def kinds(campaign, who, at=AT, but=TO_BEGIN):
    found = [one.waiting.kind for one in desk.todos(who.visitor(at), campaign, at)]
    return [kind for kind in found if kind not in but]


def items(campaign, who, at=AT):
    return progress.items_of(campaign, visible(who.visitor(at), ChecklistItem, campaign), at)


def test_the_desk_differs_by_what_waits_for_a_person(campaign, cast, running, session):
    session.get_one(Occurrence, running.occurrence_id).state = OccurrenceState.DONE
    session.get_one(Occurrence, running.occurrence_id).done_at = AT
    session.flush()
    assert kinds(campaign, cast.director) == ["work_to_accept"]
    assert "work_to_do" in kinds(campaign, cast.squad_leader)
    assert "checklist_to_submit" in kinds(campaign, cast.head)
    assert kinds(campaign, cast.second_staff) == []
    assert kinds(campaign, cast.supervisor) == []


def test_cases_wait_for_who_may_decide_them(campaign, cast, running, session):
    make_penalty(running, cast)
    assert kinds(campaign, cast.leader) == []
    assert kinds(campaign, cast.leader, LATER) == ["case_to_confirm"]


def test_the_most_urgent_comes_first(campaign, cast, running, session):
    late = datetime(2018, 11, 26, 2, 0, tzinfo=UTC)
    found = desk.todos(cast.squad_leader.visitor(late), campaign, late)
    assert (found[0].waiting.kind, found[0].light, found[0].days, found[0].is_overdue) == (
        "work_to_do",
        Light.RED,
        -3,
        True,
    )
    dated = [one.due_on for one in found if one.light is Light.YELLOW]
    assert dated == sorted(dated)


def test_work_to_accept_carries_the_version_it_was_seen_in(campaign, cast, running, session):
    one = session.get_one(Occurrence, running.occurrence_id)
    one.state, one.done_at, one.version = OccurrenceState.DONE, AT, 7
    session.flush()
    found = desk.todos(cast.director.visitor(AT), campaign, AT)
    assert [todo.version for todo in found if todo.waiting.kind == "work_to_accept"] == [7]


def test_a_new_campaign_tells_the_director_what_is_next_and_nobody_else(campaign, cast, running, session):
    session.add(Appointment(campaign_id=campaign.id, role=Role.DEPUTY, written="副站长丙", since=date(2018, 8, 1)))
    session.get_one(Rulebook, running.rulebook_id).state = RulebookState.DRAFT
    session.flush()
    found = {one.waiting.kind: one.waiting.count for one in desk.todos(cast.director.visitor(AT), campaign, AT)}
    assert {kind: found.get(kind) for kind in TO_BEGIN} == {
        "tasks_to_issue": 1,
        "rulebook_to_write": 1,
        "seats_to_fill": 1,
    }
    assert not {*TO_BEGIN} & {*kinds(campaign, cast.head, but=())}
    session.get_one(Task, running.task_id).issued_at = AT
    session.get_one(Rulebook, running.rulebook_id).state = RulebookState.IN_FORCE
    session.query(Appointment).filter(Appointment.person_id.is_(None)).delete()
    session.flush()
    assert not {*TO_BEGIN} & {*kinds(campaign, cast.director, but=())}


def test_nothing_waits_in_a_closed_campaign(campaign, cast, running, session):
    campaign.state = CampaignState.CLOSED
    session.flush()
    assert kinds(campaign, cast.head) == []


def test_the_lights_are_counted_as_the_matrix_shows_them(campaign, cast, running, session):
    weekly = session.get_one(Occurrence, running.weekly_occurrence_id)
    weekly.state, weekly.done_at = OccurrenceState.DONE, AT
    session.flush()
    found = items(campaign, cast.head)
    standing = desk.state_of(found)
    assert standing.near == sum(one.light is Light.YELLOW for one in found) == 1
    assert standing.awaiting == 1
    assert sum(standing.bar) <= standing.total


def test_the_unit_counts_each_item_once(campaign, cast, running, session):
    session.get_one(Occurrence, running.occurrence_id).state = OccurrenceState.DONE
    session.flush()
    standing = desk.state_of(items(campaign, cast.head))
    assert (standing.accepted, standing.awaiting, standing.near, standing.overdue, standing.total) == (0, 1, 1, 0, 2)


def test_due_this_week_is_until_sunday_and_of_one_person_where_asked(campaign, cast, running, session):
    found = items(campaign, cast.head)
    assert [row.occurrence_id for row in desk.due_this_week(found, date(2018, 11, 21))] == [
        running.weekly_occurrence_id
    ]
    assert desk.due_this_week(found, date(2018, 11, 21), responsible_id=cast.staff.id) == []
    assert desk.due_this_week(found, date(2018, 11, 24)) == []


def test_phases_say_what_is_done_and_how_many_working_days_are_left(campaign):
    bars = desk.phases(campaign, date(2018, 11, 21))
    assert [(bar.state, bar.share) for bar in bars] == [("done", 100), ("now", 80), ("next", 0)]
    assert bars[1].working_days_left == 21


def test_the_score_is_the_base_and_what_was_posted_this_month(campaign, cast, running, session):
    confirm(make_penalty(running, cast), cast.leader)
    found, span = desk.score(cast.staff.visitor(AT), campaign)
    assert span is Span.MONTH
    assert (found.value, found.penalties, found.rewards) == (Decimal(98), Decimal(-2), Decimal(0))
    assert desk.score(cast.head.visitor(AT), campaign)[0].value == Decimal(100)


def test_outside_the_campaign_the_score_is_that_of_the_whole_campaign(campaign, cast, running, session):
    confirm(make_penalty(running, cast), cast.leader)
    found, span = desk.score(cast.staff.visitor(datetime(2020, 3, 2, 2, 0, tzinfo=UTC)), campaign)
    assert (span, found.value) == (Span.CAMPAIGN, Decimal(98))


def test_the_statements_do_not_grow_with_what_waits(campaign, cast, running, session, statements):
    make_penalty(running, cast)
    with statements() as few:
        desk.todos(cast.leader.visitor(AT), campaign, AT)
    for _ in range(5):
        make_penalty(running, cast)
    with statements() as many:
        desk.todos(cast.leader.visitor(AT), campaign, AT)
    assert len(many) == len(few)
