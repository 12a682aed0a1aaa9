"""Forms of units."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from forms import CreateForm, VersionForm


def stripped(value: str | None) -> str | None:
    """What was typed without blanks around it."""
    return value.strip() if value else value


class UnitForm(CreateForm):
    name = StringField(_("Name"), [InputRequired(), Length(max=60)], filters=[stripped])
    below = SelectField(_("Below"), coerce=int)


class RenameForm(VersionForm):
    name = StringField(_("Name"), [InputRequired(), Length(max=60)], filters=[stripped])


class PostForm(CreateForm):
    post_name = StringField(_("Post"), [InputRequired(), Length(max=60)], filters=[stripped])
    organisation = SelectField(_("Organisation"), coerce=int)
