"""When a request's transaction begins and ends: not while slow work runs, and what it promised is not said if it fails."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from argon2 import PasswordHasher
from PIL import Image
from sqlalchemy import Connection, Engine, create_engine, event, insert, text

from extensions import db
from importers import plan
from models.notice import Notice
from services import evidence
from tests.conftest import new_client, signed_in
from tests.databases import make_app
from tests.factories import make_cast
from tests.factories.cast import PASSWORD

PLAN = (Path(__file__).parent / "importers/documents/seed_like.txt").read_text(encoding="utf-8")
SLOW = (PasswordHasher.verify, PasswordHasher.hash, evidence.check, plan.read)
NOW = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)
BEGINS, ENDS = ("begin", "savepoint"), ("commit", "rollback", "release_savepoint", "rollback_savepoint")


def photo() -> tuple[io.BytesIO, str]:
    written = io.BytesIO()
    Image.new("RGB", (32, 32), (29, 78, 137)).save(written, "PNG")
    return io.BytesIO(written.getvalue()), "photo.png"


@contextmanager
def watched() -> Iterator[list[tuple[str, bool]]]:
    """Each slow call of the block with whether a transaction was open then; the tests' own outer one does not count."""
    seen: list[tuple[str, bool]] = []
    is_open = False
    slow: dict[CodeType, str] = {one.__code__: one.__qualname__ for one in SLOW}

    def begins(*_args: Any) -> None:
        nonlocal is_open
        is_open = True

    def ends(*_args: Any) -> None:
        nonlocal is_open
        is_open = False

    def look(frame: FrameType, what: str, _arg: Any) -> None:
        if what == "call" and frame.f_code in slow:
            seen.append((slow[frame.f_code], is_open))

    listeners = [(name, begins) for name in BEGINS] + [(name, ends) for name in ENDS]
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        for name, listener in listeners:
            event.remove(Engine, name, listener)


def test_the_watch_sees_an_open_transaction(app, cast):
    with app.app_context(), watched() as seen:
        db.session.execute(text("SELECT 1"))
        PasswordHasher().hash("x")
        db.session.rollback()
        PasswordHasher().hash("x")
    assert seen == [("PasswordHasher.hash", True), ("PasswordHasher.hash", False)]


Posting = Callable[[Any, Any, dict[str, int]], Any]
PASSWORDS = {"current": PASSWORD, "password": "another-password", "again": "another-password"}
SLOW_REQUESTS: dict[str, tuple[str | None, Posting]] = {
    "sign_in": (
        None,
        lambda client, _slug, _ids: client.post("/signin", data={"staff_no": "T011", "password": PASSWORD}),
    ),
    "a wrong password": (
        None,
        lambda client, _slug, _ids: client.post("/signin", data={"staff_no": "T011", "password": "x"}),
    ),
    "change_password": ("staff", lambda client, _slug, _ids: client.post("/password", data=PASSWORDS)),
    "reset_password": ("administrator", lambda client, _slug, ids: client.post(f"/people/{ids['person_id']}/reset")),
    "read_plan": ("director", lambda client, _slug, _ids: client.post("/campaigns/new", data={"text": PLAN})),
    "emblem": ("director", lambda client, slug, _ids: client.post(f"/c/{slug}/plan/emblem", data={"emblem": photo()})),
    "do": (
        "staff",
        lambda client, slug, ids: client.post(
            f"/c/{slug}/occurrences/{ids['occurrence_id']}/do",
            data={"version": 1, "shows_on": "2018-11-19", "files": [photo(), photo()]},
        ),
    ),
    "do, refused": (
        "staff",
        lambda client, slug, ids: client.post(
            f"/c/{slug}/occurrences/{ids['occurrence_id']}/do",
            data={"version": 1, "shows_on": "never", "files": [photo(), photo()]},
        ),
    ),
    "finding, refused": (
        "director",
        lambda client, slug, _ids: client.post(f"/c/{slug}/findings", data={"before": photo(), "after": photo()}),
    ),
}


@pytest.mark.parametrize("name", SLOW_REQUESTS)
def test_no_transaction_is_open_while_slow_work_runs(client, cast, running, everything, at_time, name):
    who, post = SLOW_REQUESTS[name]
    with at_time():
        if who is not None:
            signed_in(client, getattr(cast, who))
        with watched() as seen:
            answer = post(client, running.slug, everything)
    assert answer.status_code in (303, 422)
    assert seen
    assert [call for call, is_open in seen if is_open] == []


def test_what_was_promised_is_not_said_when_the_commit_fails(own_database, tmp_path):
    app = make_app(own_database, tmp_path, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        staff = make_cast().staff
    client = signed_in(new_client(app), staff)
    with commit_fails(own_database):
        answer = client.post("/password", data=PASSWORDS, headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    with client.session_transaction() as session:
        assert "_flashes" not in session
    assert client.post("/signin", data={"staff_no": "T011", "password": PASSWORD}).status_code == 303
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def commit_fails(url: str) -> Iterator[None]:
    """The database itself refuses the commit: a deferred foreign key that leads nowhere, or a connection it has cut."""

    def break_it(session: Any) -> None:
        connection: Connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            columns = {"ref_kind": "campaign", "ref_id": 1, "key": "k", "at": NOW}
            connection.execute(insert(Notice).values(person_id=987654, **columns))
            return
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})

    event.listen(db.session.session_factory, "before_commit", break_it)
    try:
        yield
    finally:
        event.remove(db.session.session_factory, "before_commit", break_it)
