import pytest

from models.campaign import Task
from models.finding import FindingSource, FindingState
from models.lookback import LookBackScope, Verdict
from models.refusals import Incomplete, Stale, WrongState
from services import lookbacks
from services.lookbacks import Answer
from tests.factories import looking


@pytest.fixture
def lookback(session, cast, running):
    return looking.open_round(running, cast)


def test_everything_is_held_but_for_what_is_marked(session, cast, running, lookback):
    slipped = looking.looked_of(lookback, item_id=running.item_id)
    looking.hand_in(lookback, cast.department_id, cast.head, {slipped.id: Answer(Verdict.SLIPPED, "两天没有点评")})
    assert slipped.self_verdict is Verdict.SLIPPED
    assert looking.looked_of(lookback, item_id=running.weekly_id).self_verdict is Verdict.HELD
    assert looking.part_of(lookback, cast.department_id).handed_in_by_id == cast.head.id


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.SLIPPED, Verdict.NEVER])
def test_what_does_not_hold_opens_a_finding_of_the_unit_itself(session, cast, running, lookback, verdict):
    looked = looking.looked_of(lookback, item_id=running.item_id)
    (found,) = looking.hand_in(lookback, cast.department_id, cast.head, {looked.id: Answer(verdict, "没有坚持")})
    assert (found.source, found.item_id, found.owner_id) == (
        FindingSource.SELF_CHECK,
        running.item_id,
        cast.staff.id,
    )
    assert (found.source_kind, found.source_id, found.text) == ("lookback_item", looked.id, "没有坚持")
    assert found.due_at.date().isoformat() == "2018-11-27"


@pytest.mark.parametrize("verdict", [Verdict.HELD, Verdict.NOT_CHECKABLE])
def test_held_and_not_checkable_open_none(session, cast, running, lookback, verdict):
    looked = looking.looked_of(lookback, item_id=running.item_id)
    assert looking.hand_in(lookback, cast.department_id, cast.head, {looked.id: Answer(verdict)}) == []


def test_no_second_finding_where_one_is_open_on_the_item(session, cast, running, lookback):
    looking.make_finding(running, cast, item_id=running.item_id)
    looked = looking.looked_of(lookback, item_id=running.item_id)
    assert looking.hand_in(lookback, cast.department_id, cast.head, {looked.id: Answer(Verdict.NEVER, "没有")}) == []


def test_a_gap_was_never_done_unless_the_department_says_otherwise(session, cast, running):
    session.get(Task, running.task_id).issued_at = looking.AT
    session.flush()
    lookback = looking.open_round(running, cast)
    (found,) = looking.hand_in(lookback, cast.department_id, cast.head)
    assert (found.text, found.item_id, found.owner_id) == ("开展服务观念学习培训", None, cast.head.id)


def test_an_exception_needs_a_word_on_what_is_seen_now(session, cast, running, lookback):
    looked = looking.looked_of(lookback, item_id=running.item_id)
    with pytest.raises(Incomplete) as refused:
        looking.hand_in(lookback, cast.department_id, cast.head, {looked.id: Answer(Verdict.SLIPPED, " ")})
    assert refused.value.field == f"note-{looked.id}"


def test_twice_is_refused(session, cast, running, lookback):
    looking.hand_in(lookback, cast.department_id, cast.head)
    with pytest.raises(WrongState, match="handed_in_already"):
        looking.hand_in(lookback, cast.department_id, cast.head)


def test_saving_keeps_it_and_hands_nothing_in(session, cast, running, lookback):
    part, looked = looking.part_of(lookback, cast.department_id), looking.looked_of(lookback, item_id=running.item_id)
    lookbacks.save(
        part,
        {looked.id: Answer(Verdict.PARTLY, "一半")},
        version=part.version,
        by=cast.liaison.visitor(looking.AT),
        at=looking.AT,
    )
    assert (looked.self_verdict, looked.self_note, part.handed_in_at) == (Verdict.PARTLY, "一半", None)


def test_another_departments_rows_are_not_touched(session, cast, running, lookback):
    looked = looking.looked_of(lookback, item_id=running.item_id)
    looking.hand_in(lookback, cast.second_department_id, cast.second_head, {looked.id: Answer(Verdict.NEVER, "x")})
    assert looked.self_verdict is None


def test_a_stale_form_is_refused(session, cast, running, lookback):
    part = looking.part_of(lookback, cast.department_id)
    with pytest.raises(Stale):
        lookbacks.save(part, {}, version=part.version - 1, by=cast.head.visitor(looking.AT), at=looking.AT)


def test_marking_a_closed_finding_opens_it_again(session, cast, running):
    finding = looking.make_finding(running, cast)
    looking.submit(finding, cast.staff)
    looking.close_out(finding, cast.director)
    lookback = looking.open_round(running, cast, LookBackScope.FINDINGS)
    looked = lookback.items[0]
    looking.hand_in(lookback, cast.department_id, cast.head, {looked.id: Answer(Verdict.SLIPPED, "又没登记")})
    assert (finding.state, finding.closed_at) == (FindingState.OPEN, None)
