"""The rulebook as .xlsx, in words that are read again (importers/rulebook_sheet.py)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask import abort, request, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, requires
from blueprints.rulebooks.forms import AUDIENCES, COMPUTED, MEASURES, PAYERS, PERIODS, SETTLED
from blueprints.rulebooks.routes import room, seen_of
from exporters import rulebook as exporter
from exporters.workbook import MEDIA_TYPE
from models.campaign import Campaign
from models.rulebook import Direction, Effect, PointRule, Rulebook, RulebookState, Section, Span
from services import caps, rulebooks
from services.rulebook_typed import written as amount_words

COLUMNS = {
    "section_code": lazy_pgettext("sheet", "Section no."),
    "section": lazy_pgettext("sheet", "Section"),
    "section_caps": lazy_pgettext("sheet", "Section caps"),
    "code": lazy_pgettext("sheet", "No."),
    "name": lazy_pgettext("sheet", "Short name"),
    "text": lazy_pgettext("sheet", "Rule"),
    "who": lazy_pgettext("sheet", "Whom"),
    "direction": lazy_pgettext("sheet", "Reward or penalty"),
    "least": lazy_pgettext("sheet", "Least"),
    "most": lazy_pgettext("sheet", "Most"),
    "measure": lazy_pgettext("sheet", "Unit"),
    "per": lazy_pgettext("sheet", "Counted"),
    "share": lazy_pgettext("sheet", "Share in percent"),
    "caps": lazy_pgettext("sheet", "Caps"),
    "veto": lazy_pgettext("sheet", "Veto"),
    "evidence": lazy_pgettext("sheet", "Evidence"),
    "settled": lazy_pgettext("sheet", "Settled"),
    "audience": lazy_pgettext("sheet", "Notices"),
    "computed": lazy_pgettext("sheet", "Computed"),
    "book": lazy_pgettext("sheet", "Rulebook"),
    "base": lazy_pgettext("sheet", "Base points"),
}
CAPS = {
    (Direction.REWARD, Span.MONTH): lazy_gettext("rewards a month"),
    (Direction.REWARD, Span.QUARTER): lazy_gettext("rewards a quarter"),
    (Direction.REWARD, Span.CAMPAIGN): lazy_gettext("rewards, whole campaign"),
    (Direction.PENALTY, Span.MONTH): lazy_gettext("penalties a month"),
    (Direction.PENALTY, Span.QUARTER): lazy_gettext("penalties a quarter"),
    (Direction.PENALTY, Span.CAMPAIGN): lazy_gettext("penalties, whole campaign"),
}
DIRECTIONS = {Direction.REWARD: lazy_pgettext("sheet", "reward"), Direction.PENALTY: lazy_pgettext("sheet", "penalty")}


@room.get("/rulebook/download")
@requires(Act.RULEBOOK_READ, Campaign)
def download(campaign: Campaign) -> Response:
    """The version of the address that the visitor may see, else the one that the page shows."""
    seen = seen_of(campaign)
    asked = request.args.get("version")
    held = rulebooks.in_force_on(campaign.id, current_user.today)
    fixed = next((one for one in seen if one.state is not RulebookState.DRAFT), None)
    found = (
        next((one for one in seen if str(one.id) == asked), None) if asked else held or fixed or next(iter(seen), None)
    )
    if found is None:
        abort(404)
    book = rulebooks.whole(found.id)
    title = book.title or _("Rulebook")
    name = " ".join((campaign.brand or campaign.slug, title, _("Version %(version)s", version=book.version)))
    headings = {column: str(words) for column, words in COLUMNS.items()}
    file = exporter.sheet(title, headings, rows_of(book))
    return send_file(file, mimetype=MEDIA_TYPE, as_attachment=True, download_name=f"{name}.xlsx")


def rows_of(book: Rulebook) -> Iterator[dict[str, Any]]:
    """A row for each amount; what stands for the whole rule stands in each of its rows, the book's in the first."""
    head: dict[str, Any] = {"book": book.title, "base": book.base}
    for section in book.sections:
        for rule in section.rules:
            for effect in rule.effects:
                yield {**_section(section), **_rule(rule), **_effect(effect, is_veto=rule.veto), **head}
                head = {}


def _section(section: Section) -> dict[str, Any]:
    return {
        "section_code": section.code,
        "section": section.title,
        "section_caps": _caps(caps.read(section.caps)),
    }


def _rule(rule: PointRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "text": rule.text,
        "caps": _caps(caps.read(rule.caps)),
        "veto": _("yes") if rule.veto else "",
        "evidence": _("yes") if rule.evidence_wanted else _("no"),
        "settled": str(dict(SETTLED)[rule.settled.value]),
        "audience": str(dict(AUDIENCES)[rule.audience.value]),
        "computed": str(dict(COMPUTED)[rule.computed.value]) if rule.computed else "",
    }


def _effect(effect: Effect, *, is_veto: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"who": str(dict(PAYERS)[effect.who.value])}
    if is_veto:
        return told
    return told | {
        "direction": str(DIRECTIONS[effect.direction]),
        "least": effect.least,
        "most": effect.most,
        "measure": str(dict(MEASURES)[str(int(effect.measure))]),
        "per": str(dict(PERIODS).get(effect.per, effect.per)),
        "share": effect.share,
    }


def _caps(kept: Mapping[tuple[Direction, Span], Decimal]) -> str:
    """Each with its kind before it, as they are read again."""
    return "; ".join(f"{CAPS[key]}: {amount_words(most)}" for key, most in kept.items())
