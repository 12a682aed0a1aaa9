"""What stands in the frame: the rooms this visitor may enter, the campaign, the links at the top."""

import secrets
from functools import partial
from typing import Any, NamedTuple

from flask import current_app, g, request, url_for
from flask_babel import get_locale, lazy_gettext, lazy_pgettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from access import Act, can
from models.campaign import Campaign
from models.person import Role
from models.visitor import Visitor
from pages import house
from services.structure import CampaignCard, chosen_on


class Entry(NamedTuple):
    """A room in the rail: `in_campaign` when its address stands under /c/<slug>/."""

    endpoint: str
    label: Any
    icon: str
    act: Act
    in_campaign: bool = True


RAIL: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        None,
        (
            Entry("desk.show", lazy_gettext("Desk"), "inbox", Act.DESK_READ),
            Entry("checklists.index", lazy_gettext("Checklists"), "checklist", Act.CHECKLIST_LIST),
            Entry("progress.show", lazy_gettext("Review and progress"), "layout-grid", Act.PROGRESS_READ),
            Entry("lookbacks.index", lazy_gettext("Look-back"), "history", Act.LOOKBACK_READ),
            Entry("findings.index", lazy_gettext("Findings"), "alert-circle", Act.FINDING_LIST),
        ),
    ),
    (
        lazy_gettext("Rewards and penalties"),
        (
            Entry("cases.index", lazy_gettext("Point cases"), "scale", Act.CASE_LIST),
            Entry("months.index", lazy_gettext("Month's list"), "calendar-stats", Act.MONTH_READ),
            Entry("ledger.index", lazy_gettext("Ledger"), "book", Act.LEDGER_READ),
            Entry("months.pays", lazy_gettext("Pay sheets"), "file-text", Act.PAY_READ),
            Entry("rulebooks.index", lazy_gettext("Rulebook"), "book-2", Act.RULEBOOK_READ),
            Entry("scores.own", lazy_gettext("My score"), "award", Act.SCORE_OWN),
            Entry("scores.index", lazy_gettext("Scores"), "users", Act.SCORE_LIST),
        ),
    ),
    (
        lazy_pgettext("rail", "More"),
        (
            Entry("campaigns.show", lazy_gettext("Plan"), "target", Act.CAMPAIGN_READ),
            Entry("breakdown.show", lazy_gettext("Work breakdown"), "list-tree", Act.BREAKDOWN_READ),
            Entry("campaigns.index", lazy_gettext("Campaigns"), "flag", Act.CAMPAIGN_START, in_campaign=False),
            Entry("accounts.index", lazy_gettext("People"), "user", Act.PERSON_READ, in_campaign=False),
            Entry("units.index", lazy_gettext("Units"), "building", Act.UNIT_READ, in_campaign=False),
        ),
    ),
)
MOST_KEPT = 2000  # visitors by endpoints and languages, in one process
TOKEN, HERE = (secrets.token_hex(16) for _ in range(2))  # stand in the kept markup for what differs each time
BOTTOM = ("desk.show", "checklists.index", "lookbacks.index", "scores.own")


def frame() -> dict[str, Any]:
    """The context of every page. What a visitor sees round a page is kept until the structure's version changes."""
    visitor: Visitor | None = current_user if current_user.is_authenticated else None
    locale = str(get_locale() or "zh")
    here = request.full_path.rstrip("?").replace("\0", "") if request.method == "GET" else ""
    if visitor is None:
        shown = Shown(_seen_by_nobody(locale))
    else:
        kept = house().frames
        key = (current_user._get_current_object(), locale, request.endpoint, _slug())  # noqa: SLF001 - the visitor itself
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = Shown(_seen_by(visitor, locale))
        shown = kept[key]
    context = shown.context
    return context | {"urls": context["urls"] | {"here": here}, "frame_part": partial(shown.part, here=here)}


class Shown:
    """What one visitor sees round the pages of one endpoint: the context, and the parts of the frame as markup."""

    def __init__(self, context: dict[str, Any]) -> None:
        self.context = context
        self._parts: dict[str, str] = {}

    def part(self, name: str, *, here: str) -> Markup:
        """One of the macros of frame.html, with this request's token and address."""
        if name not in self._parts:
            macros: Any = current_app.jinja_env.get_template("frame.html").module
            seen = self.context | {"language": self.context["locale"][:2], "token": TOKEN, "here": HERE}
            self._parts[name] = str(getattr(macros, name)(seen))
        token = generate_csrf() if TOKEN in self._parts[name] else ""
        return Markup(self._parts[name].replace(TOKEN, token).replace(HERE, escape(here)))  # noqa: S704 - our own macros'


def _slug() -> str | None:
    campaign: Campaign | None = g.get("campaign")
    return campaign.slug if campaign is not None else None


def _urls() -> dict[str, str]:
    return {
        "home": url_for("accounts.home"),
        "language": url_for("accounts.speak"),
        "sign_in": url_for("accounts.sign_in"),
    }


def _seen_by_nobody(locale: str) -> dict[str, Any]:
    return {"visitor": None, "urls": _urls(), "locale": locale, "today": None, "campaign": None}


def _seen_by(visitor: Visitor, locale: str) -> dict[str, Any]:
    urls = _urls() | {
        "notices": url_for("notices.index"),
        "sign_out": url_for("accounts.sign_out"),
        "password": url_for("accounts.password"),
    }
    card = _card(visitor)
    groups = _rail(visitor, card, g.get("campaign"))
    by_endpoint = {item["endpoint"]: item for _heading, items in groups for item in items}
    return {
        "visitor": {
            "name": visitor.name,
            "detail": " · ".join(part for part in (visitor.unit_name, visitor.post_name) if part),
            "bell": visitor.bell,
        },
        "urls": urls,
        "locale": locale,
        "today": visitor.today,
        "nav": groups,
        "bottom_nav": [by_endpoint[endpoint] for endpoint in BOTTOM if endpoint in by_endpoint],
        "campaign": card and _face(card, visitor),
        "campaigns": _others(visitor),
    }


def seen_campaigns(visitor: Visitor) -> list[CampaignCard]:
    """Campaigns of the own organisation, or of those that one supervises; newest first."""
    units = house().units
    return [
        card
        for card in house().campaigns.values()
        if card.organisation_id == visitor.organisation_id
        or visitor.holds_in(units[card.organisation_id].path, Role.SUPERVISOR)
    ]


def _card(visitor: Visitor) -> CampaignCard | None:
    """The address's campaign, else the one where one lands."""
    campaign: Campaign | None = g.get("campaign")
    if campaign is not None:
        return house().campaigns.get(campaign.slug)
    return chosen_on(visitor.today, seen_campaigns(visitor))


def _rail(
    visitor: Visitor, card: CampaignCard | None, subject: Campaign | None
) -> list[tuple[Any, list[dict[str, Any]]]]:
    groups = []
    for heading, entries in RAIL:
        items = []
        for entry in entries:
            if not (_may_enter(visitor, entry.act, card, subject) if entry.in_campaign else can(visitor, entry.act)):
                continue
            items.append(
                {
                    "endpoint": entry.endpoint,
                    "label": str(entry.label),
                    "icon": entry.icon,
                    "url": url_for(entry.endpoint, slug=card.slug)
                    if entry.in_campaign and card
                    else url_for(entry.endpoint),
                    "current": (request.endpoint or "").partition(".")[0] == entry.endpoint.partition(".")[0]
                    and (entry.endpoint.partition(".")[0] not in _SPLIT or request.endpoint == entry.endpoint),
                    "count": None,
                }
            )
        if items:
            groups.append((heading and str(heading), items))
    return groups


_SPLIT = ("scores", "campaigns")


def _may_enter(visitor: Visitor, act: Act, card: CampaignCard | None, subject: Campaign | None) -> bool:
    if subject is not None:
        return can(visitor, act, subject)
    if card is None:
        return False
    return can(visitor, act, _SeenCampaign(card))


class _SeenCampaign:
    """A campaign of which only the card is known, for pages outside a campaign."""

    def __init__(self, card: CampaignCard) -> None:
        self.id = card.id
        self.organisation_id = card.organisation_id
        self.organisation = house().units[card.organisation_id]
        self.state = card.state

    @property
    def campaign(self) -> "_SeenCampaign":
        """Itself, as a subject's campaign."""
        return self


def _face(card: CampaignCard, visitor: Visitor) -> dict[str, Any]:
    number_and_phase = card.phase_on(visitor.today)
    return {
        "slug": card.slug,
        "brand": card.brand or card.title,
        "title": card.title,
        "url": url_for("desk.show", slug=card.slug),
        "emblem_url": url_for("evidence.show", evidence_id=card.emblem_id) if card.emblem_id else None,
        "phase_number": number_and_phase[0] if number_and_phase else None,
        "phase_name": number_and_phase[1].name if number_and_phase else "",
        "phase_count": len(card.phases),
        "ended_on": card.ends_on if card.ends_on and card.ends_on < visitor.today else None,
        "starts_on": card.starts_on if card.starts_on and card.starts_on > visitor.today else None,
    }


def _others(visitor: Visitor) -> list[dict[str, Any]]:
    seen = seen_campaigns(visitor)
    units = house().units
    if len(seen) < 2:  # noqa: PLR2004 - a chooser needs two
        return []
    return [
        {
            "slug": card.slug,
            "brand": f"{card.brand or card.title} · {units[card.organisation_id].name}",
            "url": url_for("desk.show", slug=card.slug),
        }
        for card in seen
    ]
