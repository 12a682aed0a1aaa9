"""The commands that prepare an installation, as `make run` calls them."""

import os
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from extensions import db
from models.evidence import Evidence
from models.person import Person
from services import evidence, founding

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def run(app):
    """run("demo", "load"): what the command printed; its failure is raised."""

    def call(*words):
        result = app.test_cli_runner().invoke(args=list(words))
        return result.exit_code, result.output

    return call


def number_of_people(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Person))


def test_the_demo_loads_once_and_says_whom_to_sign_in_as(app, run):
    assert run("demo", "accounts") == (0, "")
    assert run("demo", "load")[0] == 0
    number = number_of_people(app)
    status, said = run("demo", "load")
    assert status == 1
    assert "there is data already" in said
    assert run("demo", "load", "--if-empty") == (0, "")
    assert number_of_people(app) == number
    status, said = run("demo", "accounts")
    assert status == 0
    assert "lookback-demo" in said
    assert re.search(r"D006 +办公室主任 +Office director", said)


def test_the_first_administrator_is_invited_to_where_the_server_is(app, run, monkeypatch):
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8123")
    status, said = run("first-administrator")
    assert status == 0
    token = re.search(r"http://127\.0\.0\.1:8123/first/(\S+)", said)[1]
    with app.app_context():
        assert founding.is_invited(token, at=datetime.now(UTC))


def test_where_there_is_an_organisation_nobody_is_invited(app, cast, run):
    status, said = run("first-administrator")
    assert (status, "/first/" in said) == (0, False)


def test_the_sweep_says_how_many_it_removed(app, cast, run):
    with app.app_context():
        piece = evidence.keep(
            evidence.check(b"%PDF-1", "a.pdf"),
            app.config["EVIDENCE_FOLDER"],
            by=cast.staff.visitor(AT),
            at=AT,
            pending=True,
        )
        path = evidence.path_of(app.config["EVIDENCE_FOLDER"], piece.sha256)
        db.session.commit()
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(path, (old, old))
    assert run("evidence", "sweep") == (0, "1 unused removed.\n")
    assert not path.exists()
    with app.app_context():
        assert db.session.scalars(select(Evidence)).all() == []


def test_a_quiet_tick_says_nothing_when_there_is_nothing_to_tell(run):
    assert run("tick", "--quiet") == (0, "")
    assert run("tick") == (0, "nothing new about limits\n")
