"""When a case is over: one rule for confirming, signing, striking out and reconsideration."""

import pytest

from models.case import CaseState, LineState
from models.event import Event
from services import settling
from tests.factories import points

OPEN, HELD, POSTED, OUT = LineState.OPEN, LineState.HELD, LineState.POSTED, LineState.STRUCK_OUT


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((OPEN, POSTED), CaseState.PROPOSED),
        ((HELD, OUT), CaseState.PROPOSED),
        ((POSTED, OUT), CaseState.POSTED),
        ((LineState.REVERSED, OUT), CaseState.POSTED),
        ((OUT, OUT), CaseState.REJECTED),
    ],
)
def test_a_case_is_over_with_its_last_line(session, cast, running, states, expected):
    case = points.make_penalty(running, cast)
    assert len(case.lines) == 2
    for line, state in zip(case.lines, states, strict=True):
        line.state = state
    version = case.version
    closed = settling.close_if_settled(case, "有维修单", by=cast.leader.visitor(points.AT), at=points.AT)
    assert (closed, case.state, case.version) == (expected is not CaseState.PROPOSED, expected, version + 1)
    acts = [one.act for one in session.query(Event).filter_by(ref_kind="point_case", ref_id=case.id)]
    told = {CaseState.PROPOSED: [], CaseState.POSTED: ["case.confirmed"], CaseState.REJECTED: ["case.rejected"]}
    assert acts[1:] == told[expected]
