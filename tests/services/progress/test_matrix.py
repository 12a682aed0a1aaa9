from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from access import visible
from models.campaign import Campaign, Phase
from models.checklist import AcceptedBy, Checklist, ChecklistItem
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.types import Rhythm
from models.work import Occurrence, OccurrenceState
from services import progress, sifting, waits
from services.lights import Light
from services.sifting import Standing, Wanted
from services.waits import With
from tests.factories.running import make_item, make_occurrence

AT = datetime(2018, 11, 21, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def campaign(running, session):
    return session.get_one(Campaign, running.campaign_id)


def read(campaign, who, at=AT):
    return progress.items_of(campaign, visible(who.visitor(at), ChecklistItem, campaign), at)


def state(session, occurrence_id, kind, **more):
    one = session.get_one(Occurrence, occurrence_id)
    one.state = kind
    for name, value in more.items():
        setattr(one, name, value)
    session.flush()
    return one


def one_more(session, campaign, running, cast, title, due_on, **more):
    item = make_item(
        session.get_one(Checklist, running.checklist_id),
        campaign.focus_areas[0],
        session.get_one(Phase, running.phase_ids[1]),
        title,
        cast.staff.id,
        due_on=due_on,
        **more,
    )
    return make_occurrence(item, due_on)


def test_cells_count_items_with_an_approved_revision(campaign, cast, running, session):
    state(session, running.occurrence_id, OccurrenceState.ACCEPTED, accepted_at=AT)
    counted = progress.matrix(read(campaign, cast.director))
    cell = counted.cells[cast.department_id, running.area_id]
    assert (cell.done, cell.total, cell.light) == (1, 1, Light.GREEN)  # the draft beside it does not count
    assert (counted.all.done, counted.all.total) == (1, 2)
    assert (cast.second_department_id, running.area_id) not in counted.cells


def test_a_cell_shows_the_worst_light_of_its_items(campaign, cast, running, session):
    one_more(session, campaign, running, cast, "晚了的事", date(2018, 11, 16))
    cell = progress.matrix(read(campaign, cast.director)).cells[cast.department_id, running.area_id]
    assert (cell.done, cell.total, cell.light) == (0, 2, Light.RED)


def test_a_recurring_item_counts_only_while_all_that_is_due_is_accepted(campaign, cast, running, session):
    weekly = session.get_one(ChecklistItem, running.weekly_id)
    past = make_occurrence(weekly, date(2018, 11, 15), period="2018-W46")
    state(session, past.id, OccurrenceState.ACCEPTED, accepted_at=AT - timedelta(days=5))
    (item,) = [one for one in read(campaign, cast.director) if one.id == running.weekly_id]
    assert item.is_accepted  # this week's is due on the 23rd only
    (item,) = [one for one in read(campaign, cast.director, AT + timedelta(days=3)) if one.id == running.weekly_id]
    assert not item.is_accepted


def test_ended_items_are_no_longer_in_the_matrix(campaign, cast, running, session):
    session.get_one(ChecklistItem, running.item_id).ended_at = AT
    session.flush()
    assert [item.id for item in read(campaign, cast.director)] == [running.weekly_id]


def test_rows_come_overdue_first_then_what_waits_then_by_due(campaign, cast, running, session):
    late = one_more(session, campaign, running, cast, "晚了的事", date(2018, 11, 16))
    later = one_more(session, campaign, running, cast, "更晚的事", date(2018, 11, 12))
    done = one_more(session, campaign, running, cast, "做了的事", date(2018, 12, 7))
    state(session, done.id, OccurrenceState.DONE, done_at=AT)
    rows = progress.rows_of(read(campaign, cast.director))
    assert [row.occurrence_id for row in rows[:3]] == [later.id, late.id, done.id]
    assert [row.days for row in rows[:2]] == [-9, -5]


def test_each_piece_of_work_that_is_not_accepted_is_a_row(campaign, cast, running, session):
    weekly = session.get_one(ChecklistItem, running.weekly_id)
    make_occurrence(weekly, date(2018, 11, 15), period="2018-W46")
    (item,) = [one for one in read(campaign, cast.director) if one.id == running.weekly_id]
    assert [row.period for row in item.rows] == ["2018-W46", "2018-W47"]


def test_lists_show_what_is_asked_for(campaign, cast, running, session):
    late = one_more(session, campaign, running, cast, "晚了的事", date(2018, 11, 16))
    rows = progress.rows_of(read(campaign, cast.director))
    names = {cast.department_id: "站务部"}

    def found(**asked):
        return [row.occurrence_id for row in sifting.sift(rows, Wanted(**asked), names)]

    assert found() == [late.id]  # the weekly one is only near
    assert found(state=Standing.OVERDUE) == [late.id]
    assert found(light=Light.RED) == [late.id]
    assert set(found(area=running.area_id)) == {late.id, running.occurrence_id}
    assert found(unit=cast.second_department_id) == []
    assert found(responsible=cast.squad_leader.id) == [running.weekly_occurrence_id]
    assert found(due_from=date(2018, 11, 20), due_to=date(2018, 11, 25)) == [running.weekly_occurrence_id]
    assert found(q="礼仪 站务部") == [running.occurrence_id]
    assert found(q="没有的事") == []


def test_things_wait_with_the_late_the_returned_and_who_accepts(campaign, cast, running, session):
    one_more(session, campaign, running, cast, "晚了的事", date(2018, 11, 16))
    one_more(session, campaign, running, cast, "更晚的事", date(2018, 11, 12))
    state(session, running.occurrence_id, OccurrenceState.DONE, done_at=AT - timedelta(days=2))
    state(session, running.weekly_occurrence_id, OccurrenceState.DONE, done_at=AT)
    found = waits.longest_first(progress.rows_of(read(campaign, cast.director)), AT, ZONE)
    assert [(one.where, one.id, one.count, str(one.average)) for one in found] == [
        (With.PERSON, cast.staff.id, 2, "7.0"),
        (With.OFFICE, 0, 1, "2.0"),
        (With.UNIT, cast.department_id, 1, "0.0"),
    ]


def test_heads_read_their_own_unit(campaign, cast, running, session):
    assert {item.unit_id for item in read(campaign, cast.head)} == {cast.department_id}


# ------------------------------------------------------------------------------------------------ from the rows
def accept(session, who, *ids, versions=None, at=AT):
    rows = [session.get_one(Occurrence, one) for one in ids]
    progress.accept(rows, versions=versions or {}, by=who.visitor(at), at=at)
    return rows


def test_the_director_accepts_many_rows_in_one_act(campaign, cast, running, session):
    other = one_more(session, campaign, running, cast, "做了的事", date(2018, 12, 7))
    for one in (running.occurrence_id, other.id):
        state(session, one, OccurrenceState.DONE, done_at=AT, done_by_id=cast.staff.id)
    rows = accept(session, cast.director, running.occurrence_id, other.id)
    assert {row.state for row in rows} == {OccurrenceState.ACCEPTED}


def test_the_head_accepts_what_the_unit_accepts_itself(campaign, cast, running, session):
    state(session, running.weekly_occurrence_id, OccurrenceState.DONE, done_at=AT, done_by_id=cast.squad_leader.id)
    (row,) = accept(session, cast.head, running.weekly_occurrence_id)
    assert row.accepted_by_id == cast.head.id


def test_who_did_it_may_not_accept_it(campaign, cast, running, session):
    state(session, running.occurrence_id, OccurrenceState.DONE, done_at=AT, done_by_id=cast.director.id)
    with pytest.raises(NotYourOwn):
        accept(session, cast.director, running.occurrence_id)


def test_nothing_is_accepted_when_one_row_may_not_be(campaign, cast, running, session):
    state(session, running.occurrence_id, OccurrenceState.DONE, done_at=AT, done_by_id=cast.staff.id)
    with pytest.raises(WrongState):
        accept(session, cast.director, running.occurrence_id, running.weekly_occurrence_id)
    assert session.get_one(Occurrence, running.occurrence_id).state is OccurrenceState.DONE


def test_a_row_that_changed_meanwhile_is_stale(campaign, cast, running, session):
    one = state(session, running.occurrence_id, OccurrenceState.DONE, done_at=AT, done_by_id=cast.staff.id)
    with pytest.raises(Stale):
        accept(session, cast.director, one.id, versions={one.id: one.version + 1})


def test_without_a_row_nothing_is_done(campaign, cast, running, session):
    with pytest.raises(RuleBroken, match="nothing_chosen"):
        accept(session, cast.director)


def test_buttons_stand_where_the_rules_let_one(campaign, cast, running, session):
    unit_row = one_more(session, campaign, running, cast, "自验", date(2018, 12, 7), accepted_by=AcceptedBy.UNIT)
    for one in (running.occurrence_id, unit_row.id):
        state(session, one, OccurrenceState.DONE, done_at=AT, done_by_id=cast.staff.id)
    rows = progress.rows_of(read(campaign, cast.director))

    def may(who):
        return progress.verdicts_open_to(who.visitor(AT), campaign, rows)

    assert may(cast.director) == {running.occurrence_id: (True, True), unit_row.id: (False, True)}
    assert may(cast.head) == {running.occurrence_id: (False, False), unit_row.id: (True, True)}
    assert may(cast.staff) == {running.occurrence_id: (False, False), unit_row.id: (False, False)}


def test_the_statements_do_not_grow_with_the_items(campaign, cast, running, session, statements):
    read(campaign, cast.director)
    with statements() as few:
        read(campaign, cast.director)
    for number in range(20):
        one_more(session, campaign, running, cast, f"第 {number} 件", date(2018, 11, 30), rhythm=Rhythm.ONCE)
    with statements() as many:
        read(campaign, cast.director)
    assert len(many) == len(few)
