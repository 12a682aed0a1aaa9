from datetime import date
from types import SimpleNamespace

import pytest

from extensions import db
from services import ledger
from tests.factories import points


@pytest.fixture
def made(app, cast, running):
    """The cast and the campaign: no. 1 and 2 a penalty of September, 3 a reward of October, which 4 reverses,
    5 a reward on the department; PC-0004 is proposed and waits.
    """
    with app.app_context():
        points.confirm(points.make_penalty(running, cast, happened_on=date(2018, 9, 20)), cast.leader)
        reward = points.make_case(
            running,
            cast.director,
            running.reward_id,
            person_ids=[cast.staff.id],
            happened_on=date(2018, 10, 18),
            reason="旅客意见簿表扬",
        )
        points.confirm(reward, cast.leader)
        ledger.reverse(
            points.entry(running.campaign_id, 3),
            None,
            "表扬的是别人",
            by=cast.leader.visitor(points.LATER),
            at=points.LATER,
            zone=points.ZONE,
        )
        unit = points.make_case(
            running, cast.director, running.unit_reward_id, unit_id=cast.department_id, reason="十月清单按期完成"
        )
        points.confirm(unit, cast.leader)
        waiting = points.make_penalty(running, cast, reason="离岗超过五分钟")
        made = SimpleNamespace(cast=cast, running=running, waiting=waiting.id, url=f"/c/{running.slug}")
        db.session.commit()
        return made


@pytest.fixture
def at(client, sign_in, at_time, made):
    """at("leader"): a client at which that part of the cast sits, at a time after the cases."""

    def sit(part):
        return sign_in(client, getattr(made.cast, part))

    with at_time(points.LATER):
        yield sit
