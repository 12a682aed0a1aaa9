from types import SimpleNamespace

import pytest

from extensions import db
from tests.factories import points


@pytest.fixture
def made(app, cast, running):
    """Two penalties on the staff member: `held` on notice, `posted` confirmed by the leader; the ids of their lines."""
    with app.app_context():
        held = points.make_penalty(running, cast)
        posted = points.make_penalty(running, cast, reason="离岗超过五分钟")
        points.confirm(posted, cast.leader)
        db.session.commit()
        return SimpleNamespace(
            cast=cast,
            running=running,
            url=f"/c/{running.slug}",
            held=held.lines[0].id,
            leaders=held.lines[1].id,
            posted=posted.lines[0].id,
            cases=(held.id, posted.id),
        )


@pytest.fixture
def at(client, sign_in, at_time, made):
    """at("leader"): a client at which that part of the cast sits, at a time when both lines may be asked about."""

    def sit(part):
        return sign_in(client, getattr(made.cast, part))

    with at_time(points.LATER):
        yield sit


@pytest.fixture
def ask(at, made):
    """ask(line_id): the staff member asks; the address of the appeal's page."""

    def sent(line_id, part="staff", **typed):
        data = {"text": "当时不在窗口,见班表", "request_key": f"key-{line_id}"} | typed
        answer = at(part).post(f"{made.url}/lines/{line_id}/appeal", data=data)
        assert answer.status_code == 303, answer.text
        return answer.location

    return sent
