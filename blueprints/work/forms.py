"""Forms of work."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from blueprints.work.words import LINE_STATES
from forms import MOST_LINE, MOST_TEXT, DayField, Form, VersionForm, options

KINDS = ".jpg,.jpeg,.png,.webp,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx"
LONGEST_URL = 500


class DoForm(VersionForm):
    note = TextAreaField(lazy_pgettext("work", "What was done"), [Length(max=MOST_TEXT)], render_kw={"rows": 3})
    files = MultipleFileField(
        _("Photos or files"),
        description=_("Photos (JPG, PNG, WebP), PDF, Word, Excel, PowerPoint; at most 10 MB each."),
        render_kw={"accept": KINDS},
    )
    link = StringField(
        lazy_pgettext("evidence", "Link"),
        [Length(max=LONGEST_URL)],
        render_kw={"inputmode": "url", "placeholder": "https://"},
    )
    shows_on = DayField(_("The day it shows"), [Optional()])


class ReturnForm(VersionForm):
    reason = TextAreaField(_("Reason"), [Length(max=MOST_TEXT)])


class PartForm(Form):
    part_id = 0
    person_id = SelectField(_("Person"), coerce=int)
    text = StringField(lazy_pgettext("part", "What is to be done"), [Length(max=MOST_LINE)])


class LineForm(Form):
    seen = HiddenField()
    state = SelectField(_("State"), [InputRequired()], choices=options(LINE_STATES.items()))
    text = StringField(_("In one sentence"), [Length(max=MOST_LINE)])
    obstacle = StringField(_("What stands in the way"), [Length(max=MOST_LINE)])
