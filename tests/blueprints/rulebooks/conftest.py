from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from extensions import db
from models.campaign import Campaign
from models.rulebook import Rulebook
from services import rulebooks

AT = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def made(app, cast, running):
    """The cast, the campaign with version 1 in force, and the office's draft of version 2."""
    with app.app_context():
        campaign = db.session.get_one(Campaign, running.campaign_id)
        book = rulebooks.draft(campaign, by=cast.director.visitor(AT), at=AT)
        sections = [section.id for section in book.sections]
        rules = [rule.id for section in book.sections for rule in section.rules]
        url = f"/c/{running.slug}"
        made = SimpleNamespace(
            cast=cast, running=running, book=book.id, sections=sections, rules=rules, url=url, page=f"{url}/rulebooks"
        )
        db.session.commit()
        return made


@pytest.fixture
def at(client, sign_in, at_time, made):
    """at("director"): a client at which that part of the cast sits."""

    def sit(part):
        return sign_in(client, getattr(made.cast, part))

    with at_time(AT):
        yield sit


class Office:
    """The director's browser: its forms carry the draft's revision as it is now, unless the test says another."""

    def __init__(self, app, made, client):
        self.app, self.made, self.get, self.client = app, made, client.get, client

    def post(self, url, data=None):
        with self.app.app_context():
            book = db.session.get_one(Rulebook, self.made.book)
            prefixes = ["rule-", "section-", "force-", "terms-", *(f"section{one.id}-" for one in book.sections)]
            sent = {f"{prefix}version": book.revision for prefix in ["", *prefixes]}
        return self.client.post(url, data=sent | (data or {}))


@pytest.fixture
def office(app, made, at):
    return Office(app, made, at("director"))


@pytest.fixture
def draft(office, made):
    """The page of the draft as it is now."""
    return lambda query="": office.get(f"{made.page}/{made.book}{query}").text


@pytest.fixture
def rule_values():
    """What a browser sends of a rule."""

    def values(**more):
        sent = {
            "rule-code": "3.3",
            "rule-name": "离岗",
            "rule-text": "离岗超过五分钟的,每次扣 1 至 2 分。",
            "rule-evidence_wanted": "y",
        }
        for line, (least, most) in enumerate((("", ""), ("1", "2"), ("0.5", ""))):
            part = f"rule-effects-{line}-"
            sent |= {
                f"{part}who": ("person", "person", "squad_leader")[line],
                f"{part}direction": "penalty",
                f"{part}least": least,
                f"{part}most": most,
                f"{part}measure": "1",
                f"{part}per": "occurrence",
            }
        return sent | more

    return values
