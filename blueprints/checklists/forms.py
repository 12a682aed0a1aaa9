"""Forms of checklists: an item's content, who answers for it, splitting, parts."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forms import AmountField, CreateForm, DayField, VersionForm, chosen_id, options
from importers.files import READ
from models.checklist import AcceptedBy, ChecklistItem, EvidenceWanted, ItemRevision
from models.types import Rhythm
from services.checklist_import import MOST_CHARACTERS
from services.items import LONGEST_STANDARD, LONGEST_TITLE, Charge, Content, usually_accepted_by
from wording import RHYTHMS

EVIDENCE = {
    EvidenceWanted.NONE: lazy_pgettext("evidence", "None"),
    EvidenceWanted.NOTE: lazy_pgettext("evidence", "Note"),
    EvidenceWanted.PHOTO: lazy_pgettext("evidence", "Photo"),
    EvidenceWanted.FILE: lazy_pgettext("evidence", "File"),
}
ACCEPTED_BY = {AcceptedBy.UNIT: _("The unit itself"), AcceptedBy.OFFICE: _("The office")}
Choices = list[tuple[int, str]]


def plain(text: str | None) -> str:
    """Without what a database refuses, and without space around."""
    return (text or "").replace("\x00", "").strip()


def number(value: Any) -> int | None:
    """A number that was chosen; nothing where nothing is chosen."""
    return int(value) if value not in (None, "") else None


class ItemForm(CreateForm):
    version = HiddenField()
    title = StringField(
        _("Item"), [InputRequired(_("Please fill this in.")), Length(max=LONGEST_TITLE)], filters=[plain]
    )
    standard = StringField(_("Standard"), [Length(max=LONGEST_STANDARD)], filters=[plain])
    responsible_id = SelectField(_("Responsible person"), coerce=chosen_id, validate_choice=False)
    rhythm = SelectField(_("Due or rhythm"), choices=options(RHYTHMS.items()), coerce=Rhythm)
    due_on = DayField(_("Date (once)"), [Optional()])
    weekday = SelectField(_("Weekday (weekly)"), coerce=number, validate_choice=False)
    month_day = IntegerField(_("Day (monthly)"), [Optional()])
    points = AmountField(_("Points"), [InputRequired(_("Please fill this in."))], default=Decimal(1), places=None)
    evidence_wanted = SelectField(_("Evidence"), choices=options(EVIDENCE.items()), coerce=EvidenceWanted)
    focus_area_id = SelectField(_("Focus area"), coerce=chosen_id, validate_choice=False)
    phase_id = SelectField(_("Phase"), coerce=chosen_id, validate_choice=False)
    post_id = SelectField(_("Post that carries it out"), coerce=chosen_id, validate_choice=False)
    accepted_by = SelectField(
        _("Accepted by"),
        choices=options([("", _("as usual: the unit if it recurs, else the office")), *ACCEPTED_BY.items()]),
    )

    def offer(self, *, people: Choices, posts: Choices, areas: Choices, phases: Choices, weekdays: list[str]) -> None:
        """What may be chosen."""
        self.responsible_id.choices = options([("", _("not named yet")), *people])
        self.post_id.choices = options([("", lazy_pgettext("post", "none")), *posts])
        self.focus_area_id.choices = options(areas)
        self.phase_id.choices = options([("", _("whole campaign")), *phases])
        self.weekday.choices = options([("", "–"), *enumerate(weekdays, start=1)])

    @property
    def content(self) -> Content:
        """What the item says, in its types."""
        rhythm = self.rhythm.data
        return Content(
            title=self.title.data,
            standard=self.standard.data,
            focus_area_id=self.focus_area_id.data or 0,
            phase_id=self.phase_id.data,
            rhythm=rhythm,
            due_on=self.due_on.data,
            day=self.weekday.data if rhythm is Rhythm.WEEKLY else self.month_day.data,
            points=self.points.data,
            evidence_wanted=self.evidence_wanted.data,
            accepted_by=AcceptedBy(self.accepted_by.data) if self.accepted_by.data else usually_accepted_by(rhythm),
        )

    @property
    def charge(self) -> Charge:
        """Who answers for it and which post carries it out."""
        return Charge(self.responsible_id.data, self.post_id.data)


def filled(item: ChecklistItem) -> ItemForm:
    """The form as the item stands."""
    revision: ItemRevision = item.current
    return ItemForm(
        formdata=None,
        data={
            **{name: getattr(revision, name) for name in Content.__dataclass_fields__},
            "weekday": revision.day if revision.rhythm is Rhythm.WEEKLY else None,
            "month_day": revision.day if revision.rhythm is Rhythm.MONTHLY else None,
            "responsible_id": item.responsible_id,
            "post_id": item.post_id,
            "version": item.version,
            "points": Decimal(f"{revision.points.normalize():f}"),
            "accepted_by": revision.accepted_by.value,
        },
    )


class ChargeForm(VersionForm):
    responsible_id = SelectField(_("Responsible person"), coerce=chosen_id, validate_choice=False)
    post_id = SelectField(_("Post that carries it out"), coerce=chosen_id, validate_choice=False)

    def offer(self, *, people: Choices, posts: Choices) -> None:
        """Who and which posts may be chosen."""
        self.responsible_id.choices = options([("", _("not named yet")), *people])
        self.post_id.choices = options([("", lazy_pgettext("post", "none")), *posts])


class AssignForm(VersionForm):
    responsible_id = SelectField(_("Responsible person"), coerce=chosen_id, validate_choice=False)


class SplitForm(VersionForm):
    titles = TextAreaField(_("One item per line"), filters=[plain])


class PartForm(VersionForm):
    unit_id = SelectField(_("Unit"), coerce=chosen_id, validate_choice=False)


class SheetForm(CreateForm):
    file = FileField(_("Choose a file (.xlsx)"), render_kw={"accept": ",".join(READ)})
    text = TextAreaField(
        _("or paste the table, with its heading row"),
        [Length(max=MOST_CHARACTERS)],
        filters=[plain],
        render_kw={"rows": 6},
    )
