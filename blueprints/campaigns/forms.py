"""Forms of campaigns: the plan as text, and the sheet on which its draft is corrected."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forms import MOST_LINE, MOST_TEXT, CreateForm, DayField, Form, VersionForm, options, whole
from importers.files import READ
from models.campaign import Campaign
from models.person import Role
from models.types import Rhythm
from services import plan_lines
from services.plan_lines import AimLine, AreaLine, Lines, RequirementLine
from services.plans import AreaContent, Known, PhaseContent, PlanContent, SeatContent, TaskContent

MOST_PLAN = 200_000
SEAT_ROLES = [
    (Role.LEADER.value, _("Leader")),
    (Role.DEPUTY.value, _("Deputy")),
    (Role.MEMBER.value, _("Member")),
    (Role.OFFICE_DIRECTOR.value, _("Office director")),
    (Role.SQUAD_HEAD.value, _("Squad head")),
    (Role.INSPECTOR.value, _("Inspector")),
]
RHYTHMS = [
    (Rhythm.STANDING.value, _("Standing")),
    (Rhythm.ONCE.value, _("Once, on a date")),
    (Rhythm.WEEKLY.value, _("Weekly")),
    (Rhythm.MONTHLY.value, _("Monthly")),
    (Rhythm.QUARTERLY.value, _("Quarterly")),
]
LINE, TEXT = Length(max=MOST_LINE), Length(max=MOST_TEXT)


def day_field(label: Any, *validators: Any) -> DayField:
    """A date, with a message that says how to write it."""
    return DayField(label, [*validators] or [Optional()])


class PlanTextForm(CreateForm):
    text = TextAreaField(
        _("Paste the plan's text here"), [Length(max=MOST_PLAN)], render_kw={"rows": 14, "class_": "form-control"}
    )
    file = FileField(
        _("or choose a file"),
        description=_("Word (.docx), Excel (.xlsx), PDF with text (no scan) or .txt, at most 5 MB"),
        render_kw={"accept": ",".join(READ)},
    )


class AimPart(Part):
    mark = HiddenField()
    text = TextAreaField(_("Aim"), [TEXT], render_kw={"rows": 2})


class RequirementPart(Part):
    mark = HiddenField()
    title = StringField(_("Requirement"), [Length(max=120)])
    text = TextAreaField(_("Text"), [TEXT], render_kw={"rows": 2})


class PhasePart(Part):
    mark = HiddenField()
    name = StringField(_("Phase"), [InputRequired(_("Give the phase a name.")), Length(max=60)])
    starts_on = day_field(_("From"), InputRequired(_("Give the first day.")))
    ends_on = day_field(_("Until"), InputRequired(_("Give the last day.")))
    text = TextAreaField(_("Text"), [TEXT], render_kw={"rows": 2})


class TaskPart(Part):
    mark = HiddenField()
    place = HiddenField(validators=[Length(max=60)])
    span = HiddenField()
    title = StringField(_("Task"), [LINE])
    rhythm = SelectField(_("Due"), choices=options(RHYTHMS), default=Rhythm.STANDING.value)
    due_on = day_field(_("Date"), Optional())
    all_units = BooleanField(_("Each department"))


class UnitChoices(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AreaPart(Part):
    mark = HiddenField()
    lead_written = HiddenField(validators=[Length(max=120)])
    cooperating_written = HiddenField(validators=[LINE])
    title = StringField(_("Focus area"), [InputRequired(_("Give the focus area a title.")), Length(max=120)])
    text = TextAreaField(_("Text"), [TEXT], render_kw={"rows": 3})
    lead = SelectField(_("Lead unit"))
    cooperating = UnitChoices(_("Cooperating units"))
    all_units = BooleanField(_("All departments cooperate"))
    tasks = FieldList(FormField(TaskPart))


class SeatPart(Part):
    mark = HiddenField()
    role = SelectField(_("Seat"), choices=options(SEAT_ROLES))
    written = StringField(_("As the plan says"), [Length(max=120)])
    person = StringField(
        _("Person"), [Length(max=90)], render_kw={"list": "people", "placeholder": _("staff number or name")}
    )


class TextsForm(VersionForm):
    """What a plan says in plain words, the same in a draft and in the campaign."""

    title = StringField(_("Title"), [LINE])
    brand = StringField(_("Brand"), [Length(max=60)])
    slogan = StringField(_("Slogan"), [LINE])
    creed = StringField(_("Creed"), [LINE])
    dimensions = StringField(_("Dimensions of the brand"), [LINE])
    meaning = TextAreaField(_("Meaning of the emblem"), [TEXT], render_kw={"rows": 4})
    basis = TextAreaField(_("Basis"), [TEXT], render_kw={"rows": 2})
    basis_number = StringField(_("Number of the basis"), [Length(max=60)])
    approving_body = StringField(_("Approving body"), [Length(max=120)])
    issuer = StringField(_("Issuer"), [Length(max=120)])
    issued_on = day_field(_("Issued on"), Optional())
    guiding_text = TextAreaField(_("Overall requirements"), [TEXT], render_kw={"rows": 5})
    squad_name = StringField(_("Squad"), [Length(max=120)])
    phases = FieldList(FormField(PhasePart))


class AimLinePart(Part):
    id = HiddenField()
    text = TextAreaField(_("Aim"), [TEXT], render_kw={"rows": 2})
    removed = BooleanField(_("Remove"))


class RequirementLinePart(Part):
    id = HiddenField()
    title = StringField(_("Requirement"), [Length(max=120)])
    text = TextAreaField(_("Text"), [TEXT], render_kw={"rows": 2})
    removed = BooleanField(_("Remove"))


class AreaLinePart(Part):
    id = HiddenField()
    title = StringField(_("Focus area"), [Length(max=120)])
    text = TextAreaField(_("Text"), [TEXT], render_kw={"rows": 3})
    lead = SelectField(_("Lead unit"))
    cooperating = UnitChoices(_("Cooperating units"))
    removed = BooleanField(_("Remove"))


class PlanForm(TextsForm):
    """The plan of a campaign under way; the last row of each list is a new line."""

    areas = FieldList(FormField(AreaLinePart))
    aims = FieldList(FormField(AimLinePart))
    requirements = FieldList(FormField(RequirementLinePart))

    @classmethod
    def of(cls, campaign: Campaign) -> "PlanForm":
        """The form as the plan stands, with a blank row at the end of each list."""
        areas = [
            {
                "id": area.id,
                "title": area.title,
                "text": area.text,
                "lead": str(area.lead_id or ""),
                "cooperating": [str(unit.id) for unit in area.cooperating],
            }
            for area in plan_lines.areas_of(campaign)
        ]
        form = cls(formdata=None, obj=campaign, areas=areas)
        for rows in (form.areas, form.aims, form.requirements):
            rows.append_entry()
        return form

    def link(self, units: list[tuple[str, str]]) -> None:
        """Offer the units that may lead and cooperate."""
        for entry in self.areas.entries:
            entry.form.lead.choices = options([("", _("not linked")), *units])
            entry.form.cooperating.choices = options(units)

    @property
    def lines(self) -> Lines:
        """The typed rows in their types."""
        return Lines(
            aims=[AimLine(whole(one.id.data), _words(one.text), one.removed.data) for one in _rows(self.aims)],
            requirements=[
                RequirementLine(whole(one.id.data), _words(one.title), _words(one.text), one.removed.data)
                for one in _rows(self.requirements)
            ],
            areas=[
                AreaLine(
                    whole(one.id.data),
                    _words(one.title),
                    _words(one.text),
                    whole(one.lead.data),
                    tuple(int(unit) for unit in one.cooperating.data or ()),
                    one.removed.data,
                )
                for one in _rows(self.areas)
            ],
        )


def _rows(field: FieldList) -> list[Any]:
    return [entry.form for entry in field.entries]


def _words(field: Any) -> str:
    return (field.data or "").strip()


class SheetForm(TextsForm):
    """The whole draft. `link` fills the choices from the organisation's units."""

    emblem = FileField(_("Upload a picture"), render_kw={"accept": "image/png,image/jpeg,image/webp"})
    emblem_id = HiddenField()
    focus_areas = FieldList(FormField(AreaPart))
    aims = FieldList(FormField(AimPart))
    requirements = FieldList(FormField(RequirementPart))
    seats = FieldList(FormField(SeatPart))

    def link(self, units: list[tuple[str, str]]) -> None:
        """Offer the units that may lead and cooperate."""
        for entry in self.focus_areas.entries:
            entry.form.lead.choices = options([("", _("not linked")), *units])
            entry.form.cooperating.choices = options(units)

    def typed(self) -> dict[str, Any]:
        """What was typed, as plain JSON data."""
        kept: dict[str, Any] = _plain({name: value for name, value in self.data.items() if name not in _NOT_TYPED})
        return kept

    def know(self, people: list[Known]) -> bool:
        """Whether everybody who is named is known; the message stands beside who is not."""
        unknown = [
            entry.form.person
            for entry in self.seats.entries
            if (typed := (entry.form.person.data or "").strip()) and known_as(typed, people) is None
        ]
        for field in unknown:
            field.errors = [*field.errors, _("Nobody here has this staff number or name.")]
        return not unknown

    def content(self, people: list[Known]) -> PlanContent:
        """The sheet in its types, once its shape is right."""
        seats = [_seat(entry.form, people) for entry in self.seats.entries]
        return PlanContent(
            title=(self.title.data or "").strip(),
            brand=(self.brand.data or "").strip(),
            texts={name: (getattr(self, name).data or "").strip() for name in TEXT_COLUMNS},
            issued_on=self.issued_on.data,
            aims=tuple(entry.form.text.data for entry in self.aims.entries if entry.form.text.data),
            requirements=tuple(
                (entry.form.title.data, entry.form.text.data or "")
                for entry in self.requirements.entries
                if entry.form.title.data
            ),
            phases=tuple(
                PhaseContent(form.name.data, form.starts_on.data, form.ends_on.data, form.text.data or "")
                for form in (entry.form for entry in self.phases.entries)
            ),
            areas=tuple(_area(entry.form) for entry in self.focus_areas.entries),
            seats=tuple(seat for seat in seats if seat),
        )


def _seat(form: Any, people: list[Known]) -> SeatContent | None:
    person = known_as((form.person.data or "").strip(), people)
    if person is None and not form.written.data:
        return None
    return SeatContent(Role(form.role.data), form.written.data or "", person.id if person else None)


TEXT_COLUMNS = (
    "slogan",
    "creed",
    "dimensions",
    "meaning",
    "basis",
    "basis_number",
    "approving_body",
    "issuer",
    "guiding_text",
    "squad_name",
)
_NOT_TYPED = ("csrf_token", "version", "back", "emblem")


def known_as(typed: str, people: list[Known]) -> Known | None:
    """The person of a label, a staff number or an unmistakable name."""
    exact = [person for person in people if typed in (person.label, person.staff_no)]
    named = exact or [person for person in people if person.name == typed]
    return named[0] if len(named) == 1 else None


def _area(form: Any) -> AreaContent:
    return AreaContent(
        title=form.title.data.strip(),
        text=form.text.data or "",
        lead_written=form.lead_written.data or "",
        lead_id=int(form.lead.data) if form.lead.data else None,
        cooperating_written=form.cooperating_written.data or "",
        cooperating_ids=tuple(int(one) for one in form.cooperating.data or ()),
        all_units=bool(form.all_units.data),
        tasks=tuple(_task(entry.form) for entry in form.tasks.entries if entry.form.title.data),
    )


def _task(form: Any) -> TaskContent:
    start, _sep, end = (form.span.data or "").partition("-")
    span = whole(start), whole(end)
    has_span = None not in span
    return TaskContent(
        title=form.title.data.strip(),
        place=form.place.data or "",
        span_start=span[0] if has_span else None,
        span_end=span[1] if has_span else None,
        rhythm=Rhythm(form.rhythm.data),
        due_on=form.due_on.data,
        all_units=bool(form.all_units.data),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def with_dates(typed: Any) -> Any:
    """The sheet as kept, with its dates as dates again, as the form's fields want them."""
    if isinstance(typed, dict):
        return {name: _day(one) if name in _DAYS else with_dates(one) for name, one in typed.items()}
    return [with_dates(one) for one in typed] if isinstance(typed, list) else typed


_DAYS = ("issued_on", "starts_on", "ends_on", "due_on")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None


class EmblemForm(Form):
    emblem = FileField(_("Emblem"), render_kw={"accept": "image/png,image/jpeg,image/webp"})


class SeatForm(CreateForm):
    role = SelectField(_("Seat"), choices=options(SEAT_ROLES))
    written = StringField(_("As the plan says"), [Length(max=120)])
    person = StringField(_("Person"), [Length(max=90)], render_kw={"list": "people"})
