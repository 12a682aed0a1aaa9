"""Forms of the rulebook."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from forms import MOST_TEXT, AmountField, DayField, VersionForm, options
from models.rulebook import Direction, Measure, Payer, PointRule
from services.rulebook_contents import EffectContent, RuleContent

MOST = 10_000
MOST_EFFECTS = 8
AMOUNT = NumberRange(min=0, max=MOST, message=_("Give an amount from 0 to 10,000."))
PAYERS = [
    (Payer.PERSON.value, _("the person")),
    (Payer.SQUAD_LEADER.value, _("the squad leader")),
    (Payer.HEAD.value, _("the head of the unit")),
    (Payer.UNIT.value, _("the unit")),
]
DIRECTIONS = [(Direction.REWARD.value, _("reward")), (Direction.PENALTY.value, _("penalty"))]
MEASURES = [(str(int(Measure.POINTS)), _("points")), (str(int(Measure.YUAN)), _("yuan"))]
PERIODS = [
    ("occurrence", _("each time")),
    ("day", _("each day")),
    ("month", _("each month")),
    ("quarter", _("each quarter")),
    ("year", _("each year")),
]


class BookForm(VersionForm):
    title = StringField(_("Title"), [Length(max=120)])
    base = AmountField(_("Base points of a month"), [InputRequired(), AMOUNT], places=None)


class ForceForm(VersionForm):
    from_on = DayField(_("In force from"), [InputRequired(_("Give the first day."))])


class SectionForm(VersionForm):
    code = StringField(_("Number"), [InputRequired(_("Give the number, such as 3.")), Length(max=12)])
    title = StringField(_("Title"), [InputRequired(_("Give the section a title.")), Length(max=120)])


class EffectPart(Part):
    who = SelectField(_("Whom"), choices=options(PAYERS))
    direction = SelectField(_("Reward or penalty"), choices=options(DIRECTIONS), default=Direction.PENALTY.value)
    least = AmountField(_("Least"), [Optional(), AMOUNT], places=None)
    most = AmountField(_("Most"), [Optional(), AMOUNT], places=None)
    measure = SelectField(_("Points or yuan"), choices=options(MEASURES))
    per = SelectField(_("Per"), choices=options(PERIODS))

    def content(self, line: int) -> EffectContent | None:
        """The effect in its types; None for an empty line. One amount alone is least and most."""
        least, most = self.least.data, self.most.data
        if least is None and most is None:
            return None
        least = most if least is None else least
        most = least if most is None else most
        return EffectContent(
            who=Payer(self.who.data),
            direction=Direction(self.direction.data),
            least=Decimal(least or 0),
            most=Decimal(most or 0),
            measure=Measure(int(self.measure.data)),
            per=self.per.data,
            line=line,
        )


class RuleForm(VersionForm):
    code = StringField(_("Number"), [InputRequired(_("Give the number, such as 3.2.")), Length(max=12)])
    name = StringField(_("Short name"), [InputRequired(_("Give the rule a short name.")), Length(max=60)])
    text = TextAreaField(
        _("Text of the rule"), [InputRequired(_("Write the rule as published.")), Length(max=MOST_TEXT)]
    )
    evidence_wanted = BooleanField(_("Evidence wanted"), default=True)
    effects = FieldList(FormField(EffectPart), min_entries=3, max_entries=MOST_EFFECTS)

    def content(self) -> RuleContent:
        """The rule in its types."""
        parts = [entry.form.content(line) for line, entry in enumerate(self.effects.entries)]
        return RuleContent(
            code=self.code.data,
            name=self.name.data,
            text=self.text.data,
            evidence_wanted=bool(self.evidence_wanted.data),
            effects=tuple(part for part in parts if part is not None),
        )


def filled(rule: PointRule) -> dict[str, Any]:
    """What the form shows of a rule: its effects, and room for one more."""
    effects: list[dict[str, Any]] = [
        {
            "who": effect.who.value,
            "direction": effect.direction.value,
            "least": effect.least,
            "most": effect.most,
            "measure": str(int(effect.measure)),
            "per": effect.per,
        }
        for effect in rule.effects
    ]
    return {
        "code": rule.code,
        "name": rule.name,
        "text": rule.text,
        "evidence_wanted": rule.evidence_wanted,
        "effects": [*effects, {}][:MOST_EFFECTS],
    }
