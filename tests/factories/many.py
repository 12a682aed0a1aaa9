"""More rows of every kind beside those of `make_everything`, inserted in bulk; needs an app context."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from extensions import db
from models.appeal import Appeal, AppealState
from models.campaign import (
    Aim,
    Campaign,
    CampaignState,
    Document,
    FocusArea,
    Phase,
    Requirement,
    Task,
    focus_area_unit,
    task_unit,
)
from models.case import CaseLine, CaseState, LineState, PointCase
from models.checklist import AcceptedBy, Checklist, ChecklistItem, ItemPart, ItemRevision, RevisionState
from models.event import Event
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.finding import Finding, FindingSource, FindingState, Rectification
from models.ledger import LedgerEntry, Total
from models.lookback import LookBack, LookBackItem, LookBackScope, LookBackState, LookBackUnit, Verdict
from models.month import Exemption, ListCheck, MonthlyList, Nomination, PeriodRow
from models.notice import Notice
from models.person import Appointment, Membership, Person, Role
from models.rulebook import Direction, Effect, Measure, Payer, PointRule, Rulebook, RulebookState, Section, Settled
from models.types import Rhythm
from models.unit import Post, Unit, UnitKind
from models.work import Occurrence, OccurrenceState, Progress, ProgressState
from services import settings
from tests.factories.cast import SINCE, Cast
from tests.factories.running import Running

AT = datetime(2018, 11, 19, 2, 0, tzinfo=UTC)
DUES = (AT - timedelta(days=4), AT + timedelta(days=2), AT + timedelta(days=20))
WEEK = "2018-W47"
Row = dict[str, Any]


class Many:
    """Rows number `start` to `stop` of every kind; called again with the next numbers, it goes on."""

    def __init__(self, cast: Cast, running: Running, ids: dict[str, int]) -> None:
        self.cast, self.running, self.ids = cast, running, ids
        self.effect_id = db.session.scalars(select(Effect.id).where(Effect.rule_id == running.penalty_id)).first()

    def add(self, start: int, stop: int) -> None:
        """All of it, committed."""
        self.numbers = range(start, stop)
        self.departments = self._units(UnitKind.DEPARTMENT, self.cast.station_id)
        self.squads = self._units(UnitKind.SQUAD, self.cast.department_id)
        self.people = self._people()
        self._plan()
        self.items = self._items()
        self.findings = self._findings()
        self._look_backs()
        self._rulebooks()
        self._cases()
        self._month()
        self._closing()
        self._campaigns()
        for notified in (self.cast.director, self.cast.head, self.cast.staff):
            self._put(
                Notice,
                self._each(
                    person_id=notified.id,
                    ref_kind="finding",
                    ref_id=lambda n: self._of(self.findings, n),
                    key="k",
                    at=AT,
                    values={},
                ),
            )
        settings.structure_changed()
        db.session.commit()

    def _put(self, model: Any, rows: list[Row]) -> list[int]:
        if not hasattr(model, "id"):
            db.session.execute(insert(model), rows)
            return []
        return list(db.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows))

    def _each(self, **values: Any) -> list[Row]:
        """A row for each number; a value that is callable is asked for it."""
        return [{name: value(n) if callable(value) else value for name, value in values.items()} for n in self.numbers]

    def _of(self, ids: list[int], n: int) -> int:
        return ids[(n - self.numbers.start) % len(ids)]

    # -------------------------------------------------------------------------------------------- the house
    def _units(self, kind: UnitKind, parent_id: int) -> list[int]:
        above = db.session.get_one(Unit, parent_id).path
        made = self._put(
            Unit,
            self._each(
                parent_id=parent_id,
                kind=kind,
                name=lambda n: f"{kind.value} {n}",
                path="",
                organisation_id=self.cast.station_id,
            ),
        )
        for unit in db.session.scalars(select(Unit).where(Unit.id.in_(made))):
            unit.path = f"{above}{unit.id}/"
        db.session.flush()
        return made

    def _people(self) -> list[int]:
        people = self._put(
            Person,
            self._each(
                organisation_id=self.cast.station_id,
                staff_no=lambda n: f"M{n:05}",
                name=lambda n: f"职工 {n}",
                must_change_password=False,
            ),
        )
        posts = self._put(Post, self._each(organisation_id=self.cast.station_id, name=lambda n: f"岗位 {n}"))
        homes = (self.cast.department_id, self.cast.squad_id)
        self._put(
            Membership,
            self._each(
                person_id=lambda n: self._of(people, n),
                unit_id=lambda n: homes[n % 2],
                post_id=lambda n: self._of(posts, n),
                since=SINCE,
            ),
        )
        self._put(
            Appointment,
            self._each(
                person_id=lambda n: self._of(people, n),
                role=lambda n: (Role.HEAD, Role.LIAISON)[n % 2],
                unit_id=lambda n: self._of(self.departments, n),
                since=SINCE,
            ),
        )
        self._put(
            Appointment,
            self._each(
                person_id=self.cast.staff.id,
                role=Role.LIAISON,
                unit_id=lambda n: self._of(self.squads, n),
                since=date(2018, 1, 1),
                until=date(2018, 2, 1),
            ),
        )
        return people

    # -------------------------------------------------------------------------------------------- the plan
    def _plan(self) -> None:
        of_campaign = {"campaign_id": self.running.campaign_id}
        self._put(Aim, self._each(**of_campaign, position=lambda n: n, text="目标"))
        self._put(Requirement, self._each(**of_campaign, position=lambda n: n, title="要求", text="要求"))
        self._put(
            Appointment,
            self._each(**of_campaign, person_id=lambda n: self._of(self.people, n), role=Role.MEMBER, since=SINCE),
        )
        phases = self._put(
            Phase,
            self._each(
                **of_campaign,
                position=lambda n: n + 10,
                name=lambda n: f"阶段 {n}",
                starts_on=date(2018, 12, 1),
                ends_on=date(2018, 12, 30),
            ),
        )
        self.areas = self._put(
            FocusArea,
            self._each(
                **of_campaign,
                position=lambda n: n + 10,
                title=lambda n: f"工作重点 {n}",
                lead_id=lambda n: self._of(self.departments, n),
                lead_written="部室",
            ),
        )
        self.tasks = self._put(
            Task,
            self._each(
                focus_area_id=lambda n: self._of(self.areas, n) if n % 2 else self.running.area_id,
                position=lambda n: n + 10,
                title=lambda n: f"任务 {n}",
                phase_id=lambda n: self._of(phases, n),
                lead_id=lambda n: self._of(self.departments, n),
                rhythm=Rhythm.STANDING,
                issued_at=lambda n: AT if n % 3 else None,
            ),
        )
        self._put(
            task_unit, self._each(task_id=lambda n: self._of(self.tasks, n), unit_id=self.cast.second_department_id)
        )
        self._put(
            focus_area_unit,
            self._each(focus_area_id=lambda n: self._of(self.areas, n), unit_id=self.cast.second_department_id),
        )

    # -------------------------------------------------------------------------------------------- items and work
    def _items(self) -> list[int]:
        lists = self._put(
            Checklist,
            self._each(campaign_id=self.running.campaign_id, department_id=lambda n: self._of(self.departments, n)),
        )
        made: list[int] = []
        for checklist_of, responsible_of in (
            (lambda _n: self.running.checklist_id, lambda _n: self.cast.staff.id),
            (lambda _n: self.running.checklist_id, lambda n: self._of(self.people, n)),
            (lambda n: self._of(lists, n), lambda n: self._of(self.people, n)),
        ):
            items = self._put(
                ChecklistItem,
                self._each(
                    checklist_id=checklist_of,
                    task_id=lambda n: self._of(self.tasks, n),
                    responsible_id=responsible_of,
                    position=lambda n: n,
                ),
            )
            made += items
            self._revise(items)
            self._work(items)
        self._put(
            ItemPart,
            self._each(
                item_id=self.running.item_id,
                unit_id=lambda n: self._of(self.departments, n),
                person_id=lambda n: self._of(self.people, n),
            )
            + self._each(
                item_id=lambda n: made[n - self.numbers.start],
                unit_id=self.cast.second_department_id,
                person_id=self.cast.staff.id,
            ),
        )
        self._pile_up_on_one_item()
        return made

    def _revise(self, items: list[int]) -> None:
        said = {
            "item_id": lambda n: self._of(items, n),
            "standard": "记录到人",
            "focus_area_id": lambda n: self._of(self.areas, n) if n % 2 else self.running.area_id,
            "phase_id": self.running.phase_ids[1],
            "points": Decimal(1),
            "accepted_by": lambda n: tuple(AcceptedBy)[n // 2 % 2],
            "rhythm": lambda n: (Rhythm.WEEKLY, Rhythm.ONCE)[n % 2],
            "day": lambda n: (4, None)[n % 2],
            "due_on": lambda n: (None, date(2018, 11, 30))[n % 2],
            "submitted_at": AT,
        }
        first = self._put(
            ItemRevision,
            self._each(number=1, title=lambda n: f"事项 {n}", state=RevisionState.APPROVED, **said),
        )
        self._put(
            ItemRevision,
            self._each(
                number=2,
                title=lambda n: f"修订 {n}",
                state=lambda n: tuple(RevisionState)[n % 4],
                **said,
            ),
        )
        for item, revision in zip(items, first, strict=True):
            db.session.get_one(ChecklistItem, item).in_force_id = revision
        db.session.flush()
        db.session.expire_all()

    def _work(self, items: list[int]) -> None:
        occurrences = self._put(
            Occurrence,
            self._each(
                item_id=lambda n: self._of(items, n),
                period=lambda n: (WEEK, "")[n % 2],
                starts_at=AT - timedelta(days=30),
                warn_at=lambda n: DUES[n % 3] - timedelta(days=3),
                due_at=lambda n: DUES[n % 3],
                state=lambda n: tuple(OccurrenceState)[n % 4],
                done_by_id=self.cast.staff.id,
                done_at=AT,
            ),
        )
        self._put(
            Progress,
            self._each(
                item_id=lambda n: self._of(items, n),
                period=WEEK,
                state=ProgressState.UNDER_WAY,
                text="在做",
                by_id=self.cast.staff.id,
                at=AT,
            ),
        )
        self._prove("occurrence", occurrences)
        self._trace("occurrence", occurrences)

    def _pile_up_on_one_item(self) -> None:
        """Many occurrences, lines and pieces of evidence on the item that pages show alone."""
        self._put(
            Occurrence,
            self._each(
                item_id=self.running.item_id,
                period=lambda n: f"{1900 + n}-01",
                starts_at=AT,
                warn_at=AT,
                due_at=AT,
                state=OccurrenceState.ACCEPTED,
                done_by_id=lambda n: self._of(self.people, n),
                done_at=AT,
                accepted_by_id=lambda n: self._of(self.people, n),
                accepted_at=AT,
            ),
        )
        self._put(
            Progress,
            self._each(
                item_id=self.running.item_id,
                period=lambda n: f"{1900 + n}-W01",
                state=ProgressState.UNDER_WAY,
                by_id=lambda n: self._of(self.people, n),
                at=AT,
            ),
        )
        self._prove("occurrence", [self.running.occurrence_id])
        self._trace("occurrence", [self.running.occurrence_id])
        self._trace("checklist_item", [self.running.item_id])
        self._trace("checklist", [self.running.checklist_id])

    def _prove(self, kind: str, ids: list[int]) -> None:
        pieces = self._put(
            Evidence, self._each(kind=EvidenceKind.NOTE, text="说明", added_by_id=self.cast.staff.id, added_at=AT)
        )
        self._put(
            EvidenceUse,
            self._each(evidence_id=lambda n: self._of(pieces, n), ref_kind=kind, ref_id=lambda n: self._of(ids, n)),
        )

    def _trace(self, kind: str, ids: list[int]) -> None:
        self._put(
            Event,
            self._each(
                at=AT,
                by_id=lambda n: self._of(self.people, n),
                act=f"{kind}.returned",
                ref_kind=kind,
                ref_id=lambda n: self._of(ids, n),
                campaign_id=self.running.campaign_id,
                fields=[],
                reason="理由",
            ),
        )

    # -------------------------------------------------------------------------------------------- looking back
    def _findings(self) -> list[int]:
        found = self._put(
            Finding,
            self._each(
                campaign_id=self.running.campaign_id,
                number=lambda n: n + 100,
                source=lambda n: tuple(FindingSource)[n % 5],
                item_id=lambda n: self._of(self.items, n),
                unit_id=lambda n: self.cast.department_id if n % 2 else self._of(self.departments, n),
                text="地面有杂物",
                owner_id=lambda n: self.cast.staff.id if n % 2 else self._of(self.people, n),
                starts_at=AT,
                warn_at=AT,
                due_at=lambda n: DUES[n % 3],
                state=lambda n: tuple(FindingState)[n % 6],
                recurs_id=self.ids["finding_id"],
                opened_by_id=self.cast.director.id,
                opened_at=AT,
            ),
        )
        tried = {"cause": "原因", "measure": "措施", "by_id": lambda n: self._of(self.people, n), "submitted_at": AT}
        self._put(Rectification, self._each(finding_id=lambda n: self._of(found, n), number=1, **tried))
        many = self._put(
            Rectification,
            self._each(finding_id=self.ids["finding_id"], number=lambda n: n + 1, closed_out=False, **tried),
        )
        self._prove("rectification", many)
        self._prove("finding", [self.ids["finding_id"]])
        self._trace("finding", [self.ids["finding_id"]])
        return found

    def _look_backs(self) -> None:
        rounds = self._put(
            LookBack,
            self._each(
                campaign_id=self.running.campaign_id,
                number=lambda n: n + 100,
                scope=LookBackScope.CAMPAIGN,
                state=LookBackState.FINISHED,
                starts_at=AT,
                warn_at=AT,
                due_at=DUES[2],
                opened_by_id=self.cast.director.id,
                opened_at=AT,
            ),
        )
        lookback_id = self.ids["lookback_id"]
        self._put(
            LookBackUnit,
            self._each(lookback_id=lookback_id, unit_id=lambda n: self._of(self.departments, n))
            + self._each(lookback_id=lambda n: self._of(rounds, n), unit_id=self.cast.department_id),
        )
        for subject, ids in (("item_id", self.items), ("task_id", self.tasks), ("finding_id", self.findings)):
            rows = self._put(
                LookBackItem,
                self._each(
                    lookback_id=lookback_id,
                    unit_id=lambda n: self.cast.department_id if n % 2 else self._of(self.departments, n),
                    self_verdict=lambda n: tuple(Verdict)[n % 5],
                    self_by_id=lambda n: self._of(self.people, n),
                    self_at=AT,
                    sampled=lambda n: n % 3 > 0,
                    risks=lambda n: ("", "late returned")[n % 2],
                    verdict=lambda n: (None, *Verdict)[n % 6],
                    by_id=self.cast.director.id,
                    at=AT,
                    **{subject: lambda n, ids=ids: self._of(ids, n)},
                ),
            )
            self._prove("lookback_item", rows)
        self._trace("lookback", [lookback_id])

    # -------------------------------------------------------------------------------------------- points
    def _rulebooks(self) -> None:
        self._put(
            Rulebook,
            self._each(
                campaign_id=self.running.campaign_id,
                version=lambda n: n + 100,
                state=RulebookState.REPLACED,
                from_on=date(2018, 1, 1),
            ),
        )
        for rulebook_id in (self.ids["rulebook_id"], self.running.rulebook_id):
            sections = self._put(
                Section,
                self._each(rulebook_id=rulebook_id, position=lambda n: n + 10, code=lambda n: str(n + 100), title="章"),
            )
            rules = self._put(
                PointRule,
                self._each(
                    section_id=lambda n, of=sections: self._of(of, n),
                    position=1,
                    code=lambda n: f"{n + 100}.1",
                    name=lambda n: f"细则 {n}",
                    text="扣 1 分",
                    settled=lambda n: tuple(Settled)[n % 2],
                ),
            )
            self._put(
                Effect,
                self._each(
                    rule_id=lambda n, of=rules: self._of(of, n),
                    position=0,
                    who=Payer.PERSON,
                    direction=lambda n: tuple(Direction)[n % 2],
                    least=Decimal(1),
                    most=Decimal(2),
                    measure=lambda n: tuple(Measure)[n % 2],
                ),
            )

    def _cases(self) -> None:
        made = self._put(
            PointCase,
            self._each(
                campaign_id=self.running.campaign_id,
                number=lambda n: n + 100,
                happened_on=date(2018, 11, 16),
                rulebook_id=self.running.rulebook_id,
                rule_id=self.running.penalty_id,
                reason="与旅客争吵",
                state=lambda n: tuple(CaseState)[n % 4],
                proposed_by_id=lambda n: self._of(self.people, n),
                proposed_at=AT,
                public_from=AT,
                public_until=DUES[2],
            ),
        )
        borne = {"effect_id": self.effect_id, "home_unit_id": self.cast.squad_id, "asked": Decimal(-2)}
        lines = self._put(
            CaseLine,
            self._each(
                case_id=lambda n: self._of(made, n),
                person_id=lambda n: self.cast.staff.id if n % 2 else self._of(self.people, n),
                state=lambda n: LineState.POSTED if n % 4 else LineState.OPEN,
                **borne,
            ),
        )
        on_unit = self._put(
            CaseLine,
            self._each(
                case_id=lambda n: self._of(made, n),
                unit_id=self.cast.department_id,
                state=LineState.POSTED,
                effect_id=self.effect_id,
                asked=Decimal(-1),
            ),
        )
        self._put(
            CaseLine,
            self._each(case_id=self.ids["point_case_id"], person_id=lambda n: self._of(self.people, n), **borne),
        )
        self._prove("point_case", made)
        self._prove("point_case", [self.ids["point_case_id"]])
        self._post(lines, {"person_id": lambda n: self.cast.staff.id if n % 2 else self._of(self.people, n)}, 1000)
        self._post(on_unit, {"unit_id": self.cast.department_id}, 5000)
        self._appeals(lines)
        self._put(
            Total,
            self._each(
                campaign_id=self.running.campaign_id,
                person_id=lambda n: self._of(self.people, n),
                measure=Measure.POINTS,
                scope="all",
                month=201811,
                amount=Decimal(-2),
            )
            + self._each(
                campaign_id=self.running.campaign_id,
                person_id=self.cast.staff.id,
                measure=Measure.POINTS,
                scope=lambda n: f"rule:{n + 100}.1",
                month=201811,
                amount=Decimal(-2),
            ),
        )

    def _post(self, lines: list[int], subject: Row, first: int) -> None:
        self._put(
            LedgerEntry,
            self._each(
                campaign_id=self.running.campaign_id,
                number=lambda n: n + first,
                canon=1,
                posted_at=0,
                posted_on=20181116,
                month=201811,
                line_id=lambda n: self._of(lines, n),
                home_unit_id=self.cast.squad_id,
                rule_code="3.2",
                rulebook_version=1,
                effect_id=self.effect_id,
                measure=Measure.POINTS,
                asked=Decimal(-2),
                cut=Decimal(0),
                amount=Decimal(-2),
                balance=Decimal(-2),
                proposer_id=self.cast.director.id,
                confirmer_id=self.cast.leader.id,
                digest="0" * 64,
                previous_hash="0" * 64,
                hash="0" * 64,
                **subject,
            ),
        )

    def _month(self) -> None:
        """Records of September's list, each about a person and a unit; and records that October's will take in."""
        listed = self._put(
            PointCase,
            self._each(
                campaign_id=self.running.campaign_id,
                number=lambda n: n + 3000,
                happened_on=date(2018, 9, 20),
                rulebook_id=self.running.rulebook_id,
                rule_id=self.running.penalty_id,
                reason="列队不齐",
                proposed_by_id=lambda n: self._of(self.people, n),
                proposed_at=AT,
                list_id=self.ids["monthly_list_id"],
                public_from=AT,
                public_until=AT,
            ),
        )
        borne = {"case_id": lambda n: self._of(listed, n), "effect_id": self.effect_id, "asked": Decimal(-2)}
        someone = {"person_id": lambda n: self._of(self.people, n + 1), "home_unit_id": self.cast.squad_id}
        self._put(CaseLine, self._each(**someone, **borne))
        self._put(CaseLine, self._each(unit_id=lambda n: self._of(self.squads, n), **borne))
        self._prove("point_case", listed)
        self._put(
            ListCheck,
            self._each(
                list_id=db.session.scalar(select(MonthlyList.id).where(MonthlyList.month == 201810)),
                unit_id=lambda n: self._of(self.departments, n),
            ),
        )

    def _closing(self) -> None:
        """Who is not assessed or put forward in October, and rows of August, which is closed."""
        october = db.session.scalar(select(MonthlyList.id).where(MonthlyList.month == 201810))
        for model in (Exemption, Nomination):
            self._put(
                model,
                self._each(
                    list_id=october,
                    person_id=lambda n: self._of(self.people, n),
                    reason="外借",
                    by_id=self.cast.director.id,
                    at=AT,
                ),
            )
        self._put(
            PeriodRow,
            self._each(
                close_id=self.ids["period_close_id"],
                person_id=lambda n: self._of(self.people, n),
                staff_no=lambda n: f"X{n:04}",
                name=lambda n: f"职工{n}",
                base=Decimal(100),
                rewards=Decimal(0),
                penalties=Decimal(-2),
                score=Decimal(98),
                yuan=Decimal(1225),
                makeup=Decimal(0),
            ),
        )

    def _appeals(self, lines: list[int]) -> None:
        entries = dict(
            db.session.execute(select(LedgerEntry.line_id, LedgerEntry.id).where(LedgerEntry.line_id.in_(lines))).all()
        )
        made = self._put(
            Appeal,
            self._each(
                campaign_id=self.running.campaign_id,
                number=lambda n: n + 100,
                line_id=lambda n: self._of(lines, n),
                entry_id=lambda n: entries[self._of(lines, n)],
                text="当时不在窗口",
                asked_by_id=lambda n: self.cast.staff.id if n % 2 else self._of(self.people, n),
                asked_at=AT,
                starts_at=AT,
                warn_at=AT,
                due_at=lambda n: DUES[n % 3],
                state=lambda n: tuple(AppealState)[n % 4],
                decided_by_id=lambda n: self._of(self.people, n) if n % 4 else None,
                decided_at=lambda n: AT if n % 4 else None,
                reason="已查",
            ),
        )
        self._prove("appeal", [*made[:1], self.ids["appeal_id"]])
        self._trace("appeal", [self.ids["appeal_id"]])

    # -------------------------------------------------------------------------------------------- campaigns
    def _campaigns(self) -> None:
        self._put(
            Campaign,
            self._each(
                organisation_id=self.cast.station_id,
                slug=lambda n: f"more-{n}",
                title=lambda n: f"活动 {n}",
                state=CampaignState.CLOSED,
                created_at=AT,
            ),
        )
        self._put(
            Document,
            self._each(
                organisation_id=self.cast.station_id,
                name=lambda n: f"方案 {n}",
                sha256=lambda n: f"{n:064}",
                text="方案",
                draft={"read": {}, "typed": {}},
                added_by_id=self.cast.director.id,
                added_at=AT,
            ),
        )
