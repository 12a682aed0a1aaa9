from types import SimpleNamespace

import pytest

from extensions import db
from models.case import Answer
from models.month import MonthlyList
from tests.factories import months


@pytest.fixture
def made(app, cast, running):
    """Two records of October: on a squad's member, who explains and whom the cap cuts, and in the department that the
    deputy is in charge of; nothing is opened yet."""
    with app.app_context():
        plain, shared = months.make_list_rules(running)
        cut = months.make_record(running, cast.head, plain, cast.staff, "5")
        line = cut.lines[0]
        line.answer, line.answer_text = Answer.EXPLAINED, "当时机器停机"
        other = months.make_record(running, cast.second_head, plain, cast.second_staff, reason="漏检一个背包")
        made = SimpleNamespace(
            cast=cast,
            running=running,
            url=f"/c/{running.slug}/months",
            sheet=f"/c/{running.slug}/months/{months.OCTOBER}",
            rules=(plain, shared),
            cut=SimpleNamespace(id=cut.id, line_id=line.id),
            other=SimpleNamespace(id=other.id, line_id=other.lines[0].id),
        )
        db.session.commit()
    return made


@pytest.fixture
def on_notice(app, made):
    """October's list is on notice; its id."""
    with app.app_context():
        month_list = months.on_notice(made.running, made.cast)
        db.session.commit()
        return month_list.id


@pytest.fixture
def at(client, sign_in, at_time, made):
    """at("leader", moment): the client with that part of the cast, by default when the notice has ended."""

    def sit(part, moment=months.ENDED):
        clock = at_time(moment)
        clock.__enter__()
        clocks.append(clock)
        return sign_in(client, getattr(made.cast, part))

    clocks = []
    yield sit
    for clock in reversed(clocks):
        clock.__exit__(None, None, None)


@pytest.fixture
def version_of(app):
    """version_of(list_id): what a form of that list carries now."""

    def version(list_id):
        with app.app_context():
            return db.session.get_one(MonthlyList, list_id).version

    return version
