"""Forms of the rulebook."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from forms import MOST_TEXT, AmountField, CreateForm, DayField, Form, VersionForm, options
from importers.files import READ
from models.rulebook import Audience, Computed, Direction, Measure, Payer, PointRule, Rulebook, Section, Settled, Span
from services import caps, terms
from services.rulebook_contents import EffectContent, RuleContent

MOST = 10_000
MOST_EFFECTS = 8
MOST_DOCUMENT = 200_000
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
    ("hour", _("each hour")),
    ("half_day", _("each half day")),
    ("day", _("each day")),
    ("month", _("each month")),
    ("quarter", _("each quarter")),
    ("year", _("each year")),
    ("percent", _("each percentage point")),
]


SETTLED = [
    (Settled.LIST.value, _("in the month's list")),
    (Settled.OWN.value, _("as a case of its own")),
]
AUDIENCES = [
    (Audience.USUAL.value, _("as usual: rewards everybody, penalties those concerned")),
    (Audience.EVERYBODY.value, _("everybody, penalties too (circular)")),
]
COMPUTED = [
    ("", _("no: it is recorded")),
    (Computed.CHECKLIST.value, _("from the checklist: points accepted of those due")),
    (Computed.FINDINGS.value, _("from findings: closed in time of those due")),
    (Computed.VERDICTS.value, _("from look-backs: held of what was re-checked")),
]
SPANS = [
    (Span.MONTH.value, _("a month")),
    (Span.QUARTER.value, _("a quarter")),
    (Span.CAMPAIGN.value, _("the whole campaign")),
]
FEWEST_GRADES, MOST_GRADES = 4, 8
SCORE = NumberRange(min=-MOST, max=MOST, message=_("Give a score from −10,000 to 10,000."))


def _cap(label: Any) -> AmountField:
    return AmountField(label, [Optional(), AMOUNT], places=None)


class CapsPart(Part):
    """What one subject gains or loses at most; an empty field is no cap."""

    reward_month = _cap(_("Rewards a month"))
    reward_quarter = _cap(_("Rewards a quarter"))
    reward_campaign = _cap(_("Rewards, whole campaign"))
    penalty_month = _cap(_("Penalties a month"))
    penalty_quarter = _cap(_("Penalties a quarter"))
    penalty_campaign = _cap(_("Penalties, whole campaign"))

    def content(self) -> dict[tuple[Direction, Span], Decimal]:
        """The caps that were typed."""
        typed = {(way, span): self[f"{way.value}_{span.value}"].data for way in Direction for span in Span}
        return {key: amount for key, amount in typed.items() if amount is not None}


def filled_caps(kept: caps.Caps) -> dict[str, Decimal]:
    """What the form shows of caps."""
    return {f"{way.value}_{span.value}": most for (way, span), most in kept.items()}


class GradePart(Part):
    name = StringField(_("Grade"), [Length(max=20)])
    least = AmountField(lazy_pgettext("grade", "From"), [Optional(), SCORE], places=None)
    below = AmountField(lazy_pgettext("grade", "Below"), [Optional(), SCORE], places=None)
    factor = AmountField(_("Coefficient"), [Optional(), NumberRange(min=0, max=10)], places=None)

    def content(self, line: int) -> terms.Grade | None:
        """The grade in its types; None for an empty line."""
        amounts = (self.least.data, self.below.data)
        if not (self.name.data or "").strip() and amounts == (None, None):
            return None
        factor = Decimal(1) if self.factor.data is None else self.factor.data
        return terms.Grade((self.name.data or "").strip(), *amounts, factor, line)


class TermsForm(VersionForm):
    period = SelectField(_("Base and grades are for"), choices=options(SPANS), default=Span.MONTH.value)
    yuan_per_point = AmountField(
        _("Yuan per point"), [Optional(), AMOUNT], places=None, description=_("0: points are no money.")
    )
    deputy_points = AmountField(
        _("Deputies confirm up to, points"), [Optional(), AMOUNT], places=None, description=_("Empty: without limit.")
    )
    deputy_yuan = AmountField(_("Deputies confirm up to, yuan"), [Optional(), AMOUNT], places=None)
    quota = AmountField(
        _("Percentage of the best grade"),
        [Optional(), NumberRange(min=0, max=100)],
        places=None,
        description=_("Empty: without limit."),
    )
    caps = FormField(CapsPart)
    grades = FieldList(FormField(GradePart), min_entries=FEWEST_GRADES, max_entries=MOST_GRADES)

    def content(self) -> terms.Terms:
        """The terms in their types."""
        parts = [entry.form.content(line) for line, entry in enumerate(self.grades.entries)]
        return terms.Terms(
            period=Span(self.period.data),
            yuan_per_point=self.yuan_per_point.data or Decimal(0),
            deputy_points=self.deputy_points.data,
            deputy_yuan=self.deputy_yuan.data,
            quota=self.quota.data,
            grades=tuple(part for part in parts if part is not None),
            caps=self.caps.form.content(),
        )


def filled_terms(book: Rulebook) -> dict[str, Any]:
    """What the form shows of a book's terms, with room for one more grade."""
    said = terms.of(book)
    grades: list[dict[str, Any]] = [
        {"name": one.name, "least": one.least, "below": one.below, "factor": one.factor} for one in said.grades
    ]
    return {
        "period": said.period.value,
        "yuan_per_point": said.yuan_per_point,
        "deputy_points": said.deputy_points,
        "deputy_yuan": said.deputy_yuan,
        "quota": said.quota,
        "caps": filled_caps(said.caps),
        "grades": [*grades, {}][:MOST_GRADES],
    }


class BookForm(VersionForm):
    title = StringField(_("Title"), [Length(max=120)])
    base = AmountField(_("Base points of a month"), [InputRequired(), AMOUNT], places=None)


class ForceForm(VersionForm):
    from_on = DayField(_("In force from"), [InputRequired(_("Give the first day."))])


class SectionForm(VersionForm):
    code = StringField(_("Number"), [InputRequired(_("Give the number, such as 3.")), Length(max=12)])
    title = StringField(_("Title"), [InputRequired(_("Give the section a title.")), Length(max=120)])
    caps = FormField(CapsPart)


def filled_section(section: Section) -> dict[str, Any]:
    """What the form shows of a section."""
    return {"code": section.code, "title": section.title, "caps": filled_caps(caps.read(section.caps))}


class EffectPart(Part):
    who = SelectField(_("Whom"), choices=options(PAYERS))
    direction = SelectField(_("Reward or penalty"), choices=options(DIRECTIONS), default=Direction.PENALTY.value)
    least = AmountField(_("Least"), [Optional(), AMOUNT], places=None)
    most = AmountField(_("Most"), [Optional(), AMOUNT], places=None)
    measure = SelectField(_("Points or yuan"), choices=options(MEASURES))
    per = SelectField(_("Per"), choices=options(PERIODS))
    share = AmountField(_("or percentage"), [Optional(), NumberRange(min=0, max=100)], places=None)

    def content(self, line: int) -> EffectContent | None:
        """The effect in its types; None for an empty line. One amount alone is least and most; a share needs none."""
        least, most = self.least.data, self.most.data
        if least is None and most is None and self.share.data is None:
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
            share=self.share.data,
        )

    def barred(self) -> EffectContent:
        """Whom a veto bars: it has no amount."""
        return EffectContent(Payer(self.who.data), Direction.PENALTY, Decimal(0), Decimal(0))


class RuleForm(VersionForm):
    code = StringField(_("Number"), [InputRequired(_("Give the number, such as 3.2.")), Length(max=12)])
    name = StringField(_("Short name"), [InputRequired(_("Give the rule a short name.")), Length(max=60)])
    text = TextAreaField(
        _("Text of the rule"), [InputRequired(_("Write the rule as published.")), Length(max=MOST_TEXT)]
    )
    evidence_wanted = BooleanField(_("Evidence wanted"), default=True)
    settled = SelectField(_("Its cases are settled"), choices=options(SETTLED), default=Settled.LIST.value)
    audience = SelectField(_("Who sees its notices"), choices=options(AUDIENCES), default=Audience.USUAL.value)
    computed = SelectField(
        _("Computed each month"),
        choices=options(COMPUTED),
        default="",
        description=_("For each department; one reward of the unit in points, of which it gets its share."),
    )
    veto = BooleanField(
        _("Veto: bars grades and awards for the period, without an amount"),
        description=_("The first line below says whom; leave all amounts empty."),
    )
    caps = FormField(CapsPart)
    effects = FieldList(FormField(EffectPart), min_entries=3, max_entries=MOST_EFFECTS)

    def content(self) -> RuleContent:
        """The rule in its types."""
        parts = [entry.form.content(line) for line, entry in enumerate(self.effects.entries)]
        effects = tuple(part for part in parts if part is not None)
        if self.veto.data and not effects:
            effects = (self.effects.entries[0].form.barred(),)
        if self.computed.data and len(effects) == 1 and self.effects.entries[effects[0].line].form.least.data is None:
            effects = (replace(effects[0], least=Decimal(0)),)
        return RuleContent(
            code=self.code.data,
            name=self.name.data,
            text=self.text.data,
            evidence_wanted=bool(self.evidence_wanted.data),
            effects=effects,
            settled=Settled(self.settled.data),
            veto=bool(self.veto.data),
            audience=Audience(self.audience.data),
            caps=self.caps.form.content(),
            computed=Computed(self.computed.data) if self.computed.data else None,
        )


def filled(rule: PointRule) -> dict[str, Any]:
    """What the form shows of a rule: its effects, and room for one more."""
    effects: list[dict[str, Any]] = [
        {
            "who": effect.who.value,
            "direction": effect.direction.value,
            "least": None if rule.veto or effect.share is not None else effect.least,
            "most": None if rule.veto or effect.share is not None else effect.most,
            "share": effect.share,
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
        "settled": rule.settled.value,
        "audience": rule.audience.value,
        "computed": rule.computed.value if rule.computed else "",
        "veto": rule.veto,
        "caps": filled_caps(caps.read(rule.caps)),
        "effects": [*effects, {}][:MOST_EFFECTS],
    }


class DocumentForm(CreateForm):
    text = TextAreaField(
        _("Paste the text of the rulebook here"),
        [Length(max=MOST_DOCUMENT)],
        render_kw={"rows": 14, "class_": "form-control"},
    )
    file = FileField(
        _("or choose a file"),
        description=_("Word (.docx), Excel (.xlsx), PDF with text (no scan) or .txt, at most 5 MB"),
        render_kw={"accept": ",".join(READ)},
    )


class SheetHeadForm(Form):
    """What the sheet of a document says of the whole book."""

    title = StringField(_("Title"), [Length(max=120)])
    base = AmountField(_("Base points of a month"), [Optional(), AMOUNT], places=None)


class SheetSectionForm(Form):
    """A section of the sheet; its number is given by the book."""

    title = StringField(_("Title"), [Length(max=120)])
    caps = FormField(CapsPart)


class SheetRuleForm(RuleForm):
    """A rule of the sheet, which may be moved to another section."""

    section = SelectField(_("Section"))
