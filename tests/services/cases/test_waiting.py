from services import case_waits
from tests.factories import points


def waiting(session, cast, running, who):
    from models.campaign import Campaign

    return case_waits.waiting(who.visitor(points.LATER), session.get(Campaign, running.campaign_id), points.LATER)


def test_a_case_waits_for_nobody_while_it_is_on_notice(session, cast, running):
    case = points.make_penalty(running, cast)
    assert case_waits.waiting(cast.leader.visitor(points.AT), case.campaign, points.AT) == []


def test_a_case_whose_notice_has_ended_waits_for_the_leader(session, cast, running):
    case = points.make_penalty(running, cast)
    (one,) = waiting(session, cast, running, cast.leader)
    assert (one.kind, one.ref_kind, one.ref_id) == ("case_to_confirm", "point_case", case.id)
    assert one.title == "PC-0001 窗口服务用语不规范"
    assert one.detail == "服务员甲、服务班班长"


def test_it_waits_for_no_deputy_who_is_not_in_charge(session, cast, running):
    points.make_penalty(running, cast)
    assert waiting(session, cast, running, cast.deputy) == []
    points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id])
    assert len(waiting(session, cast, running, cast.deputy)) == 1


def test_it_does_not_wait_for_who_stands_behind_it(session, cast, running):
    points.make_case(running, cast.director, running.reward_id, person_ids=[cast.leader.id])
    assert waiting(session, cast, running, cast.leader) == []


def test_it_waits_for_nobody_else(session, cast, running):
    points.make_penalty(running, cast)
    for who in (cast.director, cast.head, cast.member, cast.staff):
        assert waiting(session, cast, running, who) == []


def test_a_decided_case_waits_for_nobody(session, cast, running):
    points.confirm(points.make_penalty(running, cast), cast.leader)
    assert waiting(session, cast, running, cast.leader) == []


def test_what_waits_costs_the_same_with_many_cases(session, cast, running, statements):
    def count():
        session.expire_all()
        with statements() as seen:
            waiting(session, cast, running, cast.leader)
        return len(seen)

    points.make_penalty(running, cast)
    few = count()
    for _ in range(12):
        points.make_penalty(running, cast)
    assert count() == few


def test_a_case_with_a_line_held_waits_for_its_reconsideration_first(session, cast, running):
    case = points.make_penalty(running, cast)
    points.appeal(case, cast.staff, points.AT)
    assert waiting(session, cast, running, cast.leader) == []
