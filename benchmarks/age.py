"""Whether it slows down with age: the same pages and the same posting on a long ledger and on a short one."""

import statistics
from typing import Any

from benchmarks import pages, posting, serving
from benchmarks.serving import Client
from benchmarks.world import World

ROUNDS = {"small": 25, "full": 41}
GOAL_PAGE, GOAL_POSTING = 1.2, 1.3


def measure(old: tuple[str, World], young: tuple[str, World], scale: str) -> dict[str, Any]:
    """Per page, and for posting: the median time on the long ledger as a multiple of that on the short one."""
    found = {}
    with (
        serving.serving(old[0], workers=1) as on_old,
        serving.serving(young[0], workers=1) as on_young,
        Client() as client,
    ):
        sides = {"old": (on_old, old[1]), "young": (on_young, young[1])}
        sessions = {name: pages.sessions(server, world) for name, (server, world) in sides.items()}
        for places in zip(*(pages.pages(world) for _server, world in sides.values()), strict=True):
            asked = dict(zip(sides, places, strict=True))
            times: dict[str, list[float]] = {"old": [], "young": []}
            for number in range(ROUNDS[scale]):
                for name in ("old", "young") if number % 2 else ("young", "old"):
                    page = asked[name]
                    answer = client.ask(sides[name][0], page.path, sessions[name][page.who])
                    times[name] += answer["times"] if number > 1 else []
            found[places[0].name] = _grown(times, GOAL_PAGE)
    times = posting.side_by_side({"old": old, "young": young}, rounds=ROUNDS[scale] // 2)
    found["posting 50"] = _grown(times, GOAL_POSTING)
    return found


def _grown(times: dict[str, list[float]], goal: float) -> dict[str, Any]:
    old, young = (statistics.median(times[name]) for name in ("old", "young"))
    return {
        "old_ms": round(1000 * old, 2),
        "young_ms": round(1000 * young, 2),
        "grown": round(old / young, 2),
        "goal": goal,
    }
