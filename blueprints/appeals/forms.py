"""Forms of appeals: asking for reconsideration, and the decision."""

from decimal import Decimal

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from blueprints.appeals.words import OUTCOMES
from forms import MOST_TEXT, AmountField, CreateForm, VersionForm, options
from models.appeal import AppealState
from services.ledger import MOST_REASON

MOST_AMOUNT = 1_000_000


class AskForm(CreateForm):
    text = TextAreaField(
        _("Why it should be reconsidered"),
        [InputRequired(), Length(max=MOST_TEXT)],
        description=_("Say what was different from what is written here. Who decides and who is concerned read it."),
        render_kw={"rows": 5},
    )
    files = MultipleFileField(
        _("Photos or files that show it"), render_kw={"accept": "image/*,.pdf,.docx,.xlsx,.doc,.xls,.pptx"}
    )


class DecideForm(VersionForm):
    outcome = RadioField(lazy_pgettext("appeal", "Decision"), [InputRequired()])
    amount = AmountField(
        _("What remains"),
        [Optional(), NumberRange(0, MOST_AMOUNT)],
        render_kw={"inputmode": "decimal"},
    )
    reason = TextAreaField(
        lazy_pgettext("appeal", "Answer in writing"),
        [InputRequired(), Length(max=MOST_REASON)],
        description=_("What was looked into and why it is decided so. Who asked reads it."),
        render_kw={"rows": 4},
    )

    def offer(self, whole: Decimal | None) -> None:
        """What may be decided where the line stands at `whole` without sign; None where nothing can be reduced."""
        outcomes = [one for one in OUTCOMES if whole is not None or one is not AppealState.REDUCED]
        self.outcome.choices = options((one.value, OUTCOMES[one]) for one in outcomes)
        if whole is None:
            del self.amount
        else:
            self.amount.description = _(
                "Only to reduce it: more than nothing, less than %(whole)s; below the rule's least too.",
                whole=f"{whole:.2f}",
            )
