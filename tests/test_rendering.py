"""Rows kept as they were written: what is shown follows what it is made of, whoever asks and in whatever language."""

import pytest
import wtforms
from flask import g
from flask_babel import force_locale
from wtforms import SelectField, widgets
from wtforms.validators import InputRequired

import rendering
from forms import chosen_id, options


@pytest.fixture
def macros(app, monkeypatch):
    """A row that shows its first value, a word, and a form's token."""
    from jinja2 import ChoiceLoader, DictLoader

    source = '{% macro row(one, base) %}{{ base }}|{{ one[0] }}|{{ _("Ledger") }}|{{ ROW_TOKEN }};{% endmacro %}'
    loader = ChoiceLoader([DictLoader({"tried.html": source}), app.jinja_env.loader])
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    rendering.forget()
    yield
    rendering.forget()


def written(app, each, base="/b", locale="en"):
    with app.test_request_context("/"), force_locale(locale):
        g.csrf_token = "the-token"
        return str(rendering.rows("tried.html", each, base))


def test_a_row_is_written_once_for_its_values(app, macros):
    assert written(app, [("a", 1), ("b", 2)]) == written(app, [("a", 1), ("b", 2)])
    assert rendering.kept() == 2


def test_a_row_of_other_values_is_another(app, macros):
    first, again = written(app, [("a", 1)]), written(app, [("c", 1)])
    assert first.split("|")[1] == "a"
    assert again.split("|")[1] == "c"


def test_a_row_follows_the_language_and_the_place(app, macros):
    assert written(app, [("a", 1)]).split("|")[2] == "Ledger"
    assert written(app, [("a", 1)], locale="zh").split("|")[2] == "奖惩台账"
    assert written(app, [("a", 1)], base="/c").split("|")[0] == "/c"


def test_a_kept_row_is_escaped(app, macros):
    assert "&lt;b&gt;" in written(app, [("<b>", 1)])


def test_a_kept_row_holds_the_token_of_whoever_is_shown_it(app, macros):
    assert rendering.TOKEN not in written(app, [("a", 1)])
    assert "the-token" in written(app, [("a", 1)])


@pytest.mark.parametrize("chosen", [None, 2, 7])
@pytest.mark.parametrize("rules", [[], [InputRequired()]])
def test_a_select_is_written_as_wtforms_writes_it(app, chosen, rules):
    class Tried(wtforms.Form):
        one = SelectField("One", rules, coerce=chosen_id, choices=options([("", "–"), (2, "<b> & co"), (7, "\"'")]))

    with app.test_request_context("/"):
        field = Tried(data={"one": chosen}).one
        assert type(field.widget) is not widgets.Select
        assert field(class_="a") == widgets.Select()(field, class_="a")
        assert "disabled" not in field()
