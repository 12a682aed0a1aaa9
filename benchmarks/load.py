"""The bulk path: a ledger of any length in minutes, with the chain, the texts behind it and the totals right.

    python -m benchmarks.load sqlite:////tmp/big.db 1000000

makes the organisation of world.py in a new database and loads that many entries. Hashes and digests are those of
services/chain.py; `flask ledger verify` and `flask ledger rebuild --check` pass on the result. What the database would
do row by row (indexes, triggers, foreign keys) is taken off first and put back at the end.
"""

import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import flask_migrate
import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from app import create_app
from benchmarks.world import BEHIND, World, make
from config import ROOT
from extensions import db, writing
from models.case import CaseLine, CaseState, LineState, PointCase
from models.event import Counter, Event
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.ledger import GENESIS, LedgerEntry, LedgerHead
from models.rulebook import Direction, Measure, PointRule
from services import chain, totals

PER_CASE = 10  # people under one rule with one evidence
CASES_AT_ONCE = 2000
REVERSED_EVERY = 5  # every fifth case has one of its lines reversed
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTE = "值班站长目击,监控可查"
REASON = "检查第 {} 号:窗口服务未按规范办理,旅客当面反映"
WHY = "复核属实,予以冲正"
Row = tuple[Any, ...]
Subject = tuple[int | None, int | None, int | None]  # person, unit, the person's unit that day
Write = Callable[[Any, Sequence[Row]], None]
COLUMNS: dict[Any, list[str]] = {  # what a row says; the model's defaults fill the rest
    PointCase: (
        "id campaign_id number happened_on rulebook_id rule_id reason state proposed_by_id proposed_at decided_by_id "
        "decided_at version"
    ).split(),
    CaseLine: "id case_id effect_id person_id unit_id home_unit_id asked state".split(),
    Evidence: "id kind text shows_on added_by_id added_at".split(),
    EvidenceUse: "id evidence_id ref_kind ref_id".split(),
    LedgerEntry: (
        "id campaign_id number canon posted_at posted_on month line_id reverses_id person_id unit_id home_unit_id "
        "rule_code rulebook_version effect_id measure asked cut amount balance proposer_id confirmer_id digest "
        "previous_hash hash"
    ).split(),
    Event: "id at by_id act ref_kind ref_id campaign_id from_state to_state fields reason".split(),
}
TABLES = tuple(COLUMNS)


class Progress:
    """A bar on the terminal; silent where there is none."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.start = what, total, time.monotonic()
        self.shows = sys.stderr.isatty()

    def at(self, done: int) -> None:
        """So many are done."""
        if self.shows:
            part, seconds = done / max(self.total, 1), time.monotonic() - self.start
            bar = "█" * int(30 * part) + "░" * (30 - int(30 * part))
            sys.stderr.write(f"\r{self.what} {bar} {done:,} of {self.total:,} · {done / max(seconds, 0.01):,.0f}/s ")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self.shows:
            sys.stderr.write(f"· {time.monotonic() - self.start:.0f} s\n")


def load(world: World, count: int, today: date, *, progress: Progress | None = None) -> int:
    """Add `count` entries to the campaign's empty ledger; needs an app context. How many there are then."""
    story = _Story(world, count, today)
    bar = progress or Progress("Loading", count)
    first = {model: (db.session.scalar(select(func.max(model.id))) or 0) + 1 for model in TABLES}
    db.session.remove()
    db.engine.dispose()  # the journal's mode changes only when nobody else is there
    with _writer() as write:
        for rows in story.chunks(first):
            for model in TABLES:
                write(model, rows[model])
            bar.at(story.number)
    bar.end()
    story.finish()
    db.session.commit()
    return story.number


class _Story:
    """Makes the rows: cases of ten people, a note as evidence, an entry for each line, now and then a reversal."""

    def __init__(self, world: World, count: int, today: date) -> None:
        self.world, self.count = world, count
        self.random = random.Random(2018)
        self.number, self.hash = 0, GENESIS
        self.rows: dict[Any, list[Row]] = {}
        self.balances: dict[tuple[int, int], int] = {}
        self.days = self._days(today)
        self.case_number = db.session.scalar(select(func.max(PointCase.number))) or 0
        self.rules = [self._rule(one) for one in (world.penalty_id, world.reward_id, world.unit_reward_id)]

    def _days(self, today: date) -> list[date]:
        return [today - timedelta(days=n) for n in range(BEHIND, 0, -1)]

    def _rule(self, rule_id: int) -> Row:
        """Id, code and text of a rule, its first effect, and what that posts, in hundredths."""
        rule = db.session.get_one(PointRule, rule_id)
        effect = rule.effects[0]
        sign = -1 if effect.direction is Direction.PENALTY else 1
        return rule.id, rule.code, rule.text, effect.id, sign * int(effect.least * 100)

    def chunks(self, first: dict[Any, int]) -> Iterator[dict[Any, list[Row]]]:
        """The rows of each table, some thousand cases at a time; `first` holds the first free ids."""
        self.next = dict(first)
        cases = 0
        while self.number < self.count:
            self.rows = {model: [] for model in TABLES}
            for _ in range(CASES_AT_ONCE):
                if self.number >= self.count:
                    break
                cases += 1
                kind = 2 if cases % 20 == 0 else cases % 2
                self._case(self.rules[kind], of_unit=kind == 2, reverses=cases % REVERSED_EVERY == 0)
            yield self.rows

    def _case(self, rule: Row, *, of_unit: bool, reverses: bool) -> None:
        rule_id, code, text, effect_id, amount = rule
        world, at = self.world, self.number / self.count
        day = self.days[int(at * len(self.days))]
        moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        self.case_number += 1
        case_id, reason = self._id(PointCase), REASON.format(self.case_number)
        self.rows[PointCase].append(
            (case_id, world.campaign_id, self.case_number, day, world.rulebook_id, rule_id, reason,
             CaseState.POSTED.value, world.director_id, moment, world.leader_id, moment, 2)
        )  # fmt: skip
        note = f"{NOTE} {self.case_number}"
        evidence_id = self._id(Evidence)
        self.rows[Evidence].append((evidence_id, EvidenceKind.NOTE.value, note, day, world.director_id, moment))
        self.rows[EvidenceUse].append((self._id(EvidenceUse), evidence_id, "point_case", case_id))
        pieces = [chain.sha256(note)]
        digest = chain.digest_of(text, reason, "", pieces)
        subjects: Sequence[Subject]
        if of_unit:
            subjects = [(None, unit, None) for unit in world.departments[:1]]
        else:
            chosen = self.random.sample(world.people, PER_CASE)
            subjects = [(person, None, squad) for person, squad in chosen]
        posted = [
            self._entry(case_id, subject, (code, effect_id, amount), (moment, day), digest)
            for subject in subjects[: self.count - self.number]
        ]
        if reverses and not of_unit and self.number < self.count:
            why = chain.digest_of(text, reason, WHY, pieces)
            self._reversal(posted[0], subjects[0], (code, effect_id, -amount), (moment, day), why)

    def _id(self, model: Any) -> int:
        number = self.next[model]
        self.next[model] = number + 1
        return number

    def _entry(
        self,
        case_id: int,
        subject: Subject,
        rule: tuple[str, int, int],
        when: tuple[datetime, date],
        digest: str,
    ) -> tuple[int, int, int]:
        person, unit, home = subject
        line_id = self._id(CaseLine)
        amount = rule[2]
        state = LineState.POSTED.value
        self.rows[CaseLine].append((line_id, case_id, rule[1], person, unit, home, amount, state))
        return self._append((line_id, None, 0), subject, rule, when, digest)

    def _reversal(
        self,
        posted: tuple[int, int, int],
        subject: Subject,
        rule: tuple[str, int, int],
        when: tuple[datetime, date],
        digest: str,
    ) -> None:
        entry_id, number, line_id = posted
        lines = self.rows[CaseLine]
        at = next(place for place in range(len(lines) - 1, -1, -1) if lines[place][0] == line_id)
        lines[at] = (*lines[at][:-1], LineState.REVERSED.value)
        made = self._append((line_id, entry_id, number), subject, rule, when, digest)
        self.rows[Event].append(
            (self._id(Event), when[0], self.world.leader_id, chain.REVERSED, "ledger_entry", made[0],
             self.world.campaign_id, "posted", "reversed", "[]", WHY)
        )  # fmt: skip

    def _append(
        self,
        line: tuple[int, int | None, int],
        subject: Subject,
        rule: tuple[str, int, int],
        when: tuple[datetime, date],
        digest: str,
    ) -> tuple[int, int, int]:
        """One entry of the chain; its id, number and line."""
        (line_id, reverses_id, reverses), (person, unit, home), (code, effect_id, amount) = line, subject, rule
        moment, day = when
        self.number += 1
        whose = (person or 0, unit or 0)
        balance = self.balances[whose] = self.balances.get(whose, 0) + amount
        posted_at = (moment - EPOCH) // moment.resolution
        posted_on = day.year * 10_000 + day.month * 100 + day.day
        month, points = posted_on // 100, int(Measure.POINTS)
        world, previous = self.world, self.hash
        self.hash = chain.hash_of(
            (chain.CANON, world.campaign_id, self.number, posted_at, posted_on, month, line_id, reverses, *whose,
             home or 0, code, 1, effect_id, points, amount, 0, amount, balance, world.director_id, world.leader_id,
             digest, previous)
        )  # fmt: skip
        entry_id = self._id(LedgerEntry)
        self.rows[LedgerEntry].append(
            (entry_id, world.campaign_id, self.number, chain.CANON, posted_at, posted_on, month, line_id, reverses_id,
             person, unit, home, code, 1, effect_id, points, amount, 0, amount, balance, world.director_id,
             world.leader_id, digest, previous, self.hash)
        )  # fmt: skip
        return entry_id, self.number, line_id

    def finish(self) -> None:
        """The head, the counter of cases and the totals."""
        world = self.world
        head = db.session.get_one(LedgerHead, world.campaign_id)
        head.last_number, head.last_hash = self.number, self.hash
        counter = db.session.get(Counter, (world.campaign_id, "case"))
        if counter is None:
            db.session.add(Counter(campaign_id=world.campaign_id, kind="case", last=self.case_number))
        else:
            counter.last = self.case_number
        db.session.flush()
        totals.rebuild(world.campaign_id)


# ------------------------------------------------------------------------------------------------ writing
def _columns(model: Any) -> tuple[list[str], Row]:
    """The columns to write, and what stands in those that the rows leave out."""
    rest = {
        column.name: _plain(column.default.arg)
        for column in model.__table__.columns
        if column.name not in COLUMNS[model] and column.default is not None
    }
    return COLUMNS[model] + list(rest), tuple(rest.values())


def _plain(default: Any) -> Any:
    """A default as the database keeps it."""
    value = default(None) if callable(default) else default
    if isinstance(value, list | dict):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return int(value * 100)
    return value.value if isinstance(value, Enum) else value


@contextmanager
def _writer() -> Iterator[Write]:
    """Writes rows in the order of a table's columns, with indexes, triggers and foreign keys out of the way."""
    if db.engine.dialect.name == "postgresql":
        with _to_postgresql() as write:
            yield write
    else:
        with _to_sqlite() as write:
            yield write


@contextmanager
def _to_sqlite() -> Iterator[Write]:
    connection = sqlite3.connect(make_url(str(db.engine.url)).database or "", isolation_level=None)
    names = [model.__tablename__ for model in TABLES]
    places = ", ".join("?" * len(names))
    off = connection.execute(
        f"SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "  # noqa: S608
        f"AND tbl_name IN ({places})",
        names,
    ).fetchall()
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-500000"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("BEGIN")
    for kind, name, _sql in off:
        connection.execute(f'DROP {kind} "{name}"')

    def write(model: Any, rows: Sequence[Row]) -> None:
        names, rest = _columns(model)
        values = ", ".join("?" * len(names))
        connection.executemany(
            f"INSERT INTO {model.__tablename__} ({', '.join(names)}) VALUES ({values})",  # noqa: S608
            (_for_sqlite(row + rest) for row in rows),
        )

    yield write
    bar = Progress("Indexes", len(off))
    for done, (_kind, _name, sql) in enumerate(sorted(off), start=1):
        connection.execute(sql)
        bar.at(done)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    bar.end()
    connection.close()


def _for_sqlite(row: Row) -> Row:
    return tuple(_TO_SQLITE[type(value)](value) if type(value) in _TO_SQLITE else value for value in row)


_TO_SQLITE: dict[type, Callable[[Any], Any]] = {
    datetime: lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S.%f"),
    date: lambda day: day.isoformat(),
}


@contextmanager
def _to_postgresql() -> Iterator[Write]:
    url = make_url(db.engine.url.render_as_string(hide_password=False)).set(drivername="postgresql")
    names = [model.__tablename__ for model in TABLES]
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers, foreign keys unchecked
        off = connection.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid::regclass::text = ANY(%s) "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
            (names,),
        ).fetchall()
        for name, _sql in off:
            connection.execute(f"DROP INDEX {name}")

        def write(model: Any, rows: Sequence[Row]) -> None:
            names, rest = _columns(model)
            with connection.cursor().copy(f"COPY {model.__tablename__} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + rest)

        yield write
        bar = Progress("Indexes", len(off))
        for done, (_name, sql) in enumerate(off, start=1):
            connection.execute(sql)
            bar.at(done)
        for name in names:
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        bar.end()


def make_database(url: str, count: int, today: date) -> World:
    """A new database at `url`, with the organisation and a ledger of `count` entries."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url})
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"), revision="heads")
        with writing():
            world = make(today)
        with writing():
            load(world, count, today)
        db.session.remove()
        db.engine.dispose()
    return world


if __name__ == "__main__":
    made = make_database(sys.argv[1], int(sys.argv[2]), datetime.now(UTC).date())
    print(json.dumps(made.as_json(), ensure_ascii=False))
