"""What all forms share: the CSRF token, the version of what is edited, the key against sending twice, and `back`."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException
from wtforms import DateField, DecimalField, FieldList, FormField, HiddenField, SelectField, widgets
from wtforms.fields.choices import SelectChoice

MOST_LINE = 200
MOST_TEXT = 5000
MOST_KEY = 64
NO_DECIMAL = "Not a valid decimal value."  # in WTForms' own catalogue
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
LARGEST = 2**31 - 1  # what both databases hold as an integer
NOTHING_HAS = -1
WITHOUT_ID = {"id": False}  # hidden fields of several forms on one page need no id


class AmountField(DecimalField):
    """Points or yuan; NaN and infinity are none."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError for what is no number."""
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(self.gettext(NO_DECIMAL))


class DayField(DateField):
    """A day of this or the last century; another year is a slip of the keyboard."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError for what is no day, or one of another century."""
        super().process_formdata(valuelist)
        if self.data and not FIRST_DAY <= self.data <= LAST_DAY:
            self.data = None
            raise ValueError(_("Please check the year."))


class Select(widgets.Select):  # the macros of fields go by this name
    """A select whose options are kept as written: a department has hundreds of people to choose from."""

    def __call__(self, field: Any, **marks: Any) -> Markup:
        """As WTForms writes it, where the options are plain and one of them is chosen."""
        choices = field.choices
        is_plain = isinstance(choices, list) and all(
            type(one) is SelectChoice and not one.render_kw and not isinstance(one.value, bool) for one in choices
        )
        if self.multiple or not is_plain or field.has_groups():
            return super().__call__(field, **marks)
        marks.setdefault("id", field.id)
        for flag in self.validation_attrs:
            if flag not in marks and flag in dir(field.flags):  # any other one is None there, not absent
                marks[flag] = getattr(field.flags, flag)
        written = _options(tuple([(one.value, str(one.label or one.value)) for one in choices]))
        chosen = {place for place, one in enumerate(choices) if field.coerce(one.value) == field.data}
        inner = "".join([CHOSEN + text[7:] if place in chosen else text for place, text in enumerate(written)])
        return Markup(f"<select {widgets.html_params(name=field.name, **marks)}>{inner}</select>")  # noqa: S704 - escaped


CHOSEN = "<option selected"


@lru_cache(64)
def _options(pairs: tuple[tuple[Any, str], ...]) -> list[str]:
    return [f"<option {widgets.html_params(value=value)}>{escape(label)}</option>" for value, label in pairs]


SelectField.widget = Select()


class Form(FlaskForm):  # type: ignore[misc]
    """The root of all forms. `back` is where the write redirects to when the form stands on several pages."""

    back = HiddenField(render_kw=WITHOUT_ID)


class CreateForm(Form):
    """A form that makes a record: sent twice, it leads to the first result."""

    request_key = HiddenField(
        default=lambda: secrets.token_hex(16), filters=[lambda key: key and key[:MOST_KEY]], render_kw=WITHOUT_ID
    )


class VersionForm(Form):
    """A form that changes a record and carries the version it was shown with."""

    version = HiddenField(render_kw=WITHOUT_ID)

    @property
    def seen_version(self) -> int:
        """The version that the form was shown with."""
        return version_in(self.version.data)


def seen_version() -> int:
    """The version that a form without a class was shown with: one that is nothing but a button."""
    return version_in(request.form.get("version"))


def version_in(sent: Any) -> int:
    """The version that was sent; without one, a version that nothing has: whoever shows none is out of date."""
    found = whole(sent)
    return NOTHING_HAS if found is None else found


def whole(typed: Any) -> int | None:
    """The number that was typed in digits, when it is one that the databases can hold."""
    text = str(typed or "")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))
    return int(text) if is_number and int(text) <= LARGEST else None


def chosen_id(value: Any) -> int | None:
    """How a select takes the id that was chosen: none is None, and what cannot be one is an id that nothing has."""
    if value in (None, "", "None"):
        return None
    found = value if isinstance(value, int) else whole(value)
    return NOTHING_HAS if found is None else found


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Values and words as a select takes them."""
    return [SelectChoice(value, word) for value, word in pairs]


def safe_back(default: str) -> str:
    """The same-origin path in the form's or address's `back`, else `default`."""
    try:
        back = request.values.get("back", "")
    except HTTPException:  # the form was too large to be read
        return default
    is_path = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_path else default


def wrong_fields(form: Any) -> list[tuple[str, str, str]]:
    """Id, label and first message of every field that is wrong, for the list at the head of a long form."""
    return [
        (field.id, str(field.label.text), str(field.errors[0]))
        for field in _all_fields(form)
        if not isinstance(field, FormField | FieldList) and field.errors
    ]


def put_beside(form: Any, name: str | None, message: str) -> None:
    """Put a refusal's message beside the field of that name (nested: "phases-1-ends_on"), or at the head.

    A field of a form with a prefix is found without it.
    """
    own = f"{form._prefix}{name}"  # noqa: SLF001 - WTForms keeps the prefix nowhere else
    field = next((one for one in _all_fields(form) if one.name in (name, own)), None) if name else None
    if field is not None and not isinstance(field, FieldList):
        field.errors = [*field.errors, message]
    else:
        form.form_errors.append(message)


def _all_fields(form: Any) -> Iterator[Any]:
    for field in form:
        yield field
        if isinstance(field, FormField):
            yield from _all_fields(field.form)
        elif isinstance(field, FieldList):
            for entry in field.entries:
                yield from _all_fields(entry.form) if isinstance(entry, FormField) else [entry]
