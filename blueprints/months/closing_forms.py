"""Forms of the closing of a month."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from forms import WITHOUT_ID, Form, chosen_id, whole
from services.periods import MOST_REASON


class ReasonForm(Form):
    reason = StringField(lazy_pgettext("case", "Reason"), [InputRequired(), Length(max=MOST_REASON)])


class ExemptForm(ReasonForm):
    """Choices are not checked here: the service refuses who is not in the month."""

    person = SelectField(_("Who is not assessed"), coerce=chosen_id, validate_choice=False)


class AssessForm(Form):
    person = HiddenField(filters=[whole], render_kw=WITHOUT_ID)


class PutForwardForm(ReasonForm):
    person = HiddenField(filters=[whole], render_kw=WITHOUT_ID)


class ChooseForm(Form):
    """Its reason has an id of its own: it stands on the page beside another."""

    reason = StringField(
        lazy_pgettext("case", "Reason"), [InputRequired(), Length(max=MOST_REASON)], id="choice_reason"
    )
    chosen = SelectMultipleField(_("Chosen"), coerce=chosen_id, validate_choice=False)

    def people(self) -> list[int]:
        """Who was ticked."""
        return [one for one in self.chosen.data or [] if one is not None]


class CloseForm(Form):
    """Closing the month: nothing but a button."""
