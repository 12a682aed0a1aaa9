"""The few extensions that all share, and how a transaction begins on SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, Result, Select, event, literal
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from models.base import Base

BUSY_MILLISECONDS = 15_000
JOINS_PLANNED = 3

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()

will_write: ContextVar[bool] = ContextVar("will_write", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """What begins inside takes SQLite's write lock at once: an upgrade later would fail as locked."""
    token = will_write.set(True)
    try:
        yield
    finally:
        will_write.reset(token)


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys, WAL and full durability, and no hidden BEGIN of the driver's."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "connect")
def set_up_postgresql(connection: Any, _record: Any) -> None:
    """Joins run in the order they are written in, but for a few at a time: planning the dozen of a ledger's leaf freely
    took fifty times as long as running it (docs/performance.md).
    """
    if type(connection).__module__.partition(".")[0] != "psycopg":
        return
    connection.execute(f"SET join_collapse_limit = {JOINS_PLANNED}")
    connection.commit()  # else the first rollback takes it back


@event.listens_for(Engine, "begin")
def begin_sqlite(connection: Connection) -> None:
    """A writing request begins IMMEDIATE, so that writers queue instead of failing."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if will_write.get() else "BEGIN")


def columns_of(query: Select[*tuple[Any, ...]], values: dict[str, Any] | None = None) -> Result[*tuple[Any, ...]]:
    """The rows of a select of columns in the session's transaction, without what the ORM does for entities.

    Half the cost of `db.session.execute` for a page's small statements. Nothing is flushed before: services flush.
    """
    return db.session.connection().execute(query, values)


def insert_missing(model: type[Base], **values: Any) -> bool:
    """Insert the row unless its key is taken; two at once leave one row and no error. Whether it was inserted here."""
    insert = postgresql_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    table: Any = model.__table__
    row = insert(table).values(**values).on_conflict_do_nothing().returning(literal(1))
    return db.session.execute(row).first() is not None
