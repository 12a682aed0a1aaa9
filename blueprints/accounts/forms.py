"""Forms of accounts: the door, and the administrator's pages of people."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext
from flask_wtf.file import FileField
from wtforms import PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp
from wtforms.widgets import PasswordInput

from forms import CreateForm, DayField, Form, VersionForm
from importers.files import READ

MOST_LIST = 200_000
STAFF_NO = Regexp(r"^[A-Za-z0-9_\-]{1,20}$", message=_("Letters, digits, - and _, at most 20."))


def stripped(value: str | None) -> str | None:
    """What was typed without blanks around it."""
    return value.strip() if value else value


class SignInForm(Form):
    staff_no = StringField(
        _("Staff number"),
        [InputRequired(), Length(max=20)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _("Password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )

    def fill_in(self, password: str) -> None:
        """Show the demo password as typed, so that one more press signs in."""
        self.password.data = password
        self.password.widget = PasswordInput(hide_value=False)


class PasswordForm(Form):
    current = PasswordField(
        _("Present password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _("New password"),
        [InputRequired(), Length(min=8, max=200)],
        description=_("At least 8 characters"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("New password again"),
        [InputRequired(), EqualTo("password", message=_("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class FoundForm(Form):
    bureau = StringField(
        _("Bureau above it"),
        [Optional(), Length(max=60)],
        filters=[stripped],
        description=_("Leave it empty where there is none"),
    )
    station = StringField(_("Name of the organisation"), [InputRequired(), Length(max=60)], filters=[stripped])
    staff_no = StringField(_("Your staff number"), [InputRequired(), STAFF_NO], filters=[stripped])
    name = StringField(_("Your name"), [InputRequired(), Length(max=60)], filters=[stripped])
    password = PasswordField(
        _("Password"),
        [InputRequired(), Length(min=8, max=200)],
        description=_("At least 8 characters"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("Password again"),
        [InputRequired(), EqualTo("password", message=_("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class PersonForm(CreateForm):
    staff_no = StringField(_("Staff number"), [InputRequired(), STAFF_NO], filters=[stripped])
    name = StringField(pgettext("person", "Name"), [InputRequired(), Length(max=60)], filters=[stripped])
    unit_id = SelectField(_("Unit"), coerce=int)
    post_id = SelectField(_("Post"), coerce=int, description=_("Posts are kept on the page of the units"))
    since = DayField(_("Since"), [InputRequired()])


class NameForm(VersionForm):
    name = StringField(pgettext("person", "Name"), [InputRequired(), Length(max=60)], filters=[stripped])


class MoveForm(VersionForm):
    unit_id = SelectField(_("Unit"), coerce=int)
    post_id = SelectField(_("Post"), coerce=int)
    since = DayField(_("From"), [InputRequired()])


class AppointForm(CreateForm):
    role = SelectField(_("Appointment"))
    unit_id = SelectField(_("In the unit"), coerce=int)
    since = DayField(_("From"), [InputRequired()])
    until = DayField(_("Until"), [Optional()], description=_("Empty: until it is ended"))


class EndForm(Form):
    until = DayField(_("Last day"), [InputRequired()])


class StaffListForm(CreateForm):
    text = TextAreaField(
        _("Paste the table here, with its headings"),
        [Length(max=MOST_LIST)],
        render_kw={"rows": 10, "class_": "form-control", "spellcheck": "false"},
    )
    file = FileField(_("or choose an .xlsx file"), render_kw={"accept": ",".join(READ)})


class StaffDraftForm(VersionForm):
    since = DayField(
        _("Memberships begin on"), [InputRequired()], description=_("The ones before end on the day before")
    )


class SlipsForm(CreateForm):
    """Whom the slips are for stands in `person`, once for each."""
