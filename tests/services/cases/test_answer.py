from datetime import date

import pytest

from models.case import Answer, LineState
from models.event import Event
from models.notice import Notice
from models.person import Appointment, Role
from models.refusals import RuleBroken, Stale, WrongState
from services import answers, cases
from tests.factories import points


def say(line, who, said=Answer.AGREED, text="", at=points.AT):
    answers.answer(line, said, text, by=who.visitor(at), at=at)


def test_the_subject_says_that_there_is_no_objection(session, cast, running):
    line = points.make_penalty(running, cast).lines[0]
    say(line, cast.staff)
    assert (line.answer, line.answered_by_id, line.answered_at) == (Answer.AGREED, cast.staff.id, points.AT)
    assert session.query(Event).filter_by(act="line.agreed", ref_kind="case_line", ref_id=line.id).count() == 1


def test_the_subject_explains_and_the_proposer_is_told(session, cast, running):
    case = points.make_penalty(running, cast)
    say(case.lines[0], cast.staff, Answer.EXPLAINED, " 当时在扶老人上车 ")
    assert (case.lines[0].answer, case.lines[0].answer_text) == (Answer.EXPLAINED, "当时在扶老人上车")
    told = session.query(Notice).filter_by(key="case.explained", ref_id=case.id)
    assert [one.person_id for one in told] == [cast.director.id]


def test_an_explanation_makes_a_decision_stale_that_has_not_seen_it(session, cast, running):
    case = points.make_penalty(running, cast)
    seen = case.version
    say(case.lines[0], cast.staff, Answer.EXPLAINED, "另有原因")
    by = cast.leader.visitor(points.LATER)
    with pytest.raises(Stale):
        cases.confirm(case, version=seen, by=by, at=points.LATER, zone=points.ZONE)


def test_the_last_answer_holds(session, cast, running):
    line = points.make_penalty(running, cast).lines[0]
    say(line, cast.staff, Answer.EXPLAINED, "另有原因")
    say(line, cast.staff)
    assert (line.answer, line.answer_text) == (Answer.AGREED, "")


def test_an_explanation_has_words(session, cast, running):
    line = points.make_penalty(running, cast).lines[0]
    with pytest.raises(RuleBroken) as refused:
        say(line, cast.staff, Answer.EXPLAINED, "  ")
    assert (refused.value.key, refused.value.field) == ("needed", "text")


@pytest.mark.parametrize("part", ["squad_leader", "director", "head", "leader", "second_staff"])
def test_nobody_answers_for_another(session, cast, running, part):
    line = points.make_penalty(running, cast).lines[0]
    with pytest.raises(RuleBroken, match="only_subject_answers"):
        say(line, getattr(cast, part))


def test_the_head_answers_for_the_unit_and_the_head_above_does_not(session, cast, running):
    case = points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.squad_id)
    with pytest.raises(RuleBroken, match="only_subject_answers"):
        say(case.lines[0], cast.head)
    say(case.lines[0], cast.squad_leader)
    assert case.lines[0].answered_by_id == cast.squad_leader.id


def test_who_headed_the_unit_once_answers_no_more(session, cast, running):
    case = points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.squad_id)
    session.query(Appointment).filter_by(person_id=cast.squad_leader.id, role=Role.HEAD).one().until = date(2018, 11, 1)
    session.flush()
    with pytest.raises(RuleBroken, match="only_subject_answers"):
        say(case.lines[0], cast.squad_leader)


def test_a_held_line_is_answered_still(session, cast, running):
    line = points.make_penalty(running, cast).lines[0]
    line.state = LineState.HELD
    say(line, cast.staff)
    assert line.answer is Answer.AGREED


@pytest.mark.parametrize("end", ["confirmed", "withdrawn", "struck_out"])
def test_what_is_decided_is_not_answered_any_more(session, cast, running, end):
    case = points.make_penalty(running, cast)
    if end == "confirmed":
        points.confirm(case, cast.leader)
    elif end == "withdrawn":
        cases.withdraw(case, "", version=None, by=cast.director.visitor(points.AT), at=points.AT)
    else:
        case.lines[0].state = LineState.STRUCK_OUT
    with pytest.raises(WrongState, match="line_decided"):
        say(case.lines[0], cast.staff, at=points.LATER)
