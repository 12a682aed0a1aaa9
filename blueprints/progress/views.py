"""What the templates of the progress page show: rows with their words, the cells, the curve, who waits."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from models.campaign import Campaign
from models.checklist import EvidenceWanted
from models.types import Ref
from models.work import OccurrenceState
from pages import zone
from services import chasing, curve, evidence
from services.curve import Curve
from services.lights import Light
from services.progress import Row
from services.waits import Wait, With

KIND = "occurrence"
DAYS_BETWEEN_LABELS = 12


class Table(NamedTuple):
    """What is the same for all rows: where they lead, and what may be done from them."""

    accept_url: str
    return_url: str
    chase_url: str
    work: str
    propose: str
    may_many: bool
    sees_work: bool
    one_missing: bool


class Shown(NamedTuple):
    """A row as the page shows it, its words looked up; `is_missing`: it was to be returned, and no reason was given."""

    row: Row
    unit: str
    tone: str
    words: str
    period: str
    proofs: tuple[tuple[str, str], ...]
    may_accept: bool
    may_return: bool
    may_chase: bool
    is_missing: bool

    @property
    def key(self) -> str:
        """How a form names it, with the version shown."""
        return f"{self.row.occurrence_id}-{self.row.version}"


def rows(
    found: Sequence[Row],
    names: Mapping[int, str],
    open_to: Mapping[int, tuple[bool, bool]],
    *,
    chases: bool,
    sees_evidence: bool,
    reasonless: AbstractSet[int] = frozenset(),
) -> list[Shown]:
    """The rows with their words and evidence: one statement."""
    say = Words()
    proofs = _proofs(found) if sees_evidence else {}
    shown = []
    for row in found:
        may_accept, may_return = open_to.get(row.occurrence_id, (False, False))
        tone, words = say.of(row)
        shown.append(
            Shown(
                row=row,
                unit=names.get(row.unit_id, ""),
                tone=tone,
                words=words,
                period=say.period(row.period),
                proofs=proofs.get(row.occurrence_id, ()),
                may_accept=may_accept,
                may_return=may_return,
                may_chase=chases and chasing.may_be_chased(row),
                is_missing=row.occurrence_id in reasonless,
            )
        )
    return shown


class Words:
    """The words of lights and limits, each looked up once."""

    def __init__(self) -> None:
        self.left: dict[int, str] = {}
        self.states = {
            OccurrenceState.ACCEPTED: ("green", _("Accepted")),
            OccurrenceState.DONE: ("blue", _("Awaiting acceptance")),
        }
        self.lights = {
            Light.GREY: ("grey", _("Not started")),
            Light.GREEN: ("green", _("On track")),
            Light.YELLOW: ("yellow", _("No progress for long")),
        }
        self.returned = _("Returned")

    def of(self, row: Row) -> tuple[str, str]:
        """Tone and words of a row."""
        if row.state in self.states:
            return self.states[row.state]
        if row.is_overdue:
            return "red", self.days(row.days)
        if row.state is OccurrenceState.RETURNED:
            return "yellow", self.returned
        if row.is_near:
            return "yellow", self.days(row.days)
        return self.lights.get(row.light, ("grey", ""))

    def days(self, days: int) -> str:
        """How long is left."""
        if days not in self.left:
            self.left[days] = time_left(days)
        return self.left[days]

    def period(self, period: str) -> str:
        """Week 47, 2018-11, 2018-Q4; nothing for what is due once."""
        _year, _dash, week = period.partition("-W")
        return _("week %(number)s", number=int(week)) if week else period


def time_left(days: int) -> str:
    """The words of `ui.time_left`."""
    if days > 0:
        return ngettext("%(num)s working day left", "%(num)s working days left", days)
    return ngettext("%(num)s day overdue", "%(num)s days overdue", -days) if days else _("Due today")


def _proofs(found: Sequence[Row]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Words and address of each piece of evidence of the rows."""
    if not found:
        return {}
    to = url_for("evidence.show", evidence_id=0).removesuffix("0")
    photo, note = _("photo"), _("note")
    named: dict[int, tuple[tuple[str, str], ...]] = {}
    for ref, pieces in evidence.of(*(Ref(KIND, row.occurrence_id) for row in found)).items():
        photos = 0
        links = []
        for piece in pieces:
            photos += piece.is_photo
            name = f"{photo} {photos}" if piece.is_photo else piece.name or piece.url or note
            links.append((name, f"{to}{piece.id}"))
        named[ref.id] = tuple(links)
    return named


# ------------------------------------------------------------------------------------------------ beside the matrix
def chart(first: date, planned_by: tuple[int, ...], accepted_by: tuple[int, ...], total: int) -> dict[str, Any]:
    """The curve as `ui.line_chart` takes it: a step per day, labelled where a month begins."""
    drawn, labels = Curve(first, [*planned_by], [*accepted_by]), []
    for step in range(len(drawn.planned)):
        day = curve.day_of(drawn, step)
        begins = day.day == 1 or (step == 0 and day.day <= DAYS_BETWEEN_LABELS)
        labels.append(format_date(day, "LLL") if begins else "")
    planned = drawn.planned[len(drawn.accepted) - 1] if drawn.accepted else 0
    accepted = drawn.accepted[-1] if drawn.accepted else 0
    words = {
        "title": _(
            "%(accepted)s of %(total)s items accepted, %(planned)s planned by today",
            accepted=accepted,
            total=total,
            planned=planned,
        ),
        "planned": _("planned %(number)s", number=planned),
        "actual": _("accepted %(number)s", number=accepted),
        "note": _ahead(accepted - planned),
        "mark": ngettext("%(num)s item", "%(num)s items", accepted) if drawn.accepted else "",
    }
    return {"labels": labels, "planned": drawn.planned, "actual": drawn.accepted, "words": words}


def _ahead(difference: int) -> str:
    if difference < 0:
        return ngettext("%(num)s item behind", "%(num)s items behind", -difference)
    return ngettext("%(num)s item ahead", "%(num)s items ahead", difference) if difference else _("on schedule")


def waits(found: Iterable[Wait], names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Who things wait with: name, and so many for so long."""
    said = []
    for wait in found:
        name = place(wait.where, names.get(wait.id, ""), wait.name)
        days = f"{wait.average:f}".removesuffix(".0")
        number = ngettext("%(num)s item", "%(num)s items", wait.count)
        plural = 1 if wait.average == 1 else 2
        spent = (
            ngettext("%(days)s day on average", "%(days)s days on average", plural, days=days)
            if wait.count > 1
            else ngettext("%(days)s day", "%(days)s days", plural, days=days)
        )
        said.append((name, f"{number} · {spent}"))
    return said


def place(where: With, unit: str, name: str) -> str:
    """Where something waits, in words."""
    if where is With.OFFICE:
        return _("Office, to accept")
    if where is With.UNIT:
        return _("%(unit)s, to accept itself", unit=unit)
    return " · ".join((unit, _("nobody responsible"))) if where is With.NOBODY else name


def chat_text(campaign: Campaign, late: Sequence[Row], names: Mapping[int, str], to: str) -> str:
    """Ready for the chat group: one line for each piece of work, each with its own address (`to` and the item)."""
    ask = {
        EvidenceWanted.NONE: _("Please finish and report it today."),
        EvidenceWanted.NOTE: _("Please finish it today and write a note."),
        EvidenceWanted.PHOTO: _("Please finish it today and add a photo."),
        EvidenceWanted.FILE: _("Please finish it today and add a file."),
    }
    lines = [
        _(
            "%(unit)s: %(title)s, due %(due)s, %(left)s. %(ask)s",
            unit=names.get(row.unit_id, ""),
            title=row.title,
            due=row.due_on.strftime("%m-%d"),
            left=time_left(row.days),
            ask=ask[row.evidence_wanted],
        )
        + f" {to}{row.item_id}?o={row.occurrence_id}"
        for row in late
    ]
    return "\n".join([f"【{campaign.brand or campaign.title}】", *lines])


def cell_words(unit: str, area: str, light: str, done: int, total: int) -> str:
    """A cell read aloud."""
    return _(
        "%(unit)s, %(area)s: %(light)s, %(done)s of %(total)s accepted",
        unit=unit,
        area=area,
        light=light,
        done=done,
        total=total,
    )


def moment(at: datetime) -> str:
    """A moment in the organisation's zone."""
    return at.astimezone(zone()).strftime("%Y-%m-%d %H:%M")
