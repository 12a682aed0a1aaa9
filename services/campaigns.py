"""Campaigns: from an adopted draft to a running campaign, and what is corrected later."""

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from extensions import db
from models.campaign import Aim, Campaign, CampaignState, Document, FocusArea, Phase, Requirement, Task
from models.checklist import Checklist
from models.evidence import Evidence
from models.ledger import LedgerHead
from models.person import Appointment, Person, Role
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from services import documents, evidence, judging, plan_lines, settings, traces
from services.clocks import ONE_DAY
from services.plan_lines import Lines
from services.plans import AreaContent, PlanContent, SeatContent
from services.waiting import Waiting


def adopt(document: Document, content: PlanContent, *, version: int | None, by: Visitor, at: datetime) -> Campaign:
    """The draft becomes a campaign under way, with one checklist for each department.

    Its first office director is whom the plan's seat is linked to, else the one who adopts it. Raises Incomplete for
    a missing title, phase or focus area and RuleBroken for a phase that ends before it starts.
    """
    documents.require_draft(document, version)
    for fault in faults(content):
        raise fault
    campaign = Campaign(
        organisation_id=document.organisation_id,
        slug=f"draft-{document.id}",
        title=content.title,
        brand=content.brand,
        issued_on=content.issued_on,
        state=CampaignState.ACTIVE,
        document_id=document.id,
        created_at=at,
        **content.texts,
    )
    db.session.add(campaign)
    db.session.flush()
    campaign.slug = f"{min(phase.starts_on for phase in content.phases).year}-{campaign.id}"
    _fill(campaign, content)
    _seat(campaign, content.seats, by=by)
    _open_checklists(campaign)
    db.session.add(LedgerHead(campaign_id=campaign.id))
    document.state = documents.ADOPTED
    document.version += 1
    db.session.flush()
    settings.structure_changed()
    traces.record("campaign.adopted", campaign, by=by, at=at, to_state=campaign.state)
    return campaign


def faults(content: PlanContent) -> list[RuleBroken]:
    """All that keeps a draft from being adopted, each beside its field."""
    found: list[RuleBroken] = []
    if not content.title:
        found.append(Incomplete("title_needed", "title"))
    if not content.phases:
        found.append(Incomplete("phase_needed", "phases"))
    if not content.areas:
        found.append(Incomplete("area_needed", "focus_areas"))
    found += [
        RuleBroken("phase_ends_first", f"phases-{number}-ends_on", name=phase.name)
        for number, phase in enumerate(content.phases)
        if phase.ends_on < phase.starts_on
    ]
    return found


def _fill(campaign: Campaign, content: PlanContent) -> None:
    for number, text in enumerate(content.aims, 1):
        db.session.add(Aim(campaign_id=campaign.id, position=number, text=text))
    for number, (title, text) in enumerate(content.requirements, 1):
        db.session.add(Requirement(campaign_id=campaign.id, position=number, title=title, text=text))
    for number, phase in enumerate(content.phases, 1):
        db.session.add(
            Phase(
                campaign_id=campaign.id,
                position=number,
                name=phase.name,
                starts_on=phase.starts_on,
                ends_on=phase.ends_on,
                text=phase.text,
            )
        )
    for number, area in enumerate(content.areas, 1):
        _add_area(campaign, number, area)
    db.session.flush()


def _add_area(campaign: Campaign, number: int, area: AreaContent) -> None:
    focus_area = FocusArea(
        campaign_id=campaign.id,
        position=number,
        title=area.title,
        text=area.text,
        lead_id=area.lead_id,
        lead_written=area.lead_written,
        all_units=area.all_units,
        cooperating_written=area.cooperating_written,
    )
    if area.cooperating_ids:
        focus_area.cooperating = list(db.session.scalars(select(Unit).where(Unit.id.in_(area.cooperating_ids))))
    for place, task in enumerate(area.tasks, 1):
        focus_area.tasks.append(
            Task(
                position=place,
                title=task.title,
                place=task.place,
                span_start=task.span_start,
                span_end=task.span_end,
                rhythm=task.rhythm,
                due_on=task.due_on,
                day=task.day,
                lead_id=area.lead_id,
                all_units=task.all_units or area.all_units,
                sharing=task.sharing,
                cooperating=list(focus_area.cooperating),
            )
        )
    db.session.add(focus_area)


def _seat(campaign: Campaign, seats: tuple[SeatContent, ...], *, by: Visitor) -> None:
    since = min(by.today, campaign.starts_on)
    has_director = any(seat.role is Role.OFFICE_DIRECTOR and seat.person_id for seat in seats)
    if not has_director:
        seats = (*seats, SeatContent(Role.OFFICE_DIRECTOR, "", by.id))
    for seat in seats:
        db.session.add(
            Appointment(
                campaign_id=campaign.id, role=seat.role, written=seat.written, person_id=seat.person_id, since=since
            )
        )


def _open_checklists(campaign: Campaign) -> None:
    departments = db.session.scalars(
        select(Unit.id).where(
            Unit.organisation_id == campaign.organisation_id, Unit.kind == UnitKind.DEPARTMENT, Unit.active
        )
    )
    for department_id in departments:
        db.session.add(Checklist(campaign_id=campaign.id, department_id=department_id))


def slug_of(document: Document) -> str | None:
    """The campaign that the draft became."""
    return db.session.scalar(select(Campaign.slug).where(Campaign.document_id == document.id))


def require_running(campaign: Campaign) -> None:
    """Raises WrongState when the campaign is closed: everything in it is read-only then.

    The campaign's row is held for the rest of the transaction, so that nobody closes it in between.
    """
    db.session.flush()
    db.session.refresh(campaign, ["state"], with_for_update={"read": True})
    refuse_closed(campaign)


def refuse_closed(campaign: Campaign) -> None:
    """The same for a campaign whose row is held already."""
    if campaign.state is CampaignState.CLOSED:
        raise WrongState("campaign_closed")


def require_unchanged(campaign: Campaign, version: int | None) -> None:
    """Raises Stale when the campaign changed after the form was shown; holds its row."""
    db.session.refresh(campaign, ["version"], with_for_update=True)
    if version is not None and version != campaign.version:
        raise Stale


def link_seat(
    campaign: Campaign, appointment: Appointment, person_id: int | None, *, by: Visitor, at: datetime
) -> None:
    """Link a seat of the leading group to a person of the organisation, or free it; the director's act.

    A seat that never had a person counts from the campaign's start; another person holds it from today on, and who held
    it before did so until yesterday.
    """
    require_running(campaign)
    if appointment.campaign_id != campaign.id:
        raise RuleBroken("wrong_state")
    _require_of_organisation(campaign, person_id)
    _require_director_left(campaign, appointment, person_id, by.today)
    if appointment.person_id is None:
        appointment.person_id, appointment.since = person_id, min(by.today, campaign.starts_on)
    elif appointment.person_id != person_id:
        _hand_over(appointment, person_id, by.today)
    campaign.version += 1
    db.session.flush()
    traces.record("campaign.seat_linked", campaign, by=by, at=at, fields=[appointment.role])


def _hand_over(appointment: Appointment, person_id: int | None, today: date) -> None:
    """Rights come from appointments with dates: the past stays as it was."""
    db.session.add(
        Appointment(
            campaign_id=appointment.campaign_id,
            role=appointment.role,
            written=appointment.written,
            person_id=person_id,
            since=today,
        )
    )
    appointment.until = max(today, appointment.since) - ONE_DAY


def add_seat(
    campaign: Campaign,
    role: Role,
    written: str,
    person_id: int | None,
    *,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """A further seat of the leading group."""
    traces.refuse_second_send(request_key)
    require_running(campaign)
    _require_of_organisation(campaign, person_id)
    if not written and person_id is None:
        raise Incomplete("needed", "written")
    db.session.add(
        Appointment(
            campaign_id=campaign.id,
            role=role,
            written=written,
            person_id=person_id,
            since=min(by.today, campaign.starts_on),
        )
    )
    campaign.version += 1
    db.session.flush()
    traces.record("campaign.seat_added", campaign, by=by, at=at, fields=[role], request_key=request_key)


def _require_of_organisation(campaign: Campaign, person_id: int | None) -> None:
    if person_id is None:
        return
    person = db.session.get(Person, person_id)
    if person is None or not person.active or person.organisation_id != campaign.organisation_id:
        raise RuleBroken("person_unknown", "person")


def _require_director_left(campaign: Campaign, appointment: Appointment, person_id: int | None, today: date) -> None:
    """A campaign is never left without an office director."""
    if appointment.role is not Role.OFFICE_DIRECTOR or person_id is not None:
        return
    others = db.session.scalar(
        select(func.count()).where(
            Appointment.campaign_id == campaign.id,
            Appointment.role == Role.OFFICE_DIRECTOR,
            Appointment.id != appointment.id,
            *judging.holding_on(today),
        )
    )
    if not others:
        raise RuleBroken("director_needed", "person")


def set_emblem(campaign: Campaign, piece: Evidence, *, by: Visitor, at: datetime) -> None:
    """The brand's emblem: a picture. Raises RuleBroken on field "emblem" for anything else."""
    require_running(campaign)
    if not piece.is_photo:
        raise RuleBroken("emblem_is_picture", "emblem")
    evidence.hang([piece], campaign)
    campaign.emblem_id = piece.id
    campaign.version += 1
    db.session.flush()
    settings.structure_changed()
    traces.record("campaign.emblem_set", campaign, by=by, at=at)


def edit(
    campaign: Campaign,
    texts: dict[str, str],
    dates: dict[int, tuple[date, date]],
    lines: Lines | None = None,
    *,
    version: int | None,
    by: Visitor,
    at: datetime,
) -> None:
    """Correct plain texts, the dates of phases (id -> start, end), and aims, requirements and focus areas by line.

    Raises as `plan_lines.put`, Incomplete without a title, RuleBroken for a phase that ends before it starts, Stale.
    """
    require_running(campaign)
    require_unchanged(campaign, version)
    if not texts.get("title", campaign.title):
        raise Incomplete("title_needed", "title")
    changed = [name for name, value in texts.items() if getattr(campaign, name) != value]
    for name in changed:
        setattr(campaign, name, texts[name])
    for number, phase in enumerate(campaign.phases):
        starts_on, ends_on = dates.get(phase.id, (phase.starts_on, phase.ends_on))
        if ends_on < starts_on:
            raise RuleBroken("phase_ends_first", f"phases-{number}-ends_on", name=phase.name)
        if (starts_on, ends_on) != (phase.starts_on, phase.ends_on):
            phase.starts_on, phase.ends_on = starts_on, ends_on
            changed.append(f"phase {number + 1}")
    if lines is not None:
        changed += plan_lines.put(campaign, lines)
    campaign.version += 1
    db.session.flush()
    settings.structure_changed()
    traces.record("campaign.edited", campaign, by=by, at=at, fields=changed)


def seats_of(campaign: Campaign, today: date) -> list[Appointment]:
    """The seats that hold today, in order of rank."""
    order = (Role.LEADER, Role.DEPUTY, Role.MEMBER, Role.OFFICE_DIRECTOR, Role.SQUAD_HEAD, Role.INSPECTOR)
    rows = db.session.scalars(
        select(Appointment)
        .where(Appointment.campaign_id == campaign.id, or_(Appointment.until.is_(None), Appointment.until >= today))
        .options(joinedload(Appointment.person))
        .order_by(Appointment.id)
    )
    return sorted(rows, key=lambda seat: order.index(seat.role))


def waiting(by: Visitor, campaign: Campaign, _at: datetime) -> list[Waiting]:
    """The seats to which the office director has to link a person."""
    if not by.holds_for(campaign.id, Role.OFFICE_DIRECTOR):
        return []
    count = db.session.scalar(
        select(func.count()).where(
            Appointment.campaign_id == campaign.id,
            Appointment.person_id.is_(None),
            or_(Appointment.until.is_(None), Appointment.until >= by.today),
        )
    )
    return [Waiting("seats_to_fill", "campaign", campaign.id, campaign.title, count=count)] if count else []
