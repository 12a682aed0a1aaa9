"""Loads the subject that an address names; 404 when there is none or it is another campaign's."""

from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from access.subjects import Shown, Standing, UnitStanding
from extensions import db
from models.base import Base
from models.campaign import Campaign
from models.evidence import Evidence
from models.person import Membership, Person
from models.unit import Unit


def campaign(slug: str | None) -> Campaign | None:
    """The campaign of the address with its organisation, None where the address names none."""
    if slug is None:
        return None
    found = db.session.scalar(select(Campaign).where(Campaign.slug == slug).options(joinedload(Campaign.organisation)))
    if found is None:
        abort(404)
    return found


def subject(model: type | None, values: dict[str, Any], campaign: Campaign | None) -> Any:
    """The record of `model` whose id stands in `values` under `<table>_id` (taken out of `values`).

    No model, or Campaign: the address's own campaign. Standing, UnitStanding and Shown are put together here.
    """
    if model is None or model is Campaign:
        return campaign
    if model is Standing:
        return _standing(values.pop("person_id"), campaign)
    if model is UnitStanding:
        return _unit_standing(values.pop("unit_id"), campaign)
    if model is Shown:
        return _shown(values.pop("evidence_id"))
    record = db.session.get(model, values.pop(f"{model.__tablename__}_id"))  # type: ignore[attr-defined]
    if record is None or (campaign is not None and getattr(record, "campaign_id", campaign.id) != campaign.id):
        abort(404)
    return record


def _standing(person_id: int, campaign: Campaign | None) -> Standing:
    person = db.session.scalar(
        select(Person)
        .where(Person.id == person_id)
        .options(selectinload(Person.memberships).joinedload(Membership.unit))
    )
    if person is None or campaign is None or person.organisation_id != campaign.organisation_id:
        abort(404)
    membership = person.membership_on(current_user.today)
    path = membership.unit.path if membership else campaign.organisation.path
    return Standing(person, campaign, path)


def _unit_standing(unit_id: int, campaign: Campaign | None) -> UnitStanding:
    unit = db.session.get(Unit, unit_id)
    if unit is None or campaign is None or unit.organisation_id != campaign.organisation_id:
        abort(404)
    return UnitStanding(unit, campaign)


def _shown(evidence_id: int) -> Shown:
    evidence = db.session.get(Evidence, evidence_id)
    if evidence is None:
        abort(404)
    classes = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    records = [db.session.get(classes[use.ref_kind], use.ref_id) for use in evidence.uses]
    return Shown(evidence, [record for record in records if record is not None])
