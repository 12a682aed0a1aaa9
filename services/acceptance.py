"""Who accepts which work: the unit itself or the office, never the responsible person or the doer."""

from collections.abc import Mapping

from models.checklist import AcceptedBy, ItemRevision
from models.person import Role
from models.refusals import WrongState
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import judging
from services.judging import Judged
from services.seats import Home, Seats


def said(occurrence: Occurrence) -> ItemRevision:
    """What the item says now: its revision in force."""
    revision = occurrence.item.in_force
    if revision is None:
        raise WrongState("wrong_state")
    return revision


def involved(occurrence: Occurrence) -> frozenset[int]:
    """The responsible person and the doer."""
    return judging.ids(occurrence.item.responsible_id, occurrence.done_by_id)


def home_path(occurrence: Occurrence, homes: Mapping[int, Home]) -> str:
    """Whose work it is: the responsible person's squad where it lies inside the department, else the department."""
    home = homes.get(occurrence.item.responsible_id or 0)
    department = occurrence.unit_path
    return home.path if home is not None and home.path.startswith(department) else department


def by_office(occurrence: Occurrence, seated: Seats) -> Judged:
    """Who stands behind it when the office judges: the responsible person, the doer, the department's heads."""
    return Judged(
        owners=judging.ids(occurrence.item.responsible_id),
        doers=judging.ids(occurrence.done_by_id),
        heads=seated.heads_above(occurrence.unit_path),
    )


def by_unit(occurrence: Occurrence, homes: Mapping[int, Home]) -> Judged:
    """Who stands behind it when the unit judges itself."""
    return Judged(
        owners=judging.ids(occurrence.item.responsible_id),
        doers=judging.ids(occurrence.done_by_id),
        own_unit=home_path(occurrence, homes),
    )


def is_office_judge(occurrence: Occurrence, seated: Seats, by: Visitor) -> bool:
    """Whether the office's acceptance of it is this person's."""
    return not by.may_not_judge_yet and by.id in seated.office_judges(occurrence.unit_path, involved(occurrence))


def may_record(occurrence: Occurrence, homes: Mapping[int, Home], by: Visitor) -> bool:
    """A squad leader writes for the own squad only; head and liaison for the whole unit (docs/rules.md, Work)."""
    item = occurrence.item
    return (
        by.id in item.answering_ids
        or by.holds_in(occurrence.unit_path, Role.HEAD, Role.LIAISON)
        or (item.post_id is not None and item.post_id == by.post_id)
        or by.holds_in(home_path(occurrence, homes), Role.HEAD)
    )


def may_accept_unit(occurrence: Occurrence, homes: Mapping[int, Home], by: Visitor) -> bool:
    """Whether the button of unit acceptance is shown."""
    return (
        occurrence.state is OccurrenceState.DONE
        and said(occurrence).accepted_by is AcceptedBy.UNIT
        and judging.may_judge(by, by_unit(occurrence, homes))
    )


def may_accept_office(occurrence: Occurrence, seated: Seats, homes: Mapping[int, Home], by: Visitor) -> bool:
    """Whether the button of the office's acceptance is shown."""
    if occurrence.state is not OccurrenceState.DONE or not is_office_judge(occurrence, seated, by):
        return False
    in_unit = seated.unit_judges(home_path(occurrence, homes), involved(occurrence))
    return said(occurrence).accepted_by is AcceptedBy.OFFICE or not in_unit


def may_return(occurrence: Occurrence, seated: Seats, homes: Mapping[int, Home], by: Visitor) -> bool:
    """Whether the button that returns it is shown."""
    by_unit_accepted = said(occurrence).accepted_by is AcceptedBy.UNIT
    if occurrence.state is OccurrenceState.ACCEPTED:
        return by_unit_accepted and is_office_judge(occurrence, seated, by)
    return occurrence.state is OccurrenceState.DONE and (
        may_accept_unit(occurrence, homes, by) or is_office_judge(occurrence, seated, by)
    )


def judges_of(occurrence: Occurrence, seated: Seats, homes: Mapping[int, Home]) -> frozenset[int]:
    """Whom it waits for when it is done. Empty: nobody may, and the page names whom to appoint."""
    if said(occurrence).accepted_by is AcceptedBy.UNIT:
        path = home_path(occurrence, homes)
        if in_unit := seated.unit_judges(path, involved(occurrence)):
            return seated.heads_of(path) & in_unit or in_unit
    return seated.office_judges(occurrence.unit_path, involved(occurrence))
