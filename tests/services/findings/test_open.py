from datetime import date

import pytest

from access import Act, can
from access.subjects import UnitStanding
from extensions import db
from models.campaign import CampaignState
from models.finding import Finding, FindingSource, FindingState
from models.notice import Notice
from models.refusals import Incomplete, NotYourOwn, RuleBroken, SentBefore, WrongState
from models.unit import Unit
from services import findings
from services.findings import Content
from tests.factories import looking


def content(cast, **values):
    said = {"text": "咨询台没有登记", "owner_id": cast.staff.id, "due_on": date(2018, 11, 27)} | values
    return Content(unit=db.session.get_one(Unit, cast.department_id), **said)


def open_(running, cast, **values):
    return findings.open_(
        looking.campaign_of(running),
        content(cast, **values),
        FindingSource.OFFICE,
        by=cast.director.visitor(looking.AT),
        at=looking.AT,
    )


def at_once(running, cast, who, *, owner, after=True, measure="当场补登"):
    return findings.open_closed(
        looking.campaign_of(running),
        content(cast, owner_id=owner.id if owner else None),
        FindingSource.OFFICE,
        cause="",
        measure=measure,
        by=who.visitor(looking.AT),
        at=looking.AT,
        before=[],
        after=looking.note_of("已补登", who) if after else [],
    )


def test_it_is_numbered_and_told_to_owner_and_head(session, cast, running):
    first, second = open_(running, cast), open_(running, cast)
    assert (first.number, second.number, first.state) == (1, 2, FindingState.OPEN)
    told = session.query(Notice).filter_by(key="finding.opened", ref_id=first.id)
    assert {one.person_id for one in told} == {cast.staff.id, cast.head.id}


def test_it_needs_words_a_day_to_come_and_an_owner_of_the_unit(session, cast, running):
    with pytest.raises(Incomplete):
        open_(running, cast, text="  ")
    with pytest.raises(RuleBroken, match="due_in_the_past"):
        open_(running, cast, due_on=date(2018, 11, 19))
    with pytest.raises(RuleBroken, match="owner_elsewhere"):
        open_(running, cast, owner_id=cast.second_staff.id)
    assert open_(running, cast, owner_id=None).owner_id is None


@pytest.mark.parametrize(
    ("part", "unit", "source", "may"),
    [
        ("director", "second_department_id", FindingSource.OFFICE, True),
        ("director", "second_department_id", FindingSource.BUREAU, True),
        ("director", "second_department_id", FindingSource.UNIT, False),
        ("director", "office_department_id", FindingSource.UNIT, True),
        ("head", "department_id", FindingSource.UNIT, True),
        ("head", "squad_id", FindingSource.UNIT, True),
        ("head", "second_department_id", FindingSource.UNIT, False),
        ("head", "department_id", FindingSource.OFFICE, False),
        ("duty_manager", "squad_id", FindingSource.UNIT, True),
        ("squad_leader", "squad_id", FindingSource.UNIT, True),
        ("squad_leader", "department_id", FindingSource.UNIT, False),
        ("liaison", "department_id", FindingSource.UNIT, False),
        ("staff", "squad_id", FindingSource.UNIT, False),
        ("supervisor", "department_id", FindingSource.BUREAU, False),
    ],
)
def test_the_office_reports_everywhere_and_a_head_at_the_own_unit(session, cast, running, part, unit, source, may):
    said = Content(db.session.get_one(Unit, getattr(cast, unit)), "台账缺页", None, date(2018, 11, 27))
    campaign, by = looking.campaign_of(running), getattr(cast, part).visitor(looking.AT)
    place = UnitStanding(said.unit, campaign)
    assert (source in findings.sources(by, campaign, said.unit.path)) is may
    if may:
        assert can(by, Act.FINDING_OPEN, place)
        assert findings.open_(campaign, said, source, by=by, at=looking.AT).source is source
    else:
        with pytest.raises(RuleBroken, match="not_your_unit"):
            findings.open_(campaign, said, source, by=by, at=looking.AT)


def test_sent_twice_it_leads_to_the_first(session, cast, running):
    said = (looking.campaign_of(running), content(cast), FindingSource.OFFICE)
    by = cast.director.visitor(looking.AT)
    first = findings.open_(*said, by=by, at=looking.AT, request_key="k1")
    with pytest.raises(SentBefore) as again:
        findings.open_(*said, by=by, at=looking.AT, request_key="k1")
    assert (again.value.kind, again.value.record_id) == ("finding", first.id)
    assert session.query(Finding).count() == 1


def test_a_closed_campaign_opens_none(session, cast, running):
    looking.campaign_of(running).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        open_(running, cast)


def test_fixed_before_the_finder_s_eyes_it_is_opened_and_closed_in_one(session, cast, running):
    found = at_once(running, cast, cast.director, owner=cast.staff)
    assert (found.state, found.closed_by_id) == (FindingState.CLOSED_OUT, cast.director.id)
    (fixed,) = found.rectifications
    assert (fixed.by_id, fixed.decided_by_id, fixed.closed_out) == (cast.staff.id, cast.director.id, True)


def test_the_owner_or_the_head_cannot_close_at_once(session, cast, running):
    with pytest.raises(NotYourOwn):
        at_once(running, cast, cast.head, owner=cast.staff)
    with pytest.raises(NotYourOwn):
        at_once(running, cast, cast.staff, owner=cast.staff)


def test_closing_at_once_needs_owner_measure_and_evidence(session, cast, running):
    for lacking in ({"owner": None}, {"owner": cast.staff, "after": False}, {"owner": cast.staff, "measure": " "}):
        with pytest.raises(Incomplete):
            at_once(running, cast, cast.director, **lacking)


def test_what_comes_back_on_the_same_item_is_recurrent(session, cast, running):
    first = looking.make_finding(running, cast, item_id=running.item_id)
    second = looking.make_finding(running, cast, item_id=running.item_id)
    other = looking.make_finding(running, cast, item_id=running.weekly_id)
    assert (second.recurs_id, other.recurs_id) == (first.id, None)
