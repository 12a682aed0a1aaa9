from datetime import date

import pytest

from models.campaign import CampaignState, Task
from models.finding import FindingSource, FindingState
from models.lookback import LookBackItem, LookBackScope, Verdict
from models.person import Person, Role
from models.refusals import Incomplete, NotYourOwn, RuleBroken, Stale, WrongState
from models.unit import Unit
from services import rechecks
from services.lookbacks import Answer
from tests.factories import looking
from tests.factories.cast import appoint


@pytest.fixture
def lookback(session, cast, running):
    looking.make_more(running, cast, 2)
    return looking.drawn_round(running, cast)


@pytest.fixture
def looked(lookback, running):
    return looking.looked_of(lookback, item_id=running.item_id)


def test_the_director_gives_a_verdict(session, cast, looked):
    looking.conclude(looked, Verdict.HELD, cast.director, note="登记本在用")
    assert (looked.verdict, looked.note, looked.by_id, looked.at) == (
        Verdict.HELD,
        "登记本在用",
        cast.director.id,
        looking.AT,
    )


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.SLIPPED, Verdict.NEVER])
def test_what_does_not_hold_opens_a_finding_there(session, cast, running, looked, verdict):
    found = looking.conclude(looked, verdict, cast.director, opening=looking.opening(cast))
    assert (found.source, found.item_id, found.owner_id, found.text) == (
        FindingSource.RE_CHECK,
        running.item_id,
        cast.staff.id,
        "抽看 5 天有 2 天没有点评",
    )
    assert looked.note == found.text


def test_no_second_finding_where_one_is_open(session, cast, running, looked):
    looking.make_finding(running, cast, item_id=running.item_id)
    assert looking.conclude(looked, Verdict.SLIPPED, cast.director, opening=looking.opening(cast)) is None


def test_one_that_comes_back_on_the_item_is_recurrent(session, cast, running, looked):
    first = looking.make_finding(running, cast, item_id=running.item_id)
    looking.submit(first, cast.staff)
    looking.close_out(first, cast.director)
    second = looking.conclude(looked, Verdict.SLIPPED, cast.director, opening=looking.opening(cast))
    assert second.recurs_id == first.id


def test_a_finding_needs_its_words_and_its_owner(session, cast, looked):
    with pytest.raises(Incomplete) as refused:
        looking.conclude(looked, Verdict.SLIPPED, cast.director)
    assert refused.value.field == "text"
    nobody = rechecks.Opening("没有登记", None, date(2018, 11, 27))
    with pytest.raises(Incomplete) as refused:
        looking.conclude(looked, Verdict.SLIPPED, cast.director, opening=nobody)
    assert refused.value.field == "owner"


def test_not_checkable_wants_a_new_date_that_has_not_passed(session, cast, looked):
    with pytest.raises(Incomplete, match="needed"):
        looking.conclude(looked, Verdict.NOT_CHECKABLE, cast.director)
    with pytest.raises(RuleBroken, match="due_in_the_past"):
        looking.conclude(looked, Verdict.NOT_CHECKABLE, cast.director, looks_again_on=date(2018, 11, 19))
    looking.conclude(looked, Verdict.NOT_CHECKABLE, cast.director, looks_again_on=date(2018, 11, 26))
    assert looked.looks_again_on == date(2018, 11, 26)


def test_the_owner_the_doer_and_whoever_checked_never_judge(session, cast, running, looked):
    looked.self_by_id = None
    looked.item.responsible_id = cast.director.id
    with pytest.raises(NotYourOwn):
        looking.conclude(looked, Verdict.HELD, cast.director)
    looked.item.responsible_id, looked.self_by_id = cast.staff.id, cast.director.id
    with pytest.raises(NotYourOwn):
        looking.conclude(looked, Verdict.HELD, cast.director)


def test_the_head_of_the_department_never_judges_it(session, cast, running, lookback):
    own = next(one for one in lookback.items if one.unit_id == cast.office_department_id)
    with pytest.raises(NotYourOwn):
        looking.conclude(own, Verdict.HELD, cast.director)
    assert rechecks.judges(own, date(2018, 11, 20)) == {cast.deputy.id}
    looking.conclude(own, Verdict.HELD, cast.deputy)


def test_the_leader_judges_where_no_deputy_is_in_charge(session, cast, running, looked):
    appoint(session.get(Person, cast.director.id), Role.HEAD, unit=session.get(Unit, cast.department_id))
    assert rechecks.judges(looked, date(2018, 11, 20)) == {cast.leader.id}


def test_who_is_not_asked_is_told_that_another_judges(session, cast, looked):
    with pytest.raises(RuleBroken, match="another_judges"):
        looking.conclude(looked, Verdict.HELD, cast.leader)


def test_what_was_not_drawn_gets_no_verdict(session, cast, running, looked):
    looked.sampled = False
    with pytest.raises(WrongState):
        looking.conclude(looked, Verdict.HELD, cast.director)


def test_a_stale_form_is_refused(session, cast, looked):
    with pytest.raises(Stale):
        looking.conclude(looked, Verdict.HELD, cast.director, version=looked.version - 1)


def test_a_closed_campaign_is_read_only(session, cast, running, looked):
    looking.campaign_of(running).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        looking.conclude(looked, Verdict.HELD, cast.director)


def test_a_closed_finding_that_slipped_is_opened_again(session, cast, running):
    finding = looking.make_finding(running, cast)
    looking.submit(finding, cast.staff)
    looking.close_out(finding, cast.director)
    lookback = looking.open_round(running, cast, LookBackScope.FINDINGS)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert looking.conclude(lookback.items[0], Verdict.SLIPPED, cast.director, note="又没登记") is None
    assert finding.state is FindingState.OPEN
    assert finding.due_at.date() == date(2018, 11, 27)


def test_a_gap_that_was_found_before_has_one_finding(session, cast, running):
    session.get(Task, running.task_id).issued_at = looking.AT
    session.flush()
    lookback = looking.drawn_round(running, cast)
    gap = session.query(LookBackItem).filter(LookBackItem.task_id == running.task_id).one()
    assert rechecks.stands(gap) is not None
    assert looking.conclude(gap, Verdict.NEVER, cast.director) is None
    assert lookback.items


def test_answers_of_the_self_check_stay_beside_it(session, cast, running):
    lookback = looking.open_round(running, cast)
    one = looking.looked_of(lookback, item_id=running.item_id)
    looking.hand_in_all(lookback, cast, {one.id: Answer(Verdict.PARTLY, "一半")})
    looking.draw(lookback, cast)
    one.sampled = True
    looking.conclude(one, Verdict.HELD, cast.director)
    assert (one.self_verdict, one.self_note, one.verdict) == (Verdict.PARTLY, "一半", Verdict.HELD)
