"""Forms of cases: the matter proposed under a rule, and the leader's decision."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from forms import MOST_TEXT, WITHOUT_ID, AmountField, CreateForm, DayField, Form, VersionForm, chosen_id
from models.case import CaseLine
from models.rulebook import Effect, PointRule

MOST_AMOUNT = 1_000_000


class ProposeForm(CreateForm):
    rule_id = HiddenField()
    source_kind = HiddenField()
    source_id = HiddenField()
    happened_on = DayField(_("Happened on"), [InputRequired()])
    persons = SelectMultipleField(_("Persons"), coerce=chosen_id, validate_choice=False)
    unit = SelectField(_("Unit"), coerce=chosen_id, validate_choice=False)
    reason = TextAreaField(
        lazy_pgettext("case", "What happened"),
        [InputRequired(), Length(max=MOST_TEXT)],
        description=_("Facts: when, where, what was seen. The persons concerned read this."),
        render_kw={"rows": 3},
    )
    files = MultipleFileField(_("Photos or files"), render_kw={"accept": "image/*,.pdf,.docx,.xlsx,.doc,.xls,.pptx"})
    note = TextAreaField(
        _("Note of a witness"),
        [Optional(), Length(max=MOST_TEXT)],
        description=_("Name the witness: who saw it, and what."),
        render_kw={"rows": 2},
    )
    noted_on = DayField(_("Date of the note"), [Optional()])
    link = StringField(lazy_pgettext("evidence", "Link"), [Optional(), Length(max=500)])

    def amounts(self, rule: PointRule) -> dict[int, Decimal]:
        """What was typed by effect; an effect with a fixed amount asks nothing."""
        typed = {effect.id: self._fields.get(f"amount_{effect.id}") for effect in rule.effects}
        return {key: field.data for key, field in typed.items() if field is not None and field.data is not None}


def propose_form(rule: PointRule, labels: dict[int, Any]) -> type[ProposeForm]:
    """The form of this rule: an amount for each effect that leaves a choice, the least by default."""
    fields = {
        f"amount_{effect.id}": _amount(effect, labels[effect.id], effect.least)
        for effect in rule.effects
        if effect.least != effect.most and effect.share is None
    }
    return type("ProposeUnderRule", (ProposeForm,), fields)


def _amount(effect: Effect, label: Any, default: Decimal) -> AmountField:
    return AmountField(
        label,
        [InputRequired(), NumberRange(0, MOST_AMOUNT)],
        default=default,
        description=_("%(least)s to %(most)s", least=f"{effect.least:.2f}", most=f"{effect.most:.2f}"),
        render_kw={"inputmode": "decimal"},
    )


class RecordForm(CreateForm):
    rule_id = StringField(lazy_pgettext("rule", "Rule"))
    happened_on = DayField(_("Happened on"), [InputRequired()])
    persons = SelectMultipleField(_("Persons"), coerce=chosen_id, validate_choice=False)
    note = TextAreaField(
        lazy_pgettext("case", "What happened"),
        [Optional(), Length(max=MOST_TEXT)],
        description=_("May stay empty; where the rule wants evidence, a note or a photo is needed."),
        render_kw={"rows": 2},
    )
    files = MultipleFileField(_("Photos or files"), render_kw={"accept": "image/*,.pdf,.docx,.xlsx,.doc,.xls,.pptx"})

    def amount_errors(self, effect: Effect) -> list[str]:
        """What is wrong with the amount of that effect."""
        field = self._fields.get(f"amount_{effect.id}")
        return list(field.errors) if field is not None else []

    def typed_amount(self, effect: Effect) -> str:
        """What was typed for that effect, else its least."""
        field = self._fields.get(f"amount_{effect.id}")
        typed = field.raw_data[0] if field is not None and field.raw_data else None
        return typed if typed is not None else f"{effect.least:.2f}"

    def amounts(self) -> dict[int, Decimal]:
        """What was typed by effect."""
        typed = {int(name[7:]): field for name, field in self._fields.items() if name.startswith("amount_")}
        return {effect_id: field.data for effect_id, field in typed.items() if field.data is not None}


def record_form(asked: Iterable[Effect]) -> type[RecordForm]:
    """The form with an amount for each of these effects of the rule that was chosen, the least where none is sent."""
    fields = {
        f"amount_{effect.id}": AmountField(_("Amount"), [Optional(), NumberRange(0, MOST_AMOUNT)]) for effect in asked
    }
    return type("RecordUnderRule", (RecordForm,), fields)


class DecideForm(VersionForm):
    reason = TextAreaField(
        _("Remark"),
        [Optional(), Length(max=MOST_TEXT)],
        description=_("Needed where an amount differs from what was proposed."),
        render_kw={"rows": 2},
    )

    def amounts(self, lines: Iterable[CaseLine]) -> dict[int, Decimal]:
        """What was typed by line; a line with a fixed amount asks nothing."""
        typed = {line.id: self._fields.get(f"line_{line.id}") for line in lines}
        return {key: field.data for key, field in typed.items() if field is not None and field.data is not None}


def decide_form(lines: Iterable[CaseLine], names: dict[int, Any]) -> type[DecideForm]:
    """The decision on these lines: an amount for each that leaves a choice, what was asked by default."""
    fields = {
        f"line_{line.id}": _amount(line.effect, names[line.id], abs(line.asked))
        for line in lines
        if line.effect.least != line.effect.most and line.effect.share is None
    }
    return type("DecideLines", (DecideForm,), fields)


class AnswerForm(Form):
    said = HiddenField(render_kw=WITHOUT_ID)
    text = TextAreaField(_("Explanation"), [Length(max=MOST_TEXT)])


class ReasonForm(VersionForm):
    reason = TextAreaField(_("Reason"), [Length(max=MOST_TEXT)])
