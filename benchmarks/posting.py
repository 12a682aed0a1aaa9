"""Posting: confirmed lines with the full rule work, against the same rows in one bare INSERT and COMMIT.

The bare rows go into a table without any index, key or trigger, in the same file, with the same synchronous=FULL.
"""

import statistics
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import joinedload

from app import create_app
from benchmarks.world import World
from extensions import db, writing
from models.case import CaseLine, CaseState, LineState, PointCase
from models.ledger import LedgerEntry
from models.person import Person
from models.rulebook import Effect
from models.visitor import Visitor
from services import accounts, ledger

BATCH = 50
ROUNDS = {"small": 15, "full": 41}
GOAL = 0.25
ZONE = ZoneInfo("Asia/Shanghai")


def measure(url: str, world: World, scale: str) -> dict[str, Any]:
    """Lines per second in batches and one at a time, and their share of the bare INSERT."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url})
    found = {}
    with app.app_context(), writing():
        poster = Poster(world)
        for name, size, goal in (("batches of 50", BATCH, GOAL), ("one at a time", 1, None)):
            times: dict[str, list[float]] = {"ours": [], "bare": []}
            for number in range(ROUNDS[scale] + 2):
                ours = poster.post(size)
                bare = poster.bare(size)
                if number > 1:
                    times["ours"].append(ours)
                    times["bare"].append(bare)
            ours, bare = (statistics.median(times[side]) for side in ("ours", "bare"))
            found[name] = {
                "lines_per_second": round(size / ours),
                "bare_lines_per_second": round(size / bare),
                "share": round(statistics.median(b / o for o, b in zip(times["ours"], times["bare"], strict=True)), 2),
                "goal": goal,
            }
        db.session.remove()
        db.engine.dispose()
    return found


def side_by_side(sides: dict[str, tuple[str, World]], rounds: int) -> dict[str, list[float]]:
    """Times of posting a batch on several databases, in turn."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    apps: dict[str, Flask] = {
        name: create_app({"SQLALCHEMY_DATABASE_URI": url}) for name, (url, _world) in sides.items()
    }
    posters: dict[str, Poster] = {}
    for number in range(rounds + 2):
        for name, app in apps.items():
            with ExitStack() as inside:
                inside.enter_context(app.app_context())
                inside.enter_context(writing())
                poster = posters.setdefault(name, Poster(sides[name][1]))
                took = poster.post(BATCH)
                if number > 1:
                    times[name].append(took)
                db.session.remove()
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()
    return times


class Poster:
    """Prepares cases and posts their lines; needs an app context that writes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.at = datetime.now(UTC)
        self.leader = self._visitor(world.leader_id)
        self.effect_id = db.session.scalars(
            select(Effect.id).where(Effect.rule_id == world.penalty_id).order_by(Effect.position)
        ).first()
        self.used = 0
        self.posted: list[dict[str, Any]] = []

    def _visitor(self, person_id: int) -> Visitor:
        return accounts.visitor_of(db.session.get_one(Person, person_id), self.at)

    def _lines(self, size: int) -> list[int]:
        """Open lines of as many proposed cases, committed; as the month's list would hand them over."""
        last = db.session.scalar(select(PointCase.number).order_by(PointCase.id.desc()).limit(1)) or 0
        case_ids = db.session.scalars(
            insert(PointCase).returning(PointCase.id, sort_by_parameter_order=True),
            [
                {
                    "campaign_id": self.world.campaign_id,
                    "number": last + n,
                    "happened_on": self.leader.today,
                    "rulebook_id": self.world.rulebook_id,
                    "rule_id": self.world.penalty_id,
                    "reason": f"窗口服务未按规范办理 {last + n}",
                    "proposed_by_id": self.world.director_id,
                    "proposed_at": self.at,
                    "state": CaseState.PROPOSED,
                }
                for n in range(1, size + 1)
            ],
        ).all()
        rows = []
        for case_id in case_ids:
            person, squad = self.world.people[self.used % len(self.world.people)]
            self.used += 1
            rows.append(
                {
                    "case_id": case_id,
                    "effect_id": self.effect_id,
                    "person_id": person,
                    "home_unit_id": squad,
                    "asked": Decimal(-2),
                    "state": LineState.OPEN,
                }
            )
        ids = db.session.scalars(insert(CaseLine).returning(CaseLine.id, sort_by_parameter_order=True), rows).all()
        db.session.commit()
        db.session.expunge_all()
        return list(ids)

    def post(self, size: int) -> float:
        """Seconds that posting so many lines takes, from reading them to the end of the COMMIT."""
        ids = self._lines(size)
        start = time.perf_counter()
        lines = db.session.scalars(
            select(CaseLine).where(CaseLine.id.in_(ids)).order_by(CaseLine.id).options(joinedload(CaseLine.case))
        ).all()
        numbers = ledger.post(lines, by=self.leader, at=self.at, zone=ZONE)
        for line in lines:
            line.case.state = CaseState.POSTED
        db.session.commit()
        took = time.perf_counter() - start
        self.posted = [
            dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for a row as a mapping
            for row in db.session.execute(
                select(LedgerEntry.__table__).where(
                    LedgerEntry.campaign_id == self.world.campaign_id, LedgerEntry.number.in_(numbers)
                )
            )
        ]
        db.session.rollback()
        db.session.expunge_all()
        return took

    def bare(self, size: int) -> float:
        """Seconds that the same rows take in one bare INSERT and COMMIT, by the driver itself."""
        columns = [column.name for column in LedgerEntry.__table__.columns if column.name != "id"]
        connection: Any = db.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bare_entry (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        rows = [tuple(_plain(row[name]) for name in columns) for row in self.posted[:size]]
        sql = f"INSERT INTO bare_entry ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(sql, rows)
        cursor.execute("COMMIT")
        took = time.perf_counter() - start
        connection.close()
        return took


def _plain(value: Any) -> Any:
    return int(value * 100) if isinstance(value, Decimal) else value


def drop_bare(url: str) -> None:
    """Take the table of the bare rows away again."""
    with create_app({"SQLALCHEMY_DATABASE_URI": url}).app_context(), writing():
        db.session.execute(text("DROP TABLE IF EXISTS bare_entry"))
        db.session.commit()
        db.engine.dispose()
