from datetime import date
from decimal import Decimal

import pytest

from extensions import db
from models.campaign import Campaign
from models.case import PointCase
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.refusals import RuleBroken
from models.rulebook import Computed, PointRule, Section, Settled
from services import cases, recording
from tests.factories import points


@pytest.fixture
def rule(session, running):
    """The reward's rule, settled in the month's list, which wants no evidence."""
    rule = session.get_one(PointRule, running.reward_id)
    rule.settled, rule.evidence_wanted = Settled.LIST, False
    session.flush()
    return rule


def record(running, rule, by, *, files=(), **matter):
    said = {"happened_on": points.HAPPENED, "reason": ""} | matter
    campaign = db.session.get_one(Campaign, running.campaign_id)
    return cases.record(campaign, rule, cases.Matter(**said), files, by=by.visitor(points.AT), at=points.AT)


def pieces(session, case):
    return (
        session.query(Evidence)
        .join(EvidenceUse)
        .filter(EvidenceUse.ref_kind == "point_case", EvidenceUse.ref_id == case.id)
        .all()
    )


def test_where_nothing_is_typed_the_rule_is_the_reason_and_the_recorder_the_witness(session, cast, running, rule):
    case = record(running, rule, cast.squad_leader, person_ids=[cast.staff.id])
    assert (case.reason, case.list_id, case.public_from) == ("旅客表扬", None, None)
    (note,) = pieces(session, case)
    assert (note.kind, note.text, note.added_by_id) == (EvidenceKind.NOTE, "旅客表扬", cast.squad_leader.id)
    assert note.shows_on == date(2018, 11, 20)
    assert case.lines[0].asked == Decimal("0.5")


def test_what_is_typed_is_reason_and_evidence(session, cast, running, rule):
    case = record(running, rule, cast.squad_leader, person_ids=[cast.staff.id], note=" 来信两封 ")
    assert case.reason == "来信两封"
    assert [one.text for one in pieces(session, case)] == ["来信两封"]


def test_a_photo_alone_is_the_evidence(session, cast, running, rule):
    photo = points.make_note(cast.squad_leader, "照片")
    case = record(running, rule, cast.squad_leader, person_ids=[cast.staff.id], files=[photo])
    assert pieces(session, case) == [photo]


def test_a_rule_that_wants_evidence_takes_no_record_without_it(session, cast, running, rule):
    rule.evidence_wanted = True
    with pytest.raises(RuleBroken, match="evidence_wanted"):
        record(running, rule, cast.squad_leader, person_ids=[cast.staff.id])
    assert record(running, rule, cast.squad_leader, person_ids=[cast.staff.id], note="意见簿第 12 页").number


def test_several_people_stand_in_one_record_with_one_evidence(session, cast, running, rule):
    case = record(running, rule, cast.director, person_ids=[cast.staff.id, cast.liaison.id, cast.second_staff.id])
    assert {line.person_id for line in case.lines} == {cast.staff.id, cast.liaison.id, cast.second_staff.id}
    assert len(pieces(session, case)) == 1


@pytest.mark.parametrize("change", [{"settled": Settled.OWN}, {"veto": True}])
def test_what_is_settled_as_a_case_of_its_own_is_not_recorded(session, cast, running, rule, change):
    for name, value in change.items():
        setattr(rule, name, value)
    with pytest.raises(RuleBroken) as refused:
        record(running, rule, cast.squad_leader, person_ids=[cast.staff.id])
    assert (refused.value.key, refused.value.field) == ("not_in_list", "rule_id")


def test_nobody_records_for_others_people_or_about_oneself(session, cast, running, rule):
    with pytest.raises(RuleBroken, match="not_your_people"):
        record(running, rule, cast.squad_leader, person_ids=[cast.second_staff.id])
    with pytest.raises(RuleBroken, match="not_about_yourself"):
        record(running, rule, cast.squad_leader, person_ids=[cast.squad_leader.id])


# ------------------------------------------------------------------------------------------------ what is offered
def offered_people(running, who, words="", ticked=()):
    campaign = db.session.get_one(Campaign, running.campaign_id)
    return recording.people(who.visitor(points.AT), campaign, points.HAPPENED, words, ticked)


def test_the_own_squad_comes_first_and_stands_open(session, cast, running):
    (squad,) = offered_people(running, cast.squad_leader)
    assert (squad.unit_name, [one.person_id for one in squad.people], squad.is_open) == (
        "服务班",
        [cast.staff.id],
        True,
    )
    assert [one.unit_name for one in offered_people(running, cast.head)] == ["站务部", "服务班"]
    assert next(one.unit_name for one in offered_people(running, cast.director)) == "综合部"


@pytest.mark.parametrize("words", ["服务员", "fuwuyuan", "fwyj", "FW YJ", "t011"])
def test_a_person_is_found_by_name_pinyin_or_staff_number(session, cast, running, words):
    found = [one.person_id for group in offered_people(running, cast.head, words) for one in group.people]
    assert found == [cast.staff.id]


def test_who_is_ticked_stays_whatever_is_sought(session, cast, running):
    found = [
        one.person_id for group in offered_people(running, cast.head, "fwyj", {cast.liaison.id}) for one in group.people
    ]
    assert found == [cast.liaison.id, cast.staff.id]
    assert offered_people(running, cast.head, "nobody") == []


@pytest.fixture
def more(session, running, rule):
    """Two more rules of the list, 5.2 and 5.10, behind 5.1."""
    section = session.get_one(Section, rule.section_id)
    for code in ("5.10", "5.2"):
        twin = PointRule(
            section_id=section.id, position=9, code=code, name=f"好事{code}", text="奖", settled=Settled.LIST
        )
        twin.effects = [
            type(one)(**{k: getattr(one, k) for k in ("position", "who", "direction", "least", "most")})
            for one in rule.effects
        ]
        session.add(twin)
    session.flush()
    session.expire_all()


def offered_rules(running, who, words="", ticked=None):
    campaign = db.session.get_one(Campaign, running.campaign_id)
    return [one.rule.code for one in recording.rules(who.visitor(points.AT), campaign, points.HAPPENED, words, ticked)]


def test_rules_of_the_list_come_by_code_and_what_one_recorded_most_comes_first(session, cast, running, rule, more):
    assert offered_rules(running, cast.squad_leader) == ["5.1", "5.2", "5.10"]
    twin = session.query(PointRule).filter_by(code="5.10").one()
    record(running, twin, cast.squad_leader, person_ids=[cast.staff.id], note="一")
    assert offered_rules(running, cast.squad_leader) == ["5.10", "5.1", "5.2"]
    assert offered_rules(running, cast.head) == ["5.1", "5.2", "5.10"]


def test_rules_are_sought_and_the_one_that_is_chosen_stays(session, cast, running, rule, more):
    assert offered_rules(running, cast.head, "5.10") == ["5.10"]
    assert offered_rules(running, cast.head, "表扬") == ["5.1"]
    assert offered_rules(running, cast.head, "5.10", rule.id) == ["5.1", "5.10"]


def test_vetoes_computed_rules_and_those_about_units_are_not_offered(session, cast, running, rule):
    rule.computed = Computed.CHECKLIST
    session.get_one(PointRule, running.unit_reward_id).settled = Settled.LIST
    veto = session.get_one(PointRule, running.penalty_id)
    veto.settled, veto.veto = Settled.LIST, True
    session.flush()
    assert offered_rules(running, cast.director) == []
    assert session.query(PointCase).count() == 0
