"""How near the pages come to the limit: a bare Flask page with as many rows and as many bytes a row."""

import statistics
from dataclasses import dataclass
from typing import Any

from benchmarks import pages, serving
from benchmarks.pages import Page
from benchmarks.serving import Client, Server
from benchmarks.world import World

AT_ONCE = 4
ROUNDS = {"small": 7, "full": 15}
ROUND_SECONDS = 0.3
LEAST, MOST = 12, 200  # requests of a round
GOAL = 0.6


def measure(url: str, world: World, scale: str) -> dict[str, Any]:
    """Per page: share of the bare page's throughput (median of the rounds), and of its processor time."""
    with serving.serving(url) as ours, serving.serving(url, "benchmarks.bare:create_app()") as bare, Client() as client:
        sessions = pages.sessions(ours, world)
        pair = Pair(client, ours, bare)
        return {page.name: pair.compare(page, sessions[page.who], ROUNDS[scale]) for page in pages.pages(world)}


@dataclass(frozen=True)
class Pair:
    """Our server and the bare one, asked in turn."""

    client: Client
    ours: Server
    bare: Server

    def compare(self, page: Page, cookie: str, rounds: int) -> dict[str, Any]:
        """One page against the bare one of its size."""
        rows, size = _rows(serving.fetch(self.ours, page.path, cookie).text, page.row)
        own = len(serving.fetch(self.bare, "/rows/50/0").raw) // 50
        asked = [("ours", self.ours, page.path, cookie), ("bare", self.bare, f"/rows/{rows}/{max(size - own, 0)}", "")]
        number = max(*(self._fitting(server, path, whose) for _name, server, path, whose in asked), LEAST)
        spent: dict[str, list[float]] = {"ours": [], "bare": []}
        walls: dict[str, list[float]] = {"ours": [], "bare": []}
        for turn in range(rounds):
            for name, server, path, whose in asked if turn % 2 else reversed(asked):
                before = server.cpu()
                answer = self.client.ask(server, path, whose, count=number, at_once=AT_ONCE)
                spent[name].append(server.cpu() - before)
                walls[name].append(answer["wall"])
        return _outcome(rows, size, number, walls, spent)

    def _fitting(self, server: Server, path: str, cookie: str) -> int:
        """How many requests take about as long as a round should, after a few to warm up."""
        self.client.ask(server, path, cookie, count=10, at_once=AT_ONCE)
        answer = self.client.ask(server, path, cookie, count=10, at_once=AT_ONCE)
        return min(int(10 * ROUND_SECONDS / answer["wall"]), MOST)


def _outcome(
    rows: int, size: int, number: int, walls: dict[str, list[float]], spent: dict[str, list[float]]
) -> dict[str, Any]:
    requests = number * len(walls["ours"])
    shares = [bare / ours for ours, bare in zip(walls["ours"], walls["bare"], strict=True)]
    return {
        "rows": rows,
        "bytes_per_row": size,
        "share": round(statistics.median(shares), 2),
        "share_of_processor": round(sum(spent["bare"]) / max(sum(spent["ours"]), 0.01), 2),
        "processor_ms": round(1000 * sum(spent["ours"]) / requests, 2),
        "bare_processor_ms": round(1000 * sum(spent["bare"]) / requests, 2),
        "per_second": round(number / statistics.median(walls["ours"])),
        "goal": GOAL,
    }


def _rows(html: str, mark: str) -> tuple[int, int]:
    """How many rows the page has, and how many bytes one takes on the average."""
    places = html.split(mark)
    rows = len(places) - 1
    within = mark.join(places[1:-1]) if rows > 1 else places[-1]
    return rows, len(within.encode()) // max(rows - 1, 1)
