"""Forms of findings."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from blueprints.findings.words import SEVERITIES, SOURCES
from forms import MOST_LINE, MOST_TEXT, CreateForm, DayField, VersionForm, options
from models.finding import FindingSource, Severity

ACCEPTED = {"accept": "image/*,.pdf,.docx,.xlsx,.pptx"}


class OpenForm(CreateForm):
    source = SelectField(_("Where it comes from"), [InputRequired()])
    issuer = StringField(_("Issuer"), [Length(max=MOST_LINE)], description=_("Only for a finding from the bureau."))
    document = StringField(_("Number of the document"), [Length(max=MOST_LINE)])
    unit = SelectField(_("Unit"), [InputRequired()], coerce=int)
    text = TextAreaField(_("What was found"), [InputRequired(), Length(max=MOST_TEXT)], render_kw={"rows": 3})
    owner = SelectField(_("Owner"), coerce=int, description=_("Who must rectify it; may be named later."))
    due = DayField(_("Rectify by"), [InputRequired()])
    severity = SelectField(
        _("Severity"),
        choices=options((severity.value, word) for severity, (word, _tone) in SEVERITIES.items()),
        default=Severity.ORDINARY.value,
    )
    before = MultipleFileField(_("Photos or files of what was found"), render_kw=ACCEPTED)
    at_once = BooleanField(_("Fixed before my eyes: close it out at once"))
    cause = TextAreaField(_("Cause"), [Length(max=MOST_TEXT)], render_kw={"rows": 2})
    measure = TextAreaField(_("What was done"), [Length(max=MOST_TEXT)], render_kw={"rows": 2})
    after = MultipleFileField(_("Photos or files of how it is now"), render_kw=ACCEPTED)

    def offer(self, sources: tuple[FindingSource, ...], units: list[tuple[int, str]], people: list) -> None:
        """What this finder may choose."""
        self.source.choices = options((source.value, SOURCES[source]) for source in sources)
        self.unit.choices = options(units)
        self.owner.choices = options([(0, "—"), *people])


class AssignForm(VersionForm):
    owner = SelectField(_("Owner"), [InputRequired()], coerce=int)


class RectifyForm(VersionForm):
    cause = TextAreaField(_("Cause"), [Length(max=MOST_TEXT)], render_kw={"rows": 2})
    measure = TextAreaField(_("Measure"), [Length(max=MOST_TEXT)], render_kw={"rows": 2})
    note = TextAreaField(_("How it is now"), [Optional(), Length(max=MOST_TEXT)], render_kw={"rows": 2})
    files = MultipleFileField(_("Photos or files of how it is now"), render_kw=ACCEPTED)


class ReturnForm(VersionForm):
    reason = TextAreaField(_("Reason"), [InputRequired(), Length(max=500)])
