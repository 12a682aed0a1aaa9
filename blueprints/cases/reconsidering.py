"""What the page of a case says of reconsideration, line by line."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_login import current_user

from access import Act, can
from models.case import CaseLine, LineState, PointCase
from pages import house, now, zone
from services import appeal_lists, appeals, clocks, numbered

ASKABLE = (LineState.OPEN, LineState.POSTED)


def of_lines(case: PointCase, lines: Iterable[CaseLine]) -> dict[int, dict[str, Any]]:
    """By line: the appeal that was asked for, or for its subject the way to ask and until when; else nothing."""
    lines = list(lines)
    found: dict[int, dict[str, Any]] = {
        line_id: {"url": url_for("appeals.show", appeal_id=one.id), "number": numbered.appeal(one.number)}
        for line_id, one in appeal_lists.of_lines([line.id for line in lines]).items()
    }
    days = house().settings_of(case.campaign.organisation_id).appeal_days
    last = appeals.askable_until(case.public_from, case.public_until, at=now(), zone=zone(), appeal_days=days)
    if last is None or case.state in appeals.OVER:
        return found
    left = clocks.days_left(last, current_user.today)
    for line in lines:
        if line.id not in found and line.state in ASKABLE and can(current_user, Act.LINE_APPEAL, line):
            found[line.id] = {
                "ask_url": url_for("appeals.new", case_line_id=line.id),
                "until": last,
                "left": left,
            }
    return found
