"""The tests' own machinery: rows do not leak, processes are real, the counter counts."""

import pytest
from sqlalchemy import func, select

from extensions import db, writing
from models.unit import Unit, UnitKind
from tests.conftest import lacks
from tests.factories.cast import make_unit
from tests.processes import run_together


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


def test_only_statements_are_counted(app, statements):
    with app.app_context(), statements() as seen:
        db.session.execute(select(Unit.id))
        db.session.commit()
    assert len(seen) == 1


def test_each_of_the_cast_reaches_a_page(client, cast, sign_in):
    assert client.get("/", follow_redirects=True).status_code == 200
    for who in cast.people().values():
        assert sign_in(client, who).get("/", follow_redirects=True).status_code == 200


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
