"""Every list shows just what the table lets each of the cast read: no more, no less."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from access import Act, can, visible
from access.lists import _CONDITIONS
from access.subjects import Standing
from extensions import db
from models.appeal import Appeal
from models.campaign import Campaign
from models.case import CaseLine, PointCase
from models.checklist import Checklist, ChecklistItem
from models.finding import Finding, FindingSource
from models.ledger import LedgerEntry
from models.lookback import LookBackItem
from models.person import Membership, Person
from services import cooperation
from tests.factories import looking, points

ACTS = {
    Checklist: Act.CHECKLIST_READ,
    ChecklistItem: Act.CHECKLIST_READ,
    Finding: Act.FINDING_READ,
    LookBackItem: Act.LOOKBACK_SEE,
    PointCase: Act.CASE_READ,
    CaseLine: Act.CASE_READ,
    Appeal: Act.APPEAL_READ,
    LedgerEntry: Act.LEDGER_READ,
    Person: Act.SCORE_READ,
}


@pytest.fixture
def campaign(cast, running, session):
    """A campaign with everything: shared items, findings of several units, a round, cases and entries."""
    looking.make_more(running, cast, 3)
    item = session.get_one(ChecklistItem, running.draft_id)
    cooperation.add(
        item, cast.second_department_id, version=item.version, by=cast.head.visitor(points.AT), at=points.AT
    )
    session.get_one(ChecklistItem, running.weekly_id).responsible_id = cast.second_staff.id  # moved away since
    looking.make_finding(running, cast)
    looking.make_finding(running, cast, unit_id=cast.squad_id, by=cast.head, source=FindingSource.UNIT)
    looking.make_finding(running, cast, unit_id=cast.second_department_id, owner=cast.second_staff)
    looking.make_finding(running, cast, unit_id=cast.office_department_id, owner=cast.payroll)
    looking.open_round(running, cast)
    cases = [
        points.make_penalty(running, cast),
        points.make_case(running, cast.duty_manager, running.penalty_id, person_ids=[cast.staff.id]),
        points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id, cast.liaison.id]),
        points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.department_id),
        points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.squad_id),
    ]
    points.appeal(cases[4], cast.squad_leader, points.AT)
    for case in cases[:4]:
        points.confirm(case, cast.leader)
    points.appeal(cases[0], cast.staff)
    points.appeal(cases[3], cast.head)
    session.flush()
    return session.get_one(Campaign, running.campaign_id)


def subject(record, campaign):
    """What the table is asked about: the record, a person's standing, or a case of that one line."""
    if isinstance(record, Person):
        home = db.session.scalars(select(Membership).where(Membership.person_id == record.id)).first()
        return Standing(record, campaign, home.unit.path if home else "/none/")
    if isinstance(record, CaseLine):
        return SimpleNamespace(
            campaign=campaign,
            proposed_by_id=record.case.proposed_by_id,
            person_ids=frozenset({record.person_id}),
            unit_paths=[(record.unit or record.home_unit).path],
        )
    return record


def test_every_list_is_asked_about():
    assert set(ACTS) == set(_CONDITIONS)


@pytest.mark.parametrize("model", list(_CONDITIONS), ids=lambda model: model.__name__)
def test_the_list_and_the_table_agree(cast, campaign, session, model):
    records = list(session.scalars(select(model)))
    if model is Person:
        records = [one for one in records if one.organisation_id == campaign.organisation_id]
    assert records
    for part, who in cast.people().items():
        visitor = who.visitor(points.LATER)
        listed = set(session.scalars(visible(visitor, model, campaign)))
        allowed = {one for one in records if can(visitor, ACTS[model], subject(one, campaign))}
        assert listed == allowed, part
