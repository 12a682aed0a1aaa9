"""What every paper has around its table: number, emblem, the record's address as a QR code, and lines to sign."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from exporters import qr
from models.campaign import Campaign


class Paper(NamedTuple):
    """One paper as templates/paper.html draws it; `left` and `right` stand beside its number, `size` is how A4 lies."""

    title: str
    number: str
    left: str
    right: str
    signed_by: Sequence[str]
    back: str
    back_label: str
    address: str
    code: tuple[int, str]
    emblem_url: str
    size: str = "wide"


def number_of(campaign: Campaign, kind: str, *parts: object) -> str:
    """The number of a paper: campaign, kind, and what tells this one from others of its kind (LOVE-QD-3-12)."""
    return "-".join((campaign.slug.upper(), kind, *(str(part) for part in parts)))


def paper(
    campaign: Campaign,
    *,
    title: str,
    number: str,
    said: tuple[str, str],
    signed_by: Sequence[str],
    back: tuple[str, str],
    address: str,
) -> Paper:
    """A paper; `back` is address and name of the page it was opened from, `address` the record's as others reach it."""
    emblem = url_for("evidence.show", evidence_id=campaign.emblem_id) if campaign.emblem_id else ""
    return Paper(title, number, *said, signed_by, *back, address, qr.drawn(address), emblem)


def drawn_up() -> list[str]:
    """The lines that most papers have: 制表, 审核, 审批."""
    return [_("Drawn up by"), _("Reviewed by"), _("Approved by")]
