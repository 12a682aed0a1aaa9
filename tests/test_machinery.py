"""The tests' own machinery: rows do not leak, processes are real, the counter counts."""

import pytest
from sqlalchemy import func, select

from extensions import db, writing
from models.campaign import Campaign
from models.evidence import Evidence
from models.finding import Finding
from models.person import Person
from models.unit import Unit, UnitKind
from services.evidence import path_of
from tests.conftest import lacks
from tests.factories.cast import make_unit
from tests.processes import run_together
from tests.walking import put_back, session_of


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_one_test_commits_no_other_sees(app, time):
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 0
        make_unit(UnitKind.STATION, time)
        db.session.commit()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 1
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 1


def counts(app):
    with app.app_context():
        return tuple(db.session.scalar(select(func.count()).select_from(one)) for one in (Person, Campaign, Finding))


def test_a_database_holds_what_the_test_asks_for_and_nothing_beyond_that(app):
    assert counts(app) == (0, 0, 0)


def test_with_the_cast_comes_no_campaign(app, cast):
    assert counts(app) == (len(cast.people()), 0, 0)


def test_with_the_campaign_comes_no_record_that_nobody_asked_for(app, cast, running):
    assert counts(app) == (len(cast.people()), 1, 0)


@pytest.mark.parametrize("time", ["first", "second"])
def test_evidence_that_one_test_loses_the_next_one_has(app, everything, time):
    assert counts(app)[1:] == (1, 1)
    with app.app_context():
        path = path_of(app.config["EVIDENCE_FOLDER"], db.session.get_one(Evidence, everything["evidence_id"]).sha256)
    path.unlink()


def test_only_statements_are_counted(app, statements):
    with app.app_context(), statements() as seen:
        db.session.execute(select(Unit.id))
        db.session.commit()
    assert len(seen) == 1


def test_each_of_the_cast_reaches_a_page(client, cast, sign_in):
    assert client.get("/", follow_redirects=True).status_code == 200
    for who in cast.people().values():
        assert sign_in(client, who).get("/", follow_redirects=True).status_code == 200


def test_a_session_put_back_is_the_one_it_was(client, cast, sign_in):
    sign_in(client, cast.staff)
    before = session_of(client)
    assert client.post("/signout").status_code == 303
    assert "/signin" in client.get("/password").headers.get("Location", "")
    put_back(client, before)
    assert client.get("/password").status_code == 200
    put_back(client, None)
    assert "/signin" in client.get("/password").headers.get("Location", "")


def test_what_is_missing_is_skipped_here_and_required_where_everything_must_be_there(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium here"):
        lacks("no chromium here")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI=true requires it"):
        lacks("no chromium here")


def add_units(name: str, times: int) -> int:
    with writing():
        for number in range(times):
            make_unit(UnitKind.STATION, f"{name}{number}")
            db.session.commit()
    return times


def fail() -> None:
    raise LookupError("gone")


@pytest.mark.slow
def test_processes_write_together_and_nothing_is_lost(own_database):
    outcomes = run_together(own_database, add_units, [(name, 10) for name in "abc"])
    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert run_together(own_database, count_units, [()])[0].value == 30


def count_units() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Unit))


@pytest.mark.slow
def test_what_a_process_raises_comes_back_by_name(own_database):
    [outcome] = run_together(own_database, fail, [()])
    assert (outcome.error, outcome.message) == ("LookupError", "gone")
