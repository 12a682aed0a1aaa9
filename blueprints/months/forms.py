"""Forms of the month's list: striking out a line with a reason."""

from flask_babel import lazy_pgettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from forms import MOST_TEXT, CreateForm, VersionForm


class OpenForm(CreateForm):
    """Opening a month's check: nothing but a button."""


class StrikeOutForm(VersionForm):
    reason = TextAreaField(lazy_pgettext("case", "Reason"), [InputRequired(), Length(max=MOST_TEXT)])
