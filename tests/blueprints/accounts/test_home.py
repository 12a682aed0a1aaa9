"""Where one lands after signing in, with several campaigns."""

from datetime import UTC, date, datetime

import pytest

from models.campaign import CampaignState
from services.structure import CampaignCard, PhaseCard, chosen_on

ACTIVE, CLOSED = CampaignState.ACTIVE, CampaignState.CLOSED
TODAY = date(2026, 3, 2)


def card(number, start, end, state=ACTIVE):
    phases = (PhaseCard("阶段", start, end),)
    return CampaignCard(number, str(number), "", "", 1, None, state, phases)


PAST = card(4, date(2018, 8, 1), date(2018, 12, 31))
RUNNING = card(2, date(2026, 1, 1), date(2026, 6, 30))
CLOSED_NOW = card(5, date(2026, 1, 1), date(2026, 6, 30), CLOSED)
SOON = card(1, date(2026, 4, 1), date(2026, 6, 30))
LATER = card(3, date(2026, 9, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("cards", "chosen"),
    [
        ([CLOSED_NOW, PAST, LATER, RUNNING, SOON], RUNNING),
        ([CLOSED_NOW, PAST, LATER, SOON], SOON),
        ([CLOSED_NOW, PAST], PAST),
        ([CLOSED_NOW], CLOSED_NOW),
        ([], None),
    ],
)
def test_one_lands_in_what_runs_today_else_in_the_next_else_in_the_newest(cards, chosen):
    assert chosen_on(TODAY, cards) is chosen


def test_home_leads_to_its_desk(at_time, client, sign_in, cast, running):
    with at_time(datetime(2018, 11, 21, 2, 0, tzinfo=UTC)):
        assert sign_in(client, cast.staff).get("/").location == "/c/love/"
