"""Forms of lookbacks."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from blueprints.lookbacks.words import SCOPES, VERDICTS
from forms import MOST_TEXT, CreateForm, DayField, VersionForm, options
from models.finding import Severity
from models.lookback import LookBackScope

MOST_DAYS = 60
SEVERITIES = {
    Severity.MINOR: lazy_pgettext("severity", "Minor"),
    Severity.ORDINARY: lazy_pgettext("severity", "Ordinary"),
    Severity.SERIOUS: lazy_pgettext("severity", "Serious"),
}


class OpenForm(CreateForm):
    scope = RadioField(
        _("What is looked back at"),
        [InputRequired()],
        choices=options((scope.value, word) for scope, word in SCOPES.items()),
        default=LookBackScope.CAMPAIGN.value,
    )
    phase = SelectField(_("Phase"), [Optional()], coerce=int, description=_("Only for a round over one phase."))
    days = IntegerField(
        _("Working days for the self-check"),
        [InputRequired(), NumberRange(min=1, max=MOST_DAYS)],
        description=_("After these days the sample may be drawn even if a department has not handed in."),
    )


class CheckForm(VersionForm):
    """The rows are read by their names: verdict-7, note-7, photo-7, kept-7."""


class VerdictForm(VersionForm):
    verdict = RadioField(
        _("Verdict"),
        [InputRequired(message=_("Please choose a verdict."))],
        choices=options((verdict.value, said.word) for verdict, said in VERDICTS.items()),
    )
    note = TextAreaField(_("What you saw"), [Length(max=MOST_TEXT)], render_kw={"rows": 2})
    looks_again_on = DayField(_("Look again on"), [Optional()])
    text = StringField(
        _("Finding"),
        [Length(max=MOST_TEXT)],
        render_kw={"placeholder": _("What you saw that does not hold, and where")},
    )
    owner = SelectField(_("Owner"), [Optional()], coerce=int)
    due = DayField(_("Rectify by"), [Optional()])
    severity = SelectField(
        _("Severity"),
        choices=options((severity.value, word) for severity, word in SEVERITIES.items()),
        default=Severity.ORDINARY.value,
    )
    proposes = BooleanField(_("Then propose points from it"))
    files = MultipleFileField(_("Photos or files"))

    def offer(self, people: list[tuple[int, str]]) -> None:
        """The people of the unit, any of whom may own the finding."""
        self.owner.choices = options([(0, "—"), *people])

    @property
    def owner_id(self) -> int | None:
        chosen: Any = self.owner.data
        return chosen or None
