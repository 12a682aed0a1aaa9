"""The month's list from its opening to the leader's signature; what was recorded before comes from services."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from extensions import db, writing
from models.campaign import Campaign
from models.case import CaseState, PointCase
from models.event import Setting
from models.month import Exemption, ListCheck, Nomination
from models.person import Person
from models.rulebook import PointRule, Rulebook, RulebookState, Section, Settled
from services import accounting, accounts, cases, months
from tests.browser.people import DIRECTOR, HEAD, LEADER, STAFF, sign_in
from tests.browser.steps.story import ZONE
from tests.databases import make_app

RUNS = [("desk", "zh", True), ("phone", "en", True), ("phone", "zh", False)]


@dataclass(frozen=True)
class Month:
    """Where the sheet of last month is."""

    slug: str
    number: int

    @property
    def path(self) -> str:
        """Its address."""
        return f"/c/{self.slug}/months/{self.number}"


class Behind:
    """The server's data, for what is not the journey's own matter."""

    def __init__(self, server, folder: Path) -> None:
        self.app = make_app(server.environment["DATABASE_URL"], folder)
        self.at = datetime.now(UTC)

    def record(self) -> Month:
        """Two records of last month; and a notice that ends at once, for a journey cannot wait three days."""
        last_day = self.at.astimezone(ZONE).date().replace(day=1) - timedelta(days=1)
        with self.app.app_context(), writing():
            campaign = db.session.scalars(select(Campaign).order_by(Campaign.id)).first()
            db.session.add(Setting(organisation_id=campaign.organisation_id, key="notice_days", value=0))
            self._take_back(campaign.id, accounting.month_of(last_day))
            rule = db.session.scalars(
                select(PointRule)
                .join(Section)
                .join(Rulebook)
                .where(
                    Rulebook.campaign_id == campaign.id,
                    Rulebook.state == RulebookState.IN_FORCE,
                    PointRule.settled == Settled.LIST,
                )
            ).first()
            staff = self.person(STAFF)
            for reason in ("未佩戴工号牌", "着装不整"):
                matter = cases.Matter(last_day, reason, [staff.id], note="值班站长目击")
                cases.propose(campaign, rule, matter, [], by=self.visitor(DIRECTOR), at=self.at)
            db.session.commit()
            return Month(campaign.slug, accounting.month_of(last_day))

    @staticmethod
    def _take_back(campaign_id: int, month: int) -> None:
        """The demo put last month's list on notice: the journey begins before that, without what stands in it."""
        month_list = months.of_month(campaign_id, month)
        if month_list is None:
            return
        for case in db.session.scalars(select(PointCase).where(PointCase.list_id == month_list.id)).all():
            case.state, case.list_id, case.public_from, case.public_until = CaseState.WITHDRAWN, None, None, None
        for model in (ListCheck, Exemption, Nomination):
            db.session.execute(delete(model).where(model.list_id == month_list.id))
        db.session.delete(month_list)
        db.session.flush()

    def check_others(self) -> None:
        """Every department that has not checked does so."""
        with self.app.app_context(), writing():
            for part in db.session.scalars(select(ListCheck).where(ListCheck.checked_at.is_(None))).all():
                months.check(part, by=self.visitor(DIRECTOR), at=self.at)
            db.session.commit()

    @staticmethod
    def person(staff_no: str) -> Person:
        """The person of that number."""
        return db.session.scalars(select(Person).filter_by(staff_no=staff_no)).one()

    def visitor(self, staff_no: str):
        """The person of that number at the door."""
        return accounts.visitor_of(self.person(staff_no), self.at)


@pytest.mark.parametrize(("width", "language", "javascript"), RUNS)
def test_a_months_list_is_checked_put_on_notice_struck_out_in_part_and_signed(
    visit, fresh_server, axe, tmp_path, width, language, javascript
):
    behind = Behind(fresh_server, tmp_path / "behind")
    month = behind.record()
    page = visit(width, language, javascript=javascript, server=fresh_server)

    def look():
        if javascript:
            axe(page)

    def be(staff_no):
        sign_in(page, staff_no)
        page.goto(month.path)
        look()

    def press(end):
        """Open the panel in the head, read what it will do, and do it."""
        form = page.locator(f".lb-head-actions form[action*='{end}']").first
        form.locator("xpath=ancestor::details/summary").click()
        look()
        form.locator("button").click()
        page.wait_for_load_state()
        look()

    be(DIRECTOR)
    press("/open")
    be(HEAD)
    press("/checks/")
    behind.check_others()
    be(DIRECTOR)
    press("/publish")
    expect(page.locator("form[action$='/publish']")).to_have_count(0)

    be(LEADER)
    row = page.locator("tr[id^=lines_]", has_text="着装不整").first
    row.locator("summary").first.click()
    line = row.locator("li", has_text="着装不整")
    line.locator("summary").click()
    line.locator("textarea").fill("当日换装")
    look()
    line.locator("form button").click()
    page.locator("li", has_text="当日换装").first.wait_for(state="attached")
    look()
    page.goto(month.path)
    press("/sign")
    expect(page.locator("form[action$='/sign']")).to_have_count(0)
    expect(page.locator(".lb-track-done")).to_have_count(5)
    page.goto(f"{month.path}/paper")
    look()
    expect(page.locator(".lb-signatures li")).to_have_count(3)
