"""Reconsideration from the button in my score to the answer; what was proposed before comes from services."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from extensions import db, writing
from models.campaign import Campaign
from models.person import Person
from models.rulebook import Direction, Effect, Payer, PointRule, Rulebook, RulebookState, Section, Settled
from services import accounts, cases
from tests.browser.people import DIRECTOR, LEADER, STAFF, sign_in
from tests.browser.steps.story import ZONE
from tests.browser.steps.work import photo
from tests.databases import make_app

RUNS = [("desk", "zh", True), ("phone", "en", True), ("phone", "zh", False)]
WHY, ANSWER = "当时在二楼协助旅客,值班站长知道", "已核对监控和班表,不在窗口属实"


def propose(server, folder: Path, reason: str) -> str:
    """A penalty on the staff member, on notice from now; the address of the campaign."""
    app, at = make_app(server.environment["DATABASE_URL"], folder), datetime.now(UTC)
    with app.app_context(), writing():
        campaign = db.session.scalars(select(Campaign).order_by(Campaign.id)).first()
        rule = db.session.scalars(
            select(PointRule)
            .join(Section)
            .join(Rulebook)
            .join(Effect)
            .where(
                Rulebook.campaign_id == campaign.id,
                Rulebook.state == RulebookState.IN_FORCE,
                Effect.who == Payer.PERSON,
                Effect.direction == Direction.PENALTY,
                Effect.least > 0,
            )
            .order_by(PointRule.id)
        ).first()
        rule.settled = Settled.OWN
        person = {one.staff_no: one for one in db.session.scalars(select(Person))}
        by = accounts.visitor_of(person[DIRECTOR], at)
        matter = cases.Matter(at.astimezone(ZONE).date(), reason, [person[STAFF].id], note="值班站长目击")
        cases.propose(campaign, rule, matter, [], by=by, at=at)
        db.session.commit()
        return f"/c/{campaign.slug}"


@pytest.mark.parametrize(("width", "language", "javascript"), RUNS)
def test_it_is_asked_for_decided_and_answered(visit, axe, live_server, tmp_path, width, language, javascript):
    page = visit(width, language, javascript=javascript)
    look = (lambda: axe(page)) if javascript else (lambda: None)
    reason = f"离岗超过五分钟 {width} {language} {javascript}"
    base = propose(live_server, tmp_path, reason)

    sign_in(page, STAFF)
    page.goto(f"{base}/score")
    entry = page.locator("details.lb-entry", has_text=reason)
    if entry.first.get_attribute("open") is None:
        entry.first.locator("summary").click()
    entry.first.locator("a[href$='/appeal']").click()
    look()
    page.locator("form [name=text]").fill(WHY)
    page.locator("form [name=files]").set_input_files(photo())
    page.locator("form[action$='/appeal'] .lb-main-action").click()
    page.wait_for_url("**/appeals/*")
    where = page.url
    expect(page.locator("main", has_text=WHY).first).to_be_attached()
    expect(page.locator("main a[href*='/evidence/']").first).to_be_attached()
    expect(page.locator("#decide"), "nobody decides one's own").to_have_count(0)
    look()
    path = where[where.index("/c/") :]
    page.goto(f"{base}/score")
    expect(page.locator(f"main a[href='{path}']").first, "my score leads to it").to_be_attached()

    sign_in(page, LEADER)
    page.goto(f"{base}/")
    expect(page.locator(f"main a[href='{path}']").first, "it waits on the desk").to_be_attached()
    page.goto(f"{base}/appeals?whose=decide")
    look()
    page.goto(where)
    look()
    form = page.locator("#decide")
    form.locator("[name=outcome][value=reduced]").check()
    form.locator("[name=reason]").fill(ANSWER)
    form.locator(".lb-main-action").click()
    expect(page.locator("#decide .lb-field-errors").first, "what remains is needed").to_be_attached()
    expect(page.locator("#decide [name=reason]")).to_have_value(ANSWER)
    look()
    page.locator("#decide [name=outcome][value=overturned]").check()
    page.locator("#decide .lb-main-action").click()
    page.locator("#decide").wait_for(state="detached")
    look()

    sign_in(page, STAFF)
    page.goto(where)
    expect(page.locator("main", has_text=ANSWER).first).to_be_attached()
    look()
