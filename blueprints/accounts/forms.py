"""Forms of accounts."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length
from wtforms.widgets import PasswordInput

from forms import Form


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
