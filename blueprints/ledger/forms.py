"""The form of the ledger: a reversal."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forms import AmountField, Form
from services.ledger import MOST_REASON


class ReverseForm(Form):
    amount = AmountField(
        _("Part to take back"),
        [Optional()],
        description=_("Empty: the whole entry."),
        render_kw={"inputmode": "decimal"},
    )
    reason = TextAreaField(
        lazy_pgettext("case", "Reason"), [InputRequired(), Length(max=MOST_REASON)], render_kw={"rows": 3}
    )
