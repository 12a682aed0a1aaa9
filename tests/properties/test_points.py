"""Random sequences of acts on points, by several people, against the simple model of tests/properties/model.py.

At every step an act is allowed exactly where the model allows it, and totals, states and numbers agree; at the end the
chain is whole and the totals are what the entries add up to. `LOOKBACK_NIGHTLY=1` runs 2,000 sequences at random.
"""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from access import Act, can
from extensions import db, writing
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import Answer, CaseLine, PointCase
from models.ledger import LedgerEntry, LedgerHead, Total
from models.month import ListCheck, MonthlyList
from models.refusals import RuleBroken
from models.rulebook import Direction, Effect, Measure, Payer, PointRule, Rulebook, Section, Settled
from models.unit import Unit
from services import answers, appeals, cases, chain, ledger, months, periods, totals
from services.appeals import Decision
from tests.factories.cast import Who, make_person
from tests.factories.points import make_note
from tests.factories.running import ZONE
from tests.properties.model import (
    BEGINS,
    BOOK_CAMPAIGN,
    ENDS,
    PENALTY,
    REWARD,
    RULE_MONTH,
    RULE_QUARTER,
    UNIT_REWARD,
    VETO,
    Model,
)

NIGHTLY = bool(os.environ.get("LOOKBACK_NIGHTLY"))
STARTS = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)
PEOPLE = ("staff", "second_staff", "squad_leader", "colleague")
NAMED = [("staff",), ("second_staff",), ("squad_leader",), ("staff", "colleague"), ("staff", "colleague")]
RECORDERS = ("director", "head", "second_head", "squad_leader", "staff")
JUDGES = ("leader", "leader", "leader", "deputy", "member", "director", "head")
UNITS = ("department", "second_department", "office_department")
HALVES = st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2)])
MONTHS = st.sampled_from([201809, 201810, 201811, 201812])


class Points(RuleBasedStateMachine):
    """Each rule is one request: a context and a transaction of its own. What is refused leaves nothing behind."""

    def __init__(self, app, cast, running):
        super().__init__()
        self.app, self.cast, self.running = app, cast, running
        self.people = cast.people()
        with app.app_context():
            self.savepoint = db.engine.begin_nested()
        self.units = {name: getattr(cast, f"{name}_id") for name in UNITS}
        self.rules = self.committed(self.make_rules)
        self.people["colleague"] = self.committed(self.make_colleague)
        self.model = Model(
            home={
                "staff": "department",
                "colleague": "department",
                "squad_leader": "department",
                "second_staff": "second_department",
            },
            squad={"staff": "squad", "colleague": "squad", "squad_leader": "squad"},
            departments=UNITS,
            heads={
                "department": "head",
                "second_department": "second_head",
                "office_department": "director",
                "squad": "squad_leader",
            },
            in_charge={"deputy": {"second_department", "office_department"}},
            now=STARTS,
        )

    def committed(self, act):
        with self.app.app_context(), writing():
            found = act()
            db.session.commit()
            return found

    def make_colleague(self):
        """One more of the squad, so that one who leads bears a share of two."""
        station, squad = (db.session.get_one(Unit, one) for one in (self.cast.station_id, self.cast.squad_id))
        person = make_person(station, "T099", "服务员乙", squad)
        return Who(person.id, person.staff_no)

    def make_rules(self):
        """A penalty with a share and a cap, rewards under the book's cap, a veto, and a unit's reward."""
        book = db.session.get_one(Rulebook, self.running.rulebook_id)
        book.settings = {"deputy_points": "1.5", "caps": {"reward": {"campaign": str(BOOK_CAMPAIGN)}}}
        one = partial(Effect, least=Decimal("0.5"), most=Decimal(2))
        reward, penalty = Direction.REWARD, Direction.PENALTY
        share = Effect(
            position=1,
            who=Payer.SQUAD_LEADER,
            direction=penalty,
            least=Decimal("0.25"),
            most=Decimal(1),
            share=Decimal(50),
        )
        barred = Effect(position=0, who=Payer.PERSON, direction=penalty, least=Decimal(0), most=Decimal(0))
        made = {}
        for code, settled, caps, effects in (
            (
                PENALTY,
                Settled.LIST,
                {"penalty": {"month": str(RULE_MONTH)}},
                [one(who=Payer.PERSON, direction=penalty), share],
            ),
            (REWARD, Settled.OWN, {}, [one(who=Payer.PERSON, direction=reward)]),
            (VETO, Settled.OWN, {}, [barred]),
            (
                UNIT_REWARD,
                Settled.LIST,
                {"reward": {"quarter": str(RULE_QUARTER)}},
                [one(who=Payer.UNIT, direction=reward)],
            ),
        ):
            section = Section(rulebook_id=book.id, position=len(made) + 10, code=code[0] * 2 + code[-1], title=code)
            db.session.add(section)
            db.session.flush()
            effects[0].position = 0
            found = PointRule(
                section_id=section.id,
                position=1,
                code=code,
                name=code,
                text=code,
                settled=settled,
                veto=code == VETO,
                evidence_wanted=False,
                caps=caps,
                effects=effects,
            )
            db.session.add(found)
            db.session.flush()
            made[code] = found.id
        return made

    def attempt(self, allowed, who, act, model, record_id, verb):
        """`verb(subject, visitor)` as a request of `who`; it succeeds exactly when the model allows it."""
        refusal, found = "", None
        with self.app.app_context(), writing():
            visitor = self.people[who].visitor(self.model.now)
            subject = db.session.get_one(model, record_id)
            try:
                if not can(visitor, act, subject):
                    refusal = "denied"
                else:
                    found = verb(subject, visitor)
                    db.session.commit()
            except RuleBroken as broken:
                refusal = broken.key
                db.session.rollback()
        assert bool(refusal) != allowed, f"{who} {act}: {refusal or 'was allowed'}"
        return found

    # ------------------------------------------------------------------------------------------ choosing
    def case_at(self, data, *rules):
        """A case, more often one under `rules` than another."""
        likely = [case for case in self.model.cases if case.rule in rules and case.state == "proposed"]
        return data.draw(st.sampled_from([*likely, *likely, *self.model.cases]))

    def line_at(self, data, *rules):
        case = self.case_at(data, *rules)
        return case, data.draw(st.sampled_from(case.lines))

    def month_at(self, data, *states):
        """A month with a list, more often one whose list is in one of `states`."""
        likely = [month for month, one in self.model.lists.items() if one.state in states]
        return data.draw(st.sampled_from([*likely, *likely, *sorted(self.model.lists)]))

    def list_id(self, month):
        with self.app.app_context():
            return db.session.scalar(select(MonthlyList.id).where(MonthlyList.month == month))

    # ------------------------------------------------------------------------------------------ acts
    @initialize(ago=st.integers(0, 60), amounts=st.lists(HALVES, min_size=6, max_size=6))
    def some_is_recorded(self, ago, amounts):
        """So that there is something to judge from the beginning, enough to meet a cap."""
        for amount in amounts[:2]:
            self.record(PENALTY, "squad_leader", ("staff", "colleague"), amount, ago)
        for amount in amounts[2:4]:
            self.record(REWARD, "director", ("second_staff",), amount, 1)
        for amount in amounts[4:]:
            self.record_unit("director", "department", amount, ago)

    @rule(days=st.sampled_from([1, 2, 4, 7, 14]))
    def time_passes(self, days):
        self.model.now += timedelta(days=days)

    @rule(month=MONTHS)
    def list_is_prepared(self, month):
        """What mostly happens to a list, without a detour: opened, checked by all, on notice, the notice over."""
        if not self.model.may_open("director", month):
            return
        self.open_list(month, "director")
        for unit in UNITS:
            self._check(month, unit, self.model.heads[unit])
        self._publish(month, "director")
        self.time_passes(7)

    @rule(
        code=st.sampled_from([PENALTY, PENALTY, REWARD, VETO]),
        who=st.sampled_from(RECORDERS),
        persons=st.sampled_from(NAMED),
        amount=HALVES,
        ago=st.integers(0, 40),
    )
    def record(self, code, who, persons, amount, ago):
        day = self.model.today - timedelta(days=ago)
        amount = Decimal(0) if code == VETO else amount
        self._propose(self.model.may_record(who, persons, day), who, code, day, persons=persons, amount=amount)

    @rule(
        who=st.sampled_from(["director", "head", "staff"]),
        unit=st.sampled_from(UNITS),
        amount=HALVES,
        ago=st.integers(0, 40),
    )
    def record_unit(self, who, unit, amount, ago):
        day = self.model.today - timedelta(days=ago)
        covers = who == "director" or self.model.heads[unit] == who
        inside = BEGINS <= day <= ENDS
        self._propose(covers and inside, who, UNIT_REWARD, day, unit=unit, amount=amount)

    def _propose(self, allowed, who, code, day, *, amount, persons=(), unit=None):
        def verb(campaign, visitor):
            its_rule = db.session.get_one(PointRule, self.rules[code])
            matter = cases.Matter(
                happened_on=day,
                reason="有事",
                person_ids=[self.people[person].id for person in persons],
                unit_id=self.units[unit] if unit else None,
                amounts={its_rule.effects[0].id: amount},
            )
            case = cases.propose(
                campaign, its_rule, matter, [make_note(self.people[who])], by=visitor, at=self.model.now
            )
            return case.id, [line.id for line in case.lines]

        found = self.attempt(allowed, who, Act.CASE_PROPOSE, Campaign, self.running.campaign_id, verb)
        if allowed:
            case = (
                self.model.record(code, who, persons, amount, day)
                if persons
                else self.model.record_unit(who, unit, amount, day)
            )
            case.id, ids = found
            assert len(ids) == len(case.lines)
            for line, its_id in zip(case.lines, ids, strict=True):
                line.id = its_id

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), who=st.sampled_from(JUDGES))
    def confirm(self, data, who):
        self._confirm(who, self.case_at(data, REWARD, VETO))

    def _confirm(self, who, case):
        allowed = case.rule not in (PENALTY, UNIT_REWARD) and self.model.may_confirm(who, case)

        def verb(found, by):
            return cases.confirm(found, version=None, by=by, at=self.model.now, zone=ZONE)

        self.attempt(allowed, who, Act.CASE_CONFIRM, PointCase, case.id, verb)
        if allowed:
            self.model.confirm(who, case)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), who=st.sampled_from(JUDGES))
    def reject(self, data, who):
        case = self.case_at(data, REWARD, VETO)
        allowed = self.model.may_reject(who, case)

        def verb(found, by):
            return cases.reject(found, "不属实", version=None, by=by, at=self.model.now)

        self.attempt(allowed, who, Act.CASE_CONFIRM, PointCase, case.id, verb)
        if allowed:
            case.state = "rejected"

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), who=st.sampled_from(RECORDERS))
    def withdraw(self, data, who):
        case = self.case_at(data)
        allowed = self.model.may_withdraw(who, case)

        def verb(found, by):
            return cases.withdraw(found, "已核实", version=None, by=by, at=self.model.now)

        self.attempt(allowed, who, Act.CASE_WITHDRAW, PointCase, case.id, verb)
        if allowed:
            case.state = "withdrawn"

    @rule(month=MONTHS, who=st.sampled_from(["director", "director", "leader"]))
    def open_list(self, month, who):
        allowed = self.model.may_open(who, month)

        def verb(campaign, by):
            return months.open_(campaign, month, by=by, at=self.model.now)

        self.attempt(allowed, who, Act.MONTH_KEEP, Campaign, self.running.campaign_id, verb)
        if allowed:
            self.model.open(month)

    @precondition(lambda self: self.model.lists)
    @rule(data=st.data(), unit=st.sampled_from(UNITS), stranger=st.sampled_from([None, None, None, "liaison"]))
    def check(self, data, unit, stranger):
        self._check(self.month_at(data, "checking"), unit, stranger or self.model.heads[unit])

    def _check(self, month, unit, who):
        allowed = self.model.may_check(who, month, unit)
        with self.app.app_context():
            part_id = db.session.scalar(
                select(ListCheck.id)
                .join(MonthlyList)
                .where(MonthlyList.month == month, ListCheck.unit_id == self.units[unit])
            )

        def verb(part, by):
            return months.check(part, by=by, at=self.model.now)

        self.attempt(allowed, who, Act.MONTH_CHECK, ListCheck, part_id, verb)
        if allowed:
            self.model.lists[month].checked.add(unit)

    @precondition(lambda self: self.model.lists)
    @rule(data=st.data(), who=st.sampled_from(["director", "director", "head"]))
    def publish(self, data, who):
        self._publish(self.month_at(data, "checking"), who)

    def _publish(self, month, who):
        allowed = self.model.may_publish(who, month)

        def verb(found, by):
            return len(months.publish(found, version=None, by=by, at=self.model.now))

        self.attempt(allowed, who, Act.MONTH_KEEP, MonthlyList, self.list_id(month), verb)
        if allowed:
            self.model.publish(month)

    @precondition(lambda self: self.model.lists)
    @rule(data=st.data(), who=st.sampled_from(JUDGES))
    def sign(self, data, who):
        self._sign(who, self.month_at(data, "on_notice"))

    def _sign(self, who, month):
        allowed = self.model.may_sign(who, month)

        def verb(found, by):
            return months.sign(found, version=None, by=by, at=self.model.now, zone=ZONE)

        self.attempt(allowed, who, Act.MONTH_SIGN, MonthlyList, self.list_id(month), verb)
        if allowed:
            self.model.sign(who, month)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), who=st.sampled_from(JUDGES))
    def strike_out(self, data, who):
        self._strike_out(who, *self.line_at(data, PENALTY, UNIT_REWARD))

    def _strike_out(self, who, case, line):
        allowed = self.model.may_strike_out(who, case, line)

        def verb(found, by):
            return months.strike_out(found, "证据不足", version=None, by=by, at=self.model.now)

        self.attempt(allowed, who, Act.MONTH_STRIKE_OUT, CaseLine, line.id, verb)
        if allowed:
            self.model.strike_out(case, line)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), who=st.sampled_from([*PEOPLE, "head", "director"]))
    def explain(self, data, who):
        case, line = self.line_at(data)

        def verb(found, by):
            return answers.answer(found, Answer.EXPLAINED, "当时机器停机", by=by, at=self.model.now)

        self.attempt(self.model.may_answer(who, case, line), who, Act.LINE_ANSWER, CaseLine, line.id, verb)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), stranger=st.sampled_from([None, None, None, "liaison"]))
    def ask(self, data, stranger):
        case, line = self.line_at(data, REWARD, VETO)
        kind, name = line.subject
        self._ask(stranger or (name if kind == "person" else self.model.heads[name]), case, line)

    def _ask(self, who, case, line):
        allowed = self.model.may_ask(who, case, line)

        def verb(found, by):
            return appeals.ask(found, "请再看监控", [], by=by, at=self.model.now).id

        self.attempt(allowed, who, Act.LINE_APPEAL, CaseLine, line.id, verb)
        if allowed:
            self.model.ask(line)

    @precondition(lambda self: any(line.is_appealed for case in self.model.cases for line in case.lines))
    @rule(
        data=st.data(),
        who=st.sampled_from(JUDGES),
        outcome=st.sampled_from(list(AppealState)[1:]),
        amount=st.sampled_from([Decimal("0.2"), Decimal("0.75"), Decimal(1)]),
    )
    def decide(self, data, who, outcome, amount):
        appealed = [(case, line) for case in self.model.cases for line in case.lines if line.is_appealed]
        case, line = data.draw(st.sampled_from(appealed))
        self._decide(who, case, line, outcome, amount if outcome is AppealState.REDUCED else None)

    def _decide(self, who, case, line, outcome, amount):
        allowed = self.model.may_decide(who, case, line, outcome.value, amount)
        with self.app.app_context():
            appeal_id = db.session.scalar(select(Appeal.id).where(Appeal.line_id == line.id))

        def verb(appeal, by):
            decision = Decision(outcome, "经核实", amount)
            appeals.decide(appeal, decision, version=None, by=by, at=self.model.now, zone=ZONE)

        self.attempt(allowed, who, Act.APPEAL_DECIDE, Appeal, appeal_id, verb)
        if allowed:
            self.model.decide(case, line, outcome.value, amount)

    @precondition(lambda self: any(line.confirmer for case in self.model.cases for line in case.lines))
    @rule(
        data=st.data(),
        who=st.sampled_from(["leader", "leader", "deputy"]),
        part=st.sampled_from([None, None, Decimal("0.25"), Decimal(2)]),
    )
    def reverse(self, data, who, part):
        posted = [(case, line) for case in self.model.cases for line in case.lines if line.confirmer]
        self._reverse(who, *data.draw(st.sampled_from(posted)), part)

    def _reverse(self, who, case, line, part):
        allowed = self.model.may_reverse(who, case, line, part)
        with self.app.app_context():
            entry_id = db.session.scalar(
                select(LedgerEntry.id).where(LedgerEntry.line_id == line.id, LedgerEntry.reverses_id.is_(None))
            )

        def verb(entry, by):
            return ledger.reverse(entry, part, "记录有误", by=by, at=self.model.now, zone=ZONE).id

        self.attempt(allowed, who, Act.LEDGER_REVERSE, LedgerEntry, entry_id, verb)
        if allowed:
            self.model.reverse(case, line, part)

    @precondition(lambda self: self.model.lists)
    @rule(data=st.data(), who=st.sampled_from(["director", "director", "leader"]))
    def close(self, data, who):
        self._close(who, self.month_at(data, "signed"))

    def _close(self, who, month):
        allowed = self.model.may_close(who, month)

        def verb(found, by):
            return periods.close(found, by=by, at=self.model.now).id

        self.attempt(allowed, who, Act.MONTH_CLOSE, MonthlyList, self.list_id(month), verb)
        if allowed:
            self.model.closed = month

    # ------------------------------------------------------------------------------------------ what comes next
    def next_steps(self):
        """What the model allows now, as calls: by this the sequences get somewhere between the refusals."""
        model, lines = self.model, [(case, line) for case in self.model.cases for line in case.lines]
        yield from (
            partial(self._confirm, "leader", case)
            for case in model.cases
            if case.rule in (REWARD, VETO) and model.may_confirm("leader", case)
        )
        for case, line in lines:
            kind, name = line.subject
            speaker = name if kind == "person" else model.heads[name]
            if model.may_ask(speaker, case, line):
                yield partial(self._ask, speaker, case, line)
            for who in ("leader", "member"):
                for outcome, amount in (("upheld", None), ("overturned", None), ("reduced", Decimal("0.2"))):
                    if model.may_decide(who, case, line, outcome, amount):
                        yield partial(self._decide, who, case, line, AppealState(outcome), amount)
            for part in (None, Decimal("0.25")):
                if line.confirmer and model.may_reverse("leader", case, line, part):
                    yield partial(self._reverse, "leader", case, line, part)
            if model.may_strike_out("deputy", case, line):
                yield partial(self._strike_out, "deputy", case, line)
        for month in model.lists:
            yield from (partial(self._sign, who, month) for who in ("leader", "deputy") if model.may_sign(who, month))
            if model.may_close("director", month):
                yield partial(self._close, "director", month)

    @rule(data=st.data())
    def proceed(self, data):
        if steps := list(self.next_steps()):
            data.draw(st.sampled_from(steps))()

    @rule(data=st.data())
    def proceed_twice(self, data):
        """A rule of its own, since some sequences run without some of the rules."""
        self.proceed(data)
        self.proceed(data)

    # ------------------------------------------------------------------------------------------ agreement
    @invariant()
    def states_and_totals_agree(self):
        model = self.model
        persons = {who.id: name for name, who in self.people.items()}
        units = {its_id: name for name, its_id in self.units.items()}
        with self.app.app_context():
            states = dict(db.session.execute(select(PointCase.id, PointCase.state)).all())
            lines = dict(db.session.execute(select(CaseLine.id, CaseLine.state)).all())
            lists = dict(db.session.execute(select(MonthlyList.month, MonthlyList.state)).all())
            posted = {
                (
                    ("person", persons[row.person_id]) if row.person_id else ("unit", units[row.unit_id]),
                    row.month,
                ): row.amount
                for row in db.session.execute(
                    select(Total.person_id, Total.unit_id, Total.month, Total.amount).where(
                        Total.scope == totals.ALL, Total.measure == Measure.POINTS
                    )
                )
            }
            head = db.session.get_one(LedgerHead, self.running.campaign_id)
            assert head.last_number == model.entries
        assert {key: state.value for key, state in states.items()} == {one.id: one.state for one in model.cases}
        assert {key: state.value for key, state in lines.items()} == {
            line.id: line.state for one in model.cases for line in one.lines
        }
        assert {key: state.value for key, state in lists.items()} == {
            month: one.state for month, one in model.lists.items()
        }
        assert posted == model.totals

    def teardown(self):
        try:
            with self.app.app_context():
                assert chain.verify(self.running.campaign_id) is None
                assert totals.differences(self.running.campaign_id) == []
        finally:
            self.savepoint.rollback()


@pytest.mark.slow
@pytest.mark.any_database
def test_rights_states_totals_caps_and_chain_agree_with_the_model(app, cast, running):
    run_state_machine_as_test(
        lambda: Points(app, cast, running),
        settings=settings(
            max_examples=2000 if NIGHTLY else 100,
            stateful_step_count=60 if NIGHTLY else 40,
            derandomize=not NIGHTLY,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
