"""The form of a task."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forms import MOST_LINE, CreateForm, DayField, options
from models.campaign import Sharing
from models.types import Rhythm
from services.breakdown import TaskContent


class UnitChoices(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TaskForm(CreateForm):
    version = HiddenField()
    title = StringField(_("Task"), [InputRequired(_("Say what is to be done.")), Length(max=MOST_LINE)])
    lead = SelectField(_("Lead unit"))
    rhythm = SelectField(
        _("Due"),
        choices=options(
            [
                (Rhythm.STANDING.value, _("Standing")),
                (Rhythm.ONCE.value, _("Once, on a date")),
                (Rhythm.WEEKLY.value, _("Weekly")),
                (Rhythm.MONTHLY.value, _("Monthly")),
                (Rhythm.QUARTERLY.value, _("Quarterly")),
            ]
        ),
        default=Rhythm.STANDING.value,
        render_kw={"data-rhythm": ""},
    )
    due_on = DayField(_("Date"), [Optional()], render_kw={"data-rhythm-for": "once"})
    day = IntegerField(
        _("Weekday 1–7 or day of the month"),
        [Optional(), NumberRange(min=1, max=31)],
        render_kw={"data-rhythm-for": "weekly monthly"},
    )
    phase = SelectField(_("Phase"))
    sharing = RadioField(
        _("Way of sharing"),
        choices=options(
            [
                (Sharing.LED.value, _("Led: one item at the lead unit, a part for each cooperating unit")),
                (Sharing.EACH.value, _("Each: one item at every named unit")),
            ]
        ),
        default=Sharing.LED.value,
    )
    all_units = BooleanField(_("All departments"))
    cooperating = UnitChoices(_("Cooperating units"))

    def offer(self, units: list[tuple[str, str]], phases: list[tuple[str, str]]) -> None:
        """The units and phases that may be chosen."""
        self.lead.choices = options([("", lazy_pgettext("unit", "none")), *units])
        self.cooperating.choices = options(units)
        self.phase.choices = options([("", _("whole campaign")), *phases])

    def content(self) -> TaskContent:
        """The form in its types."""
        return TaskContent(
            title=self.title.data or "",
            lead_id=int(self.lead.data) if self.lead.data else None,
            cooperating_ids=tuple(int(one) for one in self.cooperating.data or ()),
            all_units=bool(self.all_units.data),
            phase_id=int(self.phase.data) if self.phase.data else None,
            rhythm=Rhythm(self.rhythm.data),
            due_on=self.due_on.data,
            day=self.day.data,
            sharing=Sharing(self.sharing.data),
        )


def filled(task: Any) -> dict[str, Any]:
    """What the form shows of a task."""
    return {
        "version": task.version,
        "title": task.title,
        "lead": str(task.lead_id or ""),
        "rhythm": task.rhythm.value,
        "due_on": task.due_on,
        "day": task.day,
        "phase": str(task.phase_id or ""),
        "sharing": task.sharing.value,
        "all_units": task.all_units,
        "cooperating": [str(unit.id) for unit in task.cooperating],
    }
