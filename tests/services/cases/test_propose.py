from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.campaign import Campaign, CampaignState
from models.case import CaseState
from models.event import Setting
from models.evidence import EvidenceUse
from models.finding import Finding, FindingSource
from models.lookback import Verdict
from models.notice import Notice
from models.person import Appointment, Membership, Role
from models.refusals import RuleBroken, SentBefore, WrongState
from models.rulebook import Direction, Effect, Payer, PointRule, Rulebook, RulebookState, Section, Settled
from models.types import Ref
from services import cases
from services.lookbacks import Answer
from tests.factories import looking, points


def who_bears(case):
    return [(line.person_id, line.unit_id, line.asked) for line in case.lines]


def test_a_case_has_a_line_for_each_effect_and_subject(session, cast, running):
    case = points.make_penalty(running, cast)
    assert who_bears(case) == [
        (cast.staff.id, None, Decimal(-2)),
        (cast.squad_leader.id, None, Decimal("-0.5")),
    ]
    assert cases.number_of(case) == "PC-0001"
    assert case.state is CaseState.PROPOSED
    assert case.lines[0].home_unit_id == cast.squad_id
    assert session.query(EvidenceUse).filter_by(ref_kind="point_case", ref_id=case.id).count() == 1


def test_numbers_follow_each_other(session, cast, running):
    assert [points.make_penalty(running, cast).number for _ in range(3)] == [1, 2, 3]


def told_of(session, case):
    return {(one.person_id, one.key) for one in session.query(Notice).filter_by(ref_kind="point_case", ref_id=case.id)}


def test_the_subjects_are_told_at_once_and_its_notice_begins(session, cast, running):
    case = points.make_penalty(running, cast)
    assert told_of(session, case) == {(cast.staff.id, "case.on_notice"), (cast.squad_leader.id, "case.on_notice")}
    assert (case.public_from, case.public_until.isoformat()) == (points.AT, "2018-11-23T15:59:59+00:00")


def test_a_case_of_the_months_list_is_on_notice_with_its_list_only(session, cast, running):
    session.get_one(PointRule, running.penalty_id).settled = Settled.LIST
    case = points.make_penalty(running, cast)
    assert told_of(session, case) == {(cast.staff.id, "case.recorded"), (cast.squad_leader.id, "case.recorded")}
    assert (case.public_from, case.public_until, case.list_id) == (None, None, None)


def test_a_veto_is_on_notice_at_once_whatever_its_rule_says(session, cast, running):
    rule = session.get_one(PointRule, running.penalty_id)
    rule.settled, rule.veto = Settled.LIST, True
    assert points.make_penalty(running, cast).public_from == points.AT


def test_without_days_of_notice_it_waits_for_its_confirmation_at_once(session, cast, running):
    session.add(Setting(organisation_id=cast.station_id, key="notice_days", value=0))
    session.flush()
    case = points.make_penalty(running, cast)
    assert told_of(session, case) == {
        (cast.staff.id, "case.on_notice"),
        (cast.squad_leader.id, "case.on_notice"),
        (cast.leader.id, "case.to_confirm"),
    }
    assert points.confirm(case, cast.leader, points.AT) == [1, 2]


def test_several_persons_stand_in_one_case_and_their_leader_once(session, cast, running):
    session.add(Membership(person_id=cast.duty_manager.id, unit_id=cast.squad_id, since=date(2018, 1, 1)))
    session.query(Membership).filter_by(person_id=cast.duty_manager.id, unit_id=cast.department_id).delete()
    session.flush()
    case = points.make_penalty(running, cast, person_ids=[cast.staff.id, cast.duty_manager.id])
    assert [person for person, *_ in who_bears(case)] == [cast.staff.id, cast.duty_manager.id, cast.squad_leader.id]


def test_a_squad_leader_bears_no_second_line_for_himself(session, cast, running):
    case = points.make_penalty(running, cast, person_ids=[cast.squad_leader.id])
    assert who_bears(case) == [(cast.squad_leader.id, None, Decimal(-2))]


def test_who_belongs_to_no_squad_has_no_squad_leader(session, cast, running):
    case = points.make_penalty(running, cast, person_ids=[cast.second_staff.id])
    assert who_bears(case) == [(cast.second_staff.id, None, Decimal(-2))]


def test_a_squad_without_a_leader_is_named(session, cast, running):
    session.query(Appointment).filter_by(role=Role.HEAD, unit_id=cast.squad_id).delete()
    with pytest.raises(RuleBroken) as refusal:
        points.make_penalty(running, cast)
    assert refusal.value.key == "no_squad_leader"
    assert refusal.value.values["unit"] == "服务班"


def test_the_leader_of_that_day_bears_it(session, cast, running):
    held = session.query(Appointment).filter_by(role=Role.HEAD, unit_id=cast.squad_id).one()
    held.until = points.HAPPENED
    session.add(Appointment(person_id=cast.liaison.id, role=Role.HEAD, unit_id=cast.squad_id, since=date(2018, 11, 20)))
    session.flush()
    assert points.make_penalty(running, cast).lines[1].person_id == cast.squad_leader.id


def test_a_head_bears_the_effect_on_the_head(session, cast, running):
    add_effect(session, running, Payer.HEAD)
    case = points.make_penalty(running, cast)
    assert (cast.head.id, None, Decimal(-1)) in who_bears(case)


def test_the_department_of_the_person_bears_the_effect_on_the_unit(session, cast, running):
    add_effect(session, running, Payer.UNIT)
    case = points.make_penalty(running, cast)
    assert (None, cast.department_id, Decimal(-1)) in who_bears(case)


def test_a_unit_is_named_where_the_rule_is_about_units(session, cast, running):
    case = points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.squad_id)
    assert who_bears(case) == [(None, cast.squad_id, Decimal(2))]
    assert cast.squad_leader.id in cases.concerned(case, points.HAPPENED)


def test_an_amount_is_chosen_within_the_range(session, cast, running):
    effect = session.query(Effect).filter_by(rule_id=running.reward_id).one()
    said = {"person_ids": [cast.staff.id], "amounts": {effect.id: Decimal("0.75")}}
    assert points.make_case(running, cast.head, running.reward_id, **said).lines[0].asked == Decimal("0.75")


@pytest.mark.parametrize("amount", ["0.4", "1.01", "0.501", "-0.5"])
def test_an_amount_outside_the_range_is_refused_beside_its_field(session, cast, running, amount):
    effect = session.query(Effect).filter_by(rule_id=running.reward_id).one()
    with pytest.raises(RuleBroken) as refusal:
        points.make_case(
            running, cast.head, running.reward_id, person_ids=[cast.staff.id], amounts={effect.id: Decimal(amount)}
        )
    assert (refusal.value.key, refusal.value.field) == ("amount_outside", f"amount_{effect.id}")


@pytest.mark.parametrize(
    ("day", "key"),
    [(date(2018, 11, 21), "happened_in_future"), (date(2018, 7, 31), "outside_campaign")],
)
def test_the_day_lies_inside_the_campaign_and_not_ahead(session, cast, running, day, key):
    with pytest.raises(RuleBroken, match=key):
        points.make_penalty(running, cast, happened_on=day)


def test_the_rule_is_of_the_version_in_force_that_day(session, cast, running):
    session.get(Rulebook, running.rulebook_id).state = RulebookState.REPLACED
    later = Rulebook(
        campaign_id=running.campaign_id, version=2, state=RulebookState.IN_FORCE, from_on=date(2018, 11, 10)
    )
    session.add(later)
    session.flush()
    with pytest.raises(RuleBroken, match="rule_not_in_force"):
        points.make_penalty(running, cast)
    assert points.make_penalty(running, cast, happened_on=date(2018, 11, 9)).rulebook.version == 1


def test_a_draft_rulebook_is_in_force_on_no_day(session, cast, running):
    session.get(Rulebook, running.rulebook_id).state = RulebookState.DRAFT
    session.flush()
    with pytest.raises(RuleBroken, match="rule_not_in_force"):
        points.make_penalty(running, cast)


def test_no_case_without_evidence_where_the_rule_wants_it(session, cast, running):
    with pytest.raises(RuleBroken, match="evidence_wanted"):
        points.make_case(
            running,
            cast.director,
            running.penalty_id,
            pieces=[],
            person_ids=[cast.staff.id],
            source=Ref("checklist_item", running.item_id),
        )


def test_a_source_is_enough_where_the_rule_wants_no_evidence(session, cast, running):
    session.get(PointRule, running.penalty_id).evidence_wanted = False
    session.flush()
    said = {"pieces": [], "person_ids": [cast.staff.id]}
    with pytest.raises(RuleBroken, match="evidence_or_source"):
        points.make_case(running, cast.director, running.penalty_id, **said)
    source = Ref("checklist_item", running.item_id)
    case = points.make_case(running, cast.director, running.penalty_id, source=source, **said)
    assert (case.source_kind, case.source_id) == ("checklist_item", running.item_id)


def test_a_source_that_is_not_there_is_refused(session, cast, running):
    with pytest.raises(RuleBroken, match="source_unknown"):
        points.make_penalty(running, cast, source=Ref("finding", 99))
    with pytest.raises(RuleBroken, match="source_unknown"):
        points.make_penalty(running, cast, source=Ref("person", cast.staff.id))


@pytest.mark.parametrize(("closed_after_days", "refused"), [(None, True), (1, True), (4, False)])
def test_what_a_unit_found_itself_and_closes_in_time_costs_no_points(
    session, cast, running, closed_after_days, refused
):
    finding = Finding(
        campaign_id=running.campaign_id,
        number=1,
        source=FindingSource.SELF_CHECK,
        unit_id=cast.department_id,
        text="台账缺页",
        starts_at=points.AT,
        warn_at=points.AT,
        due_at=points.AT + timedelta(days=3),
        opened_by_id=cast.head.id,
        opened_at=points.AT,
        closed_at=points.AT + timedelta(days=closed_after_days) if closed_after_days else None,
    )
    session.add(finding)
    session.flush()
    source = Ref("finding", finding.id)
    points.make_case(running, cast.director, running.reward_id, person_ids=[cast.staff.id], source=source)
    if refused:
        with pytest.raises(RuleBroken, match="found_itself"):
            points.make_penalty(running, cast, source=source)
    else:
        points.make_penalty(running, cast, source=source)


def test_a_closed_campaign_takes_no_case(session, cast, running):
    session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        points.make_penalty(running, cast)


@pytest.fixture
def self_found(session, cast, running):
    """The unit's self-check marked the item as slipped: W-0001 stands on it, open and in time."""
    lookback = looking.open_round(running, cast)
    looked = looking.looked_of(lookback, item_id=running.item_id)
    (found,) = looking.hand_in(lookback, cast.department_id, cast.head, {looked.id: Answer(Verdict.SLIPPED, "缺页")})
    return found, looked


@pytest.mark.parametrize("kind", ["finding", "lookback_item", "checklist_item"])
def test_it_costs_none_however_the_source_is_named(session, cast, running, self_found, kind):
    found, looked = self_found
    source = Ref(kind, {"finding": found.id, "lookback_item": looked.id, "checklist_item": running.item_id}[kind])
    with pytest.raises(RuleBroken, match="found_itself"):
        points.make_penalty(running, cast, source=source)
    found.closed_at = points.AT
    with pytest.raises(RuleBroken, match="found_itself"):
        points.make_penalty(running, cast, source=source)
    found.closed_at = found.due_at + timedelta(seconds=1)
    assert points.make_penalty(running, cast, source=source).number


def test_what_happened_after_it_was_closed_is_another_matter(session, cast, running, self_found):
    found, _looked = self_found
    found.closed_at = points.AT - timedelta(days=1)
    source = Ref("checklist_item", running.item_id)
    with pytest.raises(RuleBroken, match="found_itself"):
        points.make_penalty(running, cast, source=source, happened_on=points.HAPPENED)
    assert points.make_penalty(running, cast, source=source, happened_on=points.AT.date()).number


def test_an_occurrence_of_the_item_is_work_of_its_own(session, cast, running, self_found):
    assert points.make_penalty(running, cast, source=Ref("occurrence", running.occurrence_id)).number


def test_what_the_unit_said_held_and_the_re_check_did_not_find_so_costs_points(session, cast, running, self_found):
    _found, looked = self_found
    looked.self_verdict, looked.verdict = Verdict.HELD, Verdict.SLIPPED
    assert points.make_penalty(running, cast, source=Ref("lookback_item", looked.id)).number


@pytest.mark.parametrize("part", ["head", "squad_leader", "duty_manager"])
def test_heads_squad_leaders_and_duty_managers_propose_for_their_people(session, cast, running, part):
    who = getattr(cast, part)
    assert points.make_case(running, who, running.penalty_id, person_ids=[cast.staff.id]).proposed_by_id == who.id


@pytest.mark.parametrize("part", ["second_head", "staff", "leader"])
def test_nobody_proposes_for_others_people(session, cast, running, part):
    with pytest.raises(RuleBroken, match="not_your_people"):
        points.make_case(running, getattr(cast, part), running.penalty_id, person_ids=[cast.liaison.id])


def test_nobody_proposes_for_a_unit_of_others(session, cast, running):
    with pytest.raises(RuleBroken, match="not_your_people"):
        points.make_case(running, cast.second_head, running.unit_reward_id, unit_id=cast.department_id)


def test_nobody_proposes_about_oneself(session, cast, running):
    with pytest.raises(RuleBroken, match="not_about_yourself"):
        points.make_case(running, cast.squad_leader, running.reward_id, person_ids=[cast.squad_leader.id])


def test_who_had_no_unit_that_day_is_named(session, cast, running):
    session.query(Membership).filter_by(person_id=cast.staff.id).one().since = date(2018, 11, 20)
    session.flush()
    with pytest.raises(RuleBroken, match="no_unit_that_day"):
        points.make_penalty(running, cast)


@pytest.mark.parametrize("said", [{"reason": " "}, {"person_ids": []}])
def test_what_is_missing_is_refused(session, cast, running, said):
    with pytest.raises(RuleBroken, match="needed"):
        points.make_penalty(running, cast, **said)


def test_the_same_form_sent_twice_leads_to_the_first_case(session, cast, running):
    from models.campaign import Campaign

    def send():
        return cases.propose(
            session.get(Campaign, running.campaign_id),
            session.get(PointRule, running.penalty_id),
            cases.Matter(points.HAPPENED, "一次", [cast.staff.id]),
            [points.make_note(cast.director)],
            by=cast.director.visitor(points.AT),
            at=points.AT,
            request_key="k1",
        )

    first = send()
    with pytest.raises(SentBefore) as again:
        send()
    assert (again.value.kind, again.value.record_id) == ("point_case", first.id)


def add_effect(session, running, who):
    section = session.get(PointRule, running.penalty_id).section
    assert isinstance(section, Section)
    session.add(
        Effect(
            rule_id=running.penalty_id,
            position=9,
            who=who,
            direction=Direction.PENALTY,
            least=Decimal(1),
            most=Decimal(1),
        )
    )
    session.flush()
    session.expire_all()
