from types import SimpleNamespace

import pytest

from extensions import db
from tests.factories import points


@pytest.fixture
def made(app, cast, running):
    """The cast, the campaign, and one case of each kind: PC-0001 waits for the leader, PC-0002 is posted (1 and 2)."""
    with app.app_context():
        waiting = points.make_penalty(running, cast)
        posted = points.make_penalty(running, cast, reason="离岗超过五分钟")
        points.confirm(posted, cast.leader)
        db.session.commit()
        return SimpleNamespace(
            cast=cast, running=running, waiting=waiting.id, posted=posted.id, url=f"/c/{running.slug}/cases"
        )


@pytest.fixture
def at(client, sign_in, at_time, made):
    """at("leader"): a client at which that part of the cast sits, at a time after the cases."""

    def sit(part):
        return sign_in(client, getattr(made.cast, part))

    with at_time(points.LATER):
        yield sit
