"""A look-back round for tests: opened, handed in, drawn; and findings by hand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, FocusArea, Phase
from models.checklist import Checklist, ChecklistItem
from models.finding import Finding, FindingSource
from models.lookback import LookBack, LookBackItem, LookBackScope, LookBackUnit, Verdict
from models.unit import Unit
from services import evidence, findings, lookbacks, rechecks
from services.findings import Content
from services.lookbacks import Answer
from tests.factories.cast import Cast, Who
from tests.factories.running import Running, make_item, make_occurrence

AT = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)


def campaign_of(running: Running) -> Campaign:
    """The campaign; needs an app context."""
    return db.session.get_one(Campaign, running.campaign_id)


def make_more(running: Running, cast: Cast, number: int = 6) -> list[ChecklistItem]:
    """Further approved items without risk, in turn at the second and the office department."""
    area = db.session.get_one(FocusArea, running.second_area_id)
    phase = db.session.get_one(Phase, running.phase_ids[1])
    lists = [db.session.get_one(Checklist, one) for one in (running.second_checklist_id, running.office_checklist_id)]
    made = []
    for n in range(number):
        item = make_item(lists[n % 2], area, phase, f"事项 {n + 1}", cast.second_staff.id, due_on=date(2018, 12, 10))
        make_occurrence(item, date(2018, 12, 10))
        made.append(item)
    return made


def open_round(
    running: Running,
    cast: Cast,
    scope: LookBackScope = LookBackScope.CAMPAIGN,
    *,
    phase: Phase | None = None,
    days: int = 5,
    at: datetime = AT,
) -> LookBack:
    """A round that the director opens."""
    return lookbacks.open_(campaign_of(running), scope, phase=phase, days=days, by=cast.director.visitor(at), at=at)


def part_of(lookback: LookBack, unit_id: int) -> LookBackUnit:
    """The department's part of a round."""
    return db.session.scalars(
        select(LookBackUnit).where(LookBackUnit.lookback_id == lookback.id, LookBackUnit.unit_id == unit_id)
    ).one()


def looked_of(lookback: LookBack, *, item_id: int | None = None) -> LookBackItem:
    """What is looked at for an item."""
    return db.session.scalars(
        select(LookBackItem).where(LookBackItem.lookback_id == lookback.id, LookBackItem.item_id == item_id)
    ).one()


def hand_in(
    lookback: LookBack, unit_id: int, who: Who, answers: dict[int, Answer] | None = None, *, at: datetime = AT
) -> list[Finding]:
    """The department hands in: everything held, but for the `answers`."""
    part = part_of(lookback, unit_id)
    return lookbacks.hand_in(part, answers or {}, version=part.version, by=who.visitor(at), at=at)


def hand_in_all(lookback: LookBack, cast: Cast, answers: dict[int, Answer] | None = None) -> list[Finding]:
    """All departments hand in."""
    opened = []
    for unit_id, who in (
        (cast.department_id, cast.head),
        (cast.second_department_id, cast.second_head),
        (cast.office_department_id, cast.director),
    ):
        own = {
            one.id
            for one in db.session.scalars(
                select(LookBackItem).where(LookBackItem.lookback_id == lookback.id, LookBackItem.unit_id == unit_id)
            )
        }
        mine = {one: answer for one, answer in (answers or {}).items() if one in own}
        opened += hand_in(lookback, unit_id, who, mine)
    return opened


def draw(lookback: LookBack, cast: Cast, *, at: datetime = AT) -> LookBack:
    """The director draws."""
    rechecks.draw(lookback, version=lookback.version, by=cast.director.visitor(at), at=at)
    return lookback


def drawn_round(running: Running, cast: Cast, answers: dict[int, Answer] | None = None) -> LookBack:
    """A round of which the sample is drawn; every item of it is a risk or drawn."""
    lookback = open_round(running, cast)
    hand_in_all(lookback, cast, answers)
    draw(lookback, cast)
    for one in lookback.items:
        one.sampled = True
    db.session.flush()
    return lookback


def opening(cast: Cast, text: str = "抽看 5 天有 2 天没有点评", owner: Who | None = None) -> rechecks.Opening:
    """The finding that a verdict opens."""
    return rechecks.Opening(text, (owner or cast.staff).id, date(2018, 11, 27))


def conclude(looked: LookBackItem, verdict: Verdict, who: Who, **values: object) -> Finding | None:
    """A verdict."""
    at = values.pop("at", AT)
    values.setdefault("version", looked.version)
    return rechecks.conclude(looked, verdict, by=who.visitor(at), at=at, **values)  # type: ignore[arg-type]


def make_finding(
    running: Running,
    cast: Cast,
    *,
    by: Who | None = None,
    source: FindingSource = FindingSource.OFFICE,
    owner: Who | None = None,
    item_id: int | None = None,
    unit_id: int | None = None,
    due_on: date = date(2018, 11, 27),
    at: datetime = AT,
) -> Finding:
    """A finding at the first department that the director opened by hand."""
    content = Content(
        unit=db.session.get_one(Unit, unit_id or cast.department_id),
        text="咨询台没有登记",
        owner_id=(owner or cast.staff).id,
        due_on=due_on,
        item_id=item_id,
    )
    return findings.open_(campaign_of(running), content, source, by=(by or cast.director).visitor(at), at=at)


def submit(finding: Finding, who: Who, *, at: datetime = AT) -> None:
    """Rectified and submitted with a note."""
    findings.submit(
        finding,
        cause="人手不足",
        measure="排班到人",
        note="已连续登记三天",
        pieces=[],
        version=finding.version,
        by=who.visitor(at),
        at=at,
    )


def close_out(finding: Finding, who: Who, *, at: datetime = AT) -> None:
    """Verified and closed out."""
    findings.close_out(finding, version=finding.version, by=who.visitor(at), at=at)


def note_of(text: str, who: Who, *, at: datetime = AT) -> Sequence[object]:
    """A note as evidence."""
    return [evidence.note(text, by=who.visitor(at), at=at)]
