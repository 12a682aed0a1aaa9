from datetime import date

import pytest

from extensions import db
from models.campaign import CampaignState
from models.finding import FindingSource, FindingState
from models.notice import Notice
from models.refusals import Incomplete, NotYourOwn, RuleBroken, WrongState
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
