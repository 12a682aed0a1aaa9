"""Fixtures that every test may ask for: an app on a migrated database, a client that validates, a clock, a counter."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from extensions import db
from services import accounts, structure
from tests.databases import KINDS, Databases, Filling, bound, reason_against
from tests.factories import Cast, Running, make_campaign, make_cast
from tests.factories.everything import make_everything
from tests.html import ValidatingClient

NOT_COUNTED = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA)", re.IGNORECASE)
WRITTEN_FIRST = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning in China, inside the first campaign


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=[*KINDS, "both"],
        default=os.environ.get("LOOKBACK_TEST_DATABASE", "sqlite"),
        help="on which database the tests run (default: sqlite)",
    )
    parser.addoption(
        "--write-access-table",
        action="store_true",
        help="write tests/access_table.txt anew from what is seen; read the difference before you keep it",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that touches the database runs once on each of those asked for."""
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = KINDS if chosen == "both" else (chosen,)
        if metafunc.definition.get_closest_marker("any_database"):
            kinds = kinds[:1]
        marks = {"postgres": pytest.mark.postgres}
        metafunc.parametrize(
            "database",
            [pytest.param(kind, marks=marks.get(kind, ())) for kind in kinds],
            indirect=True,
            scope="function",
        )


def pytest_report_header(config: pytest.Config) -> list[str]:
    """One clear line for each part of the machine that is missing."""
    lacking = []
    if config.getoption("--database") != "sqlite" and (reason := reason_against("postgres")):
        lacking.append(f"MISSING: {reason}; its tests are skipped")
    if not shutil.which("chromium"):
        lacking.append("MISSING: no chromium here; the browser's tests are skipped")
    return lacking


def lacks(reason: str) -> None:
    """Skip visibly; where everything must be there (CI=true), fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI=true requires it")
    pytest.skip(reason)


# ------------------------------------------------------------------------------------------------ databases
@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2 at its cheapest: hashing at full cost would be most of what the tests do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Databases:
    """All databases of this process."""
    factories = {"cast": make_cast, "running": make_campaign, "everything": make_everything}
    return Databases(tmp_path_factory.mktemp("databases"), worker_id, factories)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database this run of the test is on: sqlite or postgres."""
    if reason := reason_against(request.param):
        lacks(reason)
    return str(request.param)


@pytest.fixture
def own_database(databases: Databases, database: str) -> str:
    """The address of a migrated database for this test alone, where commits are real (for `tests.processes`)."""
    return databases.fresh(database)


@pytest.fixture
def filling(databases: Databases, database: str, request: pytest.FixtureRequest) -> Filling:
    """What the test finds in its database: what `cast`, `running` and `everything` hand out, if it asks for them."""
    return databases.filled(database, request.fixturenames)


@pytest.fixture
def app(databases: Databases, database: str, filling: Filling, tmp_path: Path) -> Iterator[Flask]:
    """The app, on a database to which nothing is ever committed: the test runs in a transaction that rolls back."""
    app, files = databases.app(database), tmp_path / "evidence"
    if filling.files.exists():
        shutil.copytree(filling.files, files)
    structure._kept.clear()  # kept under a version, which starts anew with each test
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with filling.engine.connect() as connection, connection.begin() as outer, bound(app, connection, files):
        yield app
        outer.rollback()


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """The database session inside an app context, for tests of models and services. Not together with `client`."""
    with app.app_context():
        yield db.session


@pytest.fixture
def cast(app: Flask, filling: Filling) -> Cast:
    """Everyone who plays a part, by id."""
    return filling.made["cast"]


@pytest.fixture
def running(cast: Cast, filling: Filling) -> Running:
    """The cast's campaign under way, by ids."""
    return filling.made["running"]


@pytest.fixture
def everything(running: Running, filling: Filling) -> dict[str, int]:
    """Address parameter -> id, of one record of every kind that an address can name."""
    return dict(filling.made["everything"])


# ------------------------------------------------------------------------------------------------ requests
@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that validates every page it gets, signed in as nobody."""
    return new_client(app)


@pytest.fixture
def clients(app: Flask) -> Callable[[], FlaskClient]:
    """More clients, for what two people do at the same time."""
    return lambda: new_client(app)


def new_client(app: Flask) -> FlaskClient:
    app.test_client_class = ValidatingClient
    return app.test_client()


@pytest.fixture
def sign_in() -> Callable[..., FlaskClient]:
    """sign_in(client, person): that person sits at that client from now on, without the sign-in page."""
    return signed_in


def signed_in(client: FlaskClient, person: Any) -> FlaskClient:
    """The client, with `person` (a Person, a Visitor or an id) signed in."""
    key = person if isinstance(person, int) else person.id
    version = getattr(person, "session_version", 1)
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = f"{key}:{version}"
        session["_fresh"] = True
    return client


# ------------------------------------------------------------------------------------------------ measuring
@pytest.fixture
def at_time() -> Callable[..., AbstractContextManager[Any]]:
    """`with at_time(instant):` now() says that instant; without one, a morning inside the first campaign."""
    return lambda instant=WRITTEN_FIRST: time_machine.travel(instant, tick=False)


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as seen:` collects the SQL of the block; transaction control does not count."""
    return counted


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not NOT_COUNTED.match(statement):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the checkout."""
    return Path(__file__).resolve().parent.parent
