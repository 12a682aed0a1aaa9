"""A month is closed: heads put people forward, the group chooses, the office closes, the payroll clerk gets the file."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select

from extensions import db, writing
from models.campaign import Campaign
from models.event import Setting
from models.month import ListState, PeriodRow
from models.person import Person
from models.rulebook import Direction, Effect, Measure, Payer, PointRule, Rulebook, RulebookState, Section, Settled
from services import accounting, cases, months, period_reads, periods
from tests.browser.people import DIRECTOR, HEAD, LEADER, PAYROLL, SQUAD_LEADER, STAFF, sign_in
from tests.browser.steps.story import ZONE
from tests.browser.test_month import Behind, Month

RUNS = [("desk", "zh", True), ("phone", "en", True), ("phone", "zh", False)]
GRADES = [{"name": "优秀", "least": "104", "factor": "1.2"}, {"name": "良好", "below": "104", "factor": "1"}]


class Signed(Behind):
    """Everything up to the signature of last month's list."""

    def sign(self) -> Month:
        """Two people reach the best grade, which one of them may have; what came before is closed."""
        with self.app.app_context(), writing():
            campaign = db.session.scalars(select(Campaign).order_by(Campaign.id)).first()
            db.session.add(Setting(organisation_id=campaign.organisation_id, key="notice_days", value=0))
            last_day = self.at.astimezone(ZONE).date().replace(day=1) - timedelta(days=1)
            rule = self.rule(campaign)
            on_notice = months.of_month(campaign.id, accounting.month_of(last_day))
            for staff_no in (STAFF, SQUAD_LEADER):
                matter = cases.Matter(
                    last_day,
                    "主动帮扶旅客",
                    [self.person(staff_no).id],
                    amounts={rule.effects[0].id: Decimal(5)},
                    note="旅客来信",
                )
                case = cases.propose(campaign, rule, matter, [], by=self.visitor(DIRECTOR), at=self.at)
                if on_notice is not None:  # the demo put last month's list on notice: they are as if recorded before
                    case.list_id, case.public_from, case.public_until = on_notice.id, on_notice.public_from, self.at
            month, last = accounting.month_of(campaign.starts_on), accounting.month_of(last_day)
            while month <= last:
                if period_reads.closed(campaign.id, month) is None:
                    month_list = self.signed(campaign, month)
                    if month < last:
                        periods.close(month_list, by=self.visitor(DIRECTOR), at=self.at)
                month = accounting.next_month(month)
            rule.section.rulebook.settings = {"grades": GRADES, "quota": "1", "yuan_per_point": "10"}
            db.session.commit()
            return Month(campaign.slug, last)

    @staticmethod
    def rule(campaign: Campaign) -> PointRule:
        """A reward of persons in the rulebook in force, settled in the list; no grades for the months before."""
        rule = db.session.scalars(
            select(PointRule)
            .join(Section)
            .join(Rulebook)
            .join(Effect, Effect.rule_id == PointRule.id)
            .where(
                Rulebook.campaign_id == campaign.id,
                Rulebook.state == RulebookState.IN_FORCE,
                Effect.who == Payer.PERSON,
                Effect.direction == Direction.REWARD,
                Effect.measure == Measure.POINTS,
            )
        ).first()
        rule.settled, rule.caps, rule.section.caps = Settled.LIST, {}, {}
        rule.effects[0].most = Decimal(5)
        for book in db.session.scalars(select(Rulebook).where(Rulebook.campaign_id == campaign.id)):
            book.settings = {}
        db.session.flush()
        return rule

    def signed(self, campaign: Campaign, month: int):
        """That month's list, whatever it takes."""
        director = self.visitor(DIRECTOR)
        month_list = months.of_month(campaign.id, month) or months.open_(campaign, month, by=director, at=self.at)
        if month_list.state is ListState.CHECKING:
            month_list.due_at = self.at - timedelta(hours=1)
            months.publish(month_list, version=None, by=director, at=self.at)
        if month_list.state is ListState.ON_NOTICE:
            month_list.public_until = self.at
            months.sign(month_list, version=None, by=self.visitor(LEADER), at=self.at, zone=ZONE)
        return month_list

    def paid(self, month: int) -> dict[str, Decimal]:
        """What the sheet of the month says that each person gets."""
        with self.app.app_context():
            campaign = db.session.scalars(select(Campaign).order_by(Campaign.id)).first()
            close = period_reads.closed(campaign.id, month)
            return {row.staff_no: row.yuan for row in db.session.query(PeriodRow).filter_by(close_id=close.id)}

    def id_of(self, staff_no: str) -> int:
        """The person's id."""
        with self.app.app_context():
            return db.session.scalars(select(Person.id).filter_by(staff_no=staff_no)).one()


@pytest.mark.parametrize(("width", "language", "javascript"), RUNS)
def test_a_month_is_closed_and_its_pay_sheet_downloaded(
    visit, fresh_server, axe, tmp_path, width, language, javascript
):
    behind = Signed(fresh_server, tmp_path / "behind")
    month = behind.sign()
    page = visit(width, language, javascript=javascript, server=fresh_server)
    page.on("dialog", lambda asked: asked.accept())
    closing = f"{month.path}/closing"
    chosen = behind.id_of(STAFF)

    def look():
        if javascript:
            axe(page)

    def be(staff_no, path):
        sign_in(page, staff_no)
        page.goto(path)
        look()

    be(HEAD, closing)
    row = page.locator(f"#best_{chosen}")
    row.locator("summary").click()
    row.locator("textarea").fill("旅客来信表扬两次")
    look()
    row.locator("form button").click()
    page.locator(f"#best_{chosen}", has_text="旅客来信表扬两次").wait_for()
    look()

    be(DIRECTOR, closing)
    expect(page.locator("form[action$='/close']")).to_have_count(0)
    page.locator(f"[name=chosen][value='{chosen}']").check()
    page.locator("#choice_reason").fill("领导小组会议")
    page.locator("form[action$='/choose'] button").click()
    page.locator("form[action$='/close'] button").wait_for()
    look()
    page.locator("form[action$='/close'] button").click()
    page.locator("form[action$='/close']").wait_for(state="detached")
    expect(page.locator(f"#row_{behind.id_of(SQUAD_LEADER)}")).to_contain_text("名额外:领导小组会议")
    look()

    be(PAYROLL, f"/c/{month.slug}/months/pay")
    page.locator(f"#month_{month.number} a").click()
    look()
    expect(page.locator(".lb-signatures li")).to_have_count(3)
    with page.expect_download() as waiting:
        page.locator("a[href$='pay.xlsx']").click()
    lines = [
        [cell.value for cell in line]
        for line in load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active.iter_rows()
    ]
    paid = behind.paid(month.number)
    assert {line[1]: Decimal(str(line[11])) for line in lines[1:-1]} == paid
    assert Decimal(str(lines[-1][11])) == sum(paid.values())
