"""Small facts about a visitor and a loaded subject. No SQL: the subject comes with its campaign and unit."""

from typing import Any

from access.subjects import UnitStanding
from models.campaign import Campaign, CampaignState
from models.ledger import LedgerEntry
from models.person import Person, Role
from models.rulebook import Audience, Direction
from models.unit import Unit
from models.visitor import Visitor


def campaign_of(subject: Any) -> Campaign:
    """The campaign that the subject is, or belongs to."""
    campaign: Campaign = subject if isinstance(subject, Campaign) else subject.campaign
    return campaign


def signed_in(_visitor: Visitor, _subject: Any) -> bool:
    """Whoever got this far."""
    return True


def is_told(visitor: Visitor, subject: Any) -> bool:
    """The notice is one's own; or it is about the list of one's own."""
    return subject is None or bool(subject.person_id == visitor.id)


def administers(visitor: Visitor, subject: Any) -> bool:
    """Administrator of the organisation of the subject (a unit, a person), of a bureau above it, or of the own one."""
    path = visitor.organisation_path
    if isinstance(subject, Unit):
        path = subject.path
    elif isinstance(subject, Person):
        path = subject.organisation.path
    return visitor.holds_in(path, Role.ADMINISTRATOR)


def same_organisation(visitor: Visitor, subject: Any) -> bool:
    """The campaign is one of the own organisation."""
    return campaign_of(subject).organisation_id == visitor.organisation_id


def own_organisation(visitor: Visitor, subject: Any) -> bool:
    """A unit, person or document of the own organisation."""
    organisation_id = subject.organisation_id
    return bool(organisation_id == visitor.organisation_id)


def is_plan(_visitor: Visitor, document: Any) -> bool:
    """The document is a plan: the others are read and corrected in the rooms that they are meant for."""
    return bool(document.kind == "plan")


def holds_office(visitor: Visitor, _subject: Any) -> bool:
    """The station's office: may start campaigns."""
    return visitor.holds_in(visitor.organisation_path, Role.OFFICE)


def directs(visitor: Visitor, subject: Any) -> bool:
    """Office director of the campaign."""
    return visitor.holds_for(campaign_of(subject).id, Role.OFFICE_DIRECTOR)


def pays(visitor: Visitor, subject: Any) -> bool:
    """Payroll clerk of the campaign's station."""
    return visitor.holds_in(campaign_of(subject).organisation.path, Role.PAYROLL)


def leads(visitor: Visitor, subject: Any) -> bool:
    """Leader of the campaign's leading group."""
    return visitor.holds_for(campaign_of(subject).id, Role.LEADER)


def oversees(visitor: Visitor, subject: Any) -> bool:
    """Leader, member or office director: sees the whole campaign."""
    return visitor.holds_for(campaign_of(subject).id, Role.LEADER, Role.MEMBER, Role.OFFICE_DIRECTOR)


def is_deputy(visitor: Visitor, subject: Any) -> bool:
    """Deputy of the campaign's leading group."""
    return visitor.holds_for(campaign_of(subject).id, Role.DEPUTY)


def is_member(visitor: Visitor, subject: Any) -> bool:
    """Member of the campaign's leading group."""
    return visitor.holds_for(campaign_of(subject).id, Role.MEMBER)


def in_charge(visitor: Visitor, subject: Any) -> bool:
    """Deputy in charge (分管) of the subject's unit."""
    return is_deputy(visitor, subject) and visitor.holds_in(subject.unit_path, Role.IN_CHARGE)


def supervises(visitor: Visitor, subject: Any) -> bool:
    """Supervisor of a bureau above the campaign's station."""
    return visitor.holds_in(campaign_of(subject).organisation.path, Role.SUPERVISOR)


def in_unit(visitor: Visitor, subject: Any) -> bool:
    """Belongs to the subject's unit or below it."""
    return visitor.unit_path is not None and visitor.unit_path.startswith(subject.unit_path)


def heads_unit(visitor: Visitor, subject: Any) -> bool:
    """Heads the subject's unit or one above it; a squad leader heads the squad."""
    return visitor.holds_in(subject.unit_path, Role.HEAD)


def heads_within(visitor: Visitor, subject: Any) -> bool:
    """Heads a squad inside the subject's unit."""
    return any(path.startswith(subject.unit_path) for path in visitor.units_as(Role.HEAD))


def liaises(visitor: Visitor, subject: Any) -> bool:
    """Liaison of the subject's unit."""
    return visitor.holds_in(subject.unit_path, Role.LIAISON)


def reports(visitor: Visitor, subject: Any) -> bool:
    """Reports what was found at the subject's unit: its head or duty manager, or those of one above; of all, some."""
    if isinstance(subject, Campaign):
        return heads_any(visitor, subject)
    return visitor.holds_in(subject.unit_path, Role.HEAD, Role.DUTY_MANAGER)


def heads_any(visitor: Visitor, _subject: Any) -> bool:
    """Heads some unit, or manages a duty."""
    return bool(visitor.units_as(Role.HEAD, Role.DUTY_MANAGER))


def heads_people(visitor: Visitor, _subject: Any) -> bool:
    """Heads a department or leads a squad."""
    return bool(visitor.units_as(Role.HEAD))


def answers_for(visitor: Visitor, subject: Any) -> bool:
    """Is the responsible person of the item, or the owner of the finding."""
    return visitor.id in subject.answering_ids


def carries_out(visitor: Visitor, subject: Any) -> bool:
    """Holds the post that carries the item out, inside the item's unit."""
    post_id = subject.carrying_post_id
    return post_id is not None and visitor.post_id == post_id and in_unit(visitor, subject)


def leads_area(visitor: Visitor, subject: Any) -> bool:
    """Heads the lead unit of the item's focus area: reads every item under the areas it leads."""
    return any(visitor.holds_in(path, Role.HEAD) for path in subject.leading_paths)


def cooperates(visitor: Visitor, subject: Any) -> bool:
    """Heads or liaises for a unit that has an own part in the item, or does that part."""
    return visitor.id in subject.cooperating_ids or any(
        visitor.holds_in(path, Role.HEAD, Role.LIAISON) for path in subject.cooperating_paths
    )


def is_running(_visitor: Visitor, subject: Any) -> bool:
    """The campaign is not closed: afterwards everything is read-only."""
    return campaign_of(subject).state is not CampaignState.CLOSED


def _sees_people_of(visitor: Visitor, subject: Any, path: str) -> bool:
    return visitor.holds_in(path, Role.HEAD) or (is_deputy(visitor, subject) and visitor.holds_in(path, Role.IN_CHARGE))


def sees_case(visitor: Visitor, case: Any) -> bool:
    """A subject or the proposer; squad leader and head for their people; a deputy in charge; who oversees all."""
    return (
        visitor.id in case.person_ids
        or proposed(visitor, case)
        or oversees(visitor, case)
        or any(_sees_people_of(visitor, case, path) for path in case.unit_paths)
    )


def sees_line(visitor: Visitor, line: Any) -> bool:
    """Its subject; the proposer; squad leader and head for their people; a deputy in charge; who oversees all."""
    return (
        visitor.id == line.person_id
        or proposed(visitor, line.case)
        or oversees(visitor, line)
        or _sees_people_of(visitor, line, line.unit_path)
    )


def sees_notice(visitor: Visitor, line: Any) -> bool:
    """The public notice of a line: of a reward, or where the rule says so (通报), the whole organisation; of a penalty
    the person, squad leader and head, the office and the leading group, of it a deputy for the units in charge.
    """
    rule = line.case.rule
    is_reward = line.effect.direction is Direction.REWARD and not rule.veto
    return same_organisation(visitor, line) and (
        is_reward
        or rule.audience is Audience.EVERYBODY
        or visitor.id == line.person_id
        or oversees(visitor, line)
        or _sees_people_of(visitor, line, line.unit_path)
    )


def is_subject(visitor: Visitor, line: Any) -> bool:
    """The line is about the visitor, or about a unit that the visitor heads."""
    if line.unit_id is not None:
        return line.unit.path in visitor.units_as(Role.HEAD)
    return bool(visitor.id == line.person_id)


def sees_appeal(visitor: Visitor, appeal: Any) -> bool:
    """Whoever asked, and who sees the line that it is about."""
    return bool(visitor.id == appeal.asked_by_id) or sees_line(visitor, appeal.line)


def sees_ledger(visitor: Visitor, subject: Any) -> bool:
    """The room is open to the organisation and its supervisor; an entry to the person, who is over the person or unit,
    and who oversees all. The supervisor reads entries on units only.
    """
    if not isinstance(subject, LedgerEntry):
        return same_organisation(visitor, subject) or supervises(visitor, subject)
    return (
        visitor.id == subject.person_id
        or oversees(visitor, subject)
        or _sees_people_of(visitor, subject, subject.unit_path)
        or (subject.unit_id is not None and supervises(visitor, subject))
    )


def proposed(visitor: Visitor, case: Any) -> bool:
    """Proposed the case."""
    return bool(case.proposed_by_id == visitor.id)


def signs_for(visitor: Visitor, case: Any) -> bool:
    """Deputy in charge of every unit that the case is about."""
    return is_deputy(visitor, case) and all(visitor.holds_in(path, Role.IN_CHARGE) for path in case.unit_paths)


def signs_for_line(visitor: Visitor, line: Any) -> bool:
    """Deputy in charge of every unit that the line's case is about."""
    return signs_for(visitor, line.case)


def sees_score(visitor: Visitor, standing: Any) -> bool:
    """The person; squad leader and head for their people; a deputy in charge; leader, members and office.

    A unit's score is seen by the same, and by the supervisor.
    """
    of_unit = isinstance(standing, UnitStanding)
    return (
        (supervises(visitor, standing) if of_unit else visitor.id == standing.person.id)
        or oversees(visitor, standing)
        or _sees_people_of(visitor, standing, standing.unit_path)
    )
