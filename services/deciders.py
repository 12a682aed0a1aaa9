"""Who decides an appeal: one of the leading group who has no part in the matter (docs/rules.md, Point case)."""

from dataclasses import replace
from datetime import date

from models.appeal import Appeal
from models.person import Role
from models.refusals import NotYourOwn
from models.visitor import Visitor
from services import involved, judging
from services.judging import Judged


def judged_of(appeal: Appeal, day: date) -> Judged:
    """Who has a part in the matter: all who stand behind the case, who confirmed the line, and who asked."""
    return with_confirmer(involved.in_case(appeal.line.case, day), appeal)


def with_confirmer(judged: Judged, appeal: Appeal) -> Judged:
    """Who stands behind the case, with who confirmed the line and who asked."""
    return replace(judged, doers=judged.doers | judging.ids(confirmer_of(appeal), appeal.asked_by_id))


def confirmer_of(appeal: Appeal) -> int | None:
    """Who confirmed the line that was posted already."""
    return appeal.entry.confirmer_id if appeal.entry is not None else None


def of_appeal(appeal: Appeal, day: date) -> frozenset[int]:
    """Who may decide it: leader, members and a deputy in charge of the line's unit, but for who has a part in it.

    Empty: the page names whom to appoint.
    """
    judged = judged_of(appeal, day)
    group = judging.holders(Role.LEADER, Role.MEMBER, campaign_id=appeal.campaign_id, day=day)
    group |= judging.deputies_in_charge(appeal.campaign_id, appeal.unit_path, day)
    return group - judged.involved - judged.heads


def require(appeal: Appeal, by: Visitor) -> None:
    """Raises NotYourOwn unless `by` is of the leading group and has no part in the matter."""
    if by.may_not_judge_yet:
        raise NotYourOwn("reset_lately")
    if not may_decide(appeal, by):
        raise NotYourOwn("appeal_not_yours")


def may_decide(appeal: Appeal, by: Visitor) -> bool:
    """Whether `by` decides it."""
    return is_of_group(appeal, by) and judging.may_judge(by, judged_of(appeal, by.today))


def is_of_group(appeal: Appeal, by: Visitor) -> bool:
    """Leader, member, or a deputy in charge of the line's unit."""
    if by.holds_for(appeal.campaign_id, Role.LEADER, Role.MEMBER):
        return True
    return by.holds_for(appeal.campaign_id, Role.DEPUTY) and by.holds_in(appeal.unit_path, Role.IN_CHARGE)
