"""Founding, adding, renaming and closing units."""

from datetime import UTC, date, datetime

import pytest

from extensions import db
from models.person import Membership
from models.refusals import RuleBroken, SentBefore, Stale
from models.unit import Unit, UnitKind
from services import settings, structure, units
from services.settings import STRUCTURE_VERSION

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


def unit(unit_id):
    return db.session.get_one(Unit, unit_id)


def admin(cast):
    return cast.administrator.visitor(AT)


def test_paths_kinds_and_organisations_follow_the_tree(session):
    bureau = units.found(UnitKind.BUREAU, "市局", at=AT)
    station = units.found(UnitKind.STATION, "站", bureau=bureau, at=AT)
    department = units.add(station, "站务部", at=AT)
    squad = units.add(department, "一班", at=AT)
    assert [one.kind for one in (bureau, station, department, squad)] == list(UnitKind)
    assert squad.path == f"/{bureau.id}/{station.id}/{department.id}/{squad.id}/"
    assert [one.organisation_id for one in (bureau, station, department, squad)] == [
        bureau.id,
        station.id,
        station.id,
        station.id,
    ]
    second = units.add(bureau, "二站", at=AT)
    assert (second.kind, second.organisation_id) == (UnitKind.STATION, second.id)


def test_every_change_raises_the_structure_s_version(session, cast):
    versions = [settings.of_installation(STRUCTURE_VERSION) or 0]
    made = units.add(unit(cast.station_id), "保卫部", by=admin(cast), at=AT)
    versions.append(settings.of_installation(STRUCTURE_VERSION))
    units.rename(made, "安保部", seen_version=1, by=admin(cast), at=AT)
    versions.append(settings.of_installation(STRUCTURE_VERSION))
    units.deactivate(made, by=admin(cast), at=AT)
    versions.append(settings.of_installation(STRUCTURE_VERSION))
    assert versions == sorted(set(versions))
    assert not structure.read().units[made.id].active


def test_a_name_stands_once_beside_its_kin(session, cast):
    with pytest.raises(RuleBroken, match="unit_taken"):
        units.add(unit(cast.station_id), "站务部", at=AT)
    units.add(unit(cast.second_department_id), "服务班", at=AT)
    with pytest.raises(RuleBroken, match="unit_taken"):
        units.rename(unit(cast.squad_id), "客运一班", seen_version=1, by=admin(cast), at=AT)


def test_nothing_stands_below_a_squad_or_a_closed_unit(session, cast):
    with pytest.raises(RuleBroken, match="no_unit_below"):
        units.add(unit(cast.squad_id), "小组", at=AT)
    unit(cast.second_department_id).active = False
    with pytest.raises(RuleBroken, match="no_unit_below"):
        units.add(unit(cast.second_department_id), "一班", at=AT)


def test_a_unit_sent_twice_is_made_once(session, cast):
    made = units.add(unit(cast.station_id), "保卫部", at=AT, request_key="once")
    with pytest.raises(SentBefore) as first:
        units.add(unit(cast.station_id), "保卫部", at=AT, request_key="once")
    assert (first.value.kind, first.value.record_id) == ("unit", made.id)


def test_a_stale_rename_is_refused(session, cast):
    units.rename(unit(cast.squad_id), "爱心班", seen_version=1, by=admin(cast), at=AT)
    with pytest.raises(Stale):
        units.rename(unit(cast.squad_id), "服务一班", seen_version=1, by=admin(cast), at=AT)


def test_a_unit_is_closed_only_when_nothing_hangs_on_it(session, cast, running):
    with pytest.raises(RuleBroken, match="unit_has_units"):
        units.deactivate(unit(cast.department_id), by=admin(cast), at=AT)
    with pytest.raises(RuleBroken, match="unit_has_people"):
        units.deactivate(unit(cast.squad_id), by=admin(cast), at=AT)
    with pytest.raises(RuleBroken, match="unit_is_organisation"):
        units.deactivate(unit(cast.station_id), by=admin(cast), at=AT)
    units.deactivate(unit(cast.second_squad_id), by=admin(cast), at=AT)
    assert not unit(cast.second_squad_id).active


def test_appointments_and_items_hold_a_unit_open(session, cast, running):
    for squad_id in (cast.squad_id, cast.second_squad_id):
        unit(squad_id).active = False
    for one in db.session.query(Membership).filter(Membership.unit_id == cast.department_id):
        one.until = date(2018, 11, 19)
    db.session.flush()
    with pytest.raises(RuleBroken, match="unit_has_appointments"):
        units.deactivate(unit(cast.department_id), by=admin(cast), at=AT)
    for one in db.session.query(units.Appointment).filter_by(unit_id=cast.department_id):
        one.until = date(2018, 11, 19)
    db.session.flush()
    with pytest.raises(RuleBroken, match="unit_has_items"):
        units.deactivate(unit(cast.department_id), by=admin(cast), at=AT)


def test_a_closed_unit_opens_again_below_an_open_one(session, cast):
    units.deactivate(unit(cast.second_squad_id), by=admin(cast), at=AT)
    units.reactivate(unit(cast.second_squad_id), by=admin(cast), at=AT)
    assert unit(cast.second_squad_id).active
    unit(cast.second_squad_id).active = unit(cast.department_id).active = False
    with pytest.raises(RuleBroken, match="no_unit_below"):
        units.reactivate(unit(cast.second_squad_id), by=admin(cast), at=AT)


def test_a_post_stands_once_in_its_organisation(session, cast):
    units.add_post(unit(cast.station_id), "检票员", at=AT)
    units.add_post(unit(cast.bureau_id), "检票员", at=AT)
    with pytest.raises(RuleBroken, match="post_taken"):
        units.add_post(unit(cast.station_id), "检票员", at=AT)
