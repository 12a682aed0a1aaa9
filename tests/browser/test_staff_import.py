"""The staff list: taken in on a phone without JavaScript, printed as slips, and again next month at the desk."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.browser.people import ADMINISTRATOR, sign_in
from tests.browser.steps.story import ZONE

HEADINGS = ["工号", "姓名", "部室", "班组", "岗位", "职务", "手机"]
ROWS = """
    SELECT person.staff_no, person.name, unit.name, unit.kind, above.name, coalesce(post.name, '')
    FROM person JOIN membership ON membership.person_id = person.id AND membership.until IS NULL
    JOIN unit ON unit.id = membership.unit_id JOIN unit above ON above.id = unit.parent_id
    LEFT JOIN post ON post.id = membership.post_id
    WHERE person.active AND above.kind IN ('station', 'department', 'bureau') AND unit.kind <> 'bureau'
    ORDER BY person.staff_no
"""
ANSWERS = """
    SELECT person.staff_no, person.name FROM checklist_item item JOIN person ON person.id = item.responsible_id
    WHERE item.ended_at IS NULL AND EXISTS (
        SELECT 1 FROM occurrence WHERE occurrence.item_id = item.id AND occurrence.state <> 'accepted'
    ) AND person.staff_no > 'D016' ORDER BY person.staff_no LIMIT 1
"""


def asked(server, query):
    with closing(sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///"), timeout=30)) as rows:
        return rows.execute(query).fetchall()


def staff(server) -> dict[str, list[str]]:
    """Everyone of the station as an office's list has them, by staff number."""
    found = {}
    for staff_no, name, unit, kind, above, post in asked(server, ROWS):
        places = {"station": ["站领导", ""], "department": [unit, ""], "squad": [above, unit]}[kind]
        found[staff_no] = [staff_no, name, *places, post, "", ""]
    return found


def paste(page, rows):
    page.goto("/people")
    page.locator("a", has_text="从名单读入").click()
    page.locator("main form textarea").fill("\n".join("\t".join(row) for row in [["职工花名册"], HEADINGS, *rows]))
    page.locator("button", has_text="读取名单").click()
    expect(page.locator("#preview form")).to_be_visible()


def tiles(page) -> list[str]:
    return page.locator("#preview .lb-tile-number").all_text_contents()


def test_a_staff_list_comes_in_and_next_month_s_says_who_joined_moved_and_left(visit, axe, fresh_server):
    phone = visit("phone", javascript=False, server=fresh_server)
    sign_in(phone, ADMINISTRATOR)
    take_in(phone, staff(fresh_server))
    password = phone.locator(".lb-slip", has_text="N902").locator(".lb-slip-password").text_content()
    sign_in(phone, "N902", password)
    assert phone.url.endswith("/password")

    desk = visit("desk", server=fresh_server)
    sign_in(desk, ADMINISTRATOR)
    desk.goto("/people/import")
    axe(desk)
    leaver = asked(fresh_server, ANSWERS)[0][0]
    rows = staff(fresh_server)
    del rows[leaver]
    rows["N902"][3] = ""
    rows["N903"] = ["N903", "讲解员丙", "宣传步", "讲解班", "讲解员", "", ""]
    taker = take_in_next(desk, axe, leaver, rows)
    assert not asked(fresh_server, f"SELECT 1 FROM person WHERE staff_no = '{leaver}' AND active")
    answering = (
        f"SELECT count(*) FROM checklist_item JOIN person ON person.id = responsible_id WHERE staff_no = '{taker}'"
    )
    assert asked(fresh_server, answering)[0][0] > 0
    desk.goto(f"/people?q={leaver}&left=1")
    expect(desk.locator("#people")).to_contain_text(leaver)


def take_in(page, everybody) -> None:
    """The first list, with a squad leader and a member of a new squad; their slips stand on the page at the end."""
    newcomers = [
        ["N901", "讲解员甲", "宣传部", "讲解班", "讲解员", "班长", "13800000000"],
        ["N902", "讲解员乙", "宣传部", "讲解班", "讲解员", "", "13800000001"],
    ]
    paste(page, [*everybody.values(), *newcomers])
    assert tiles(page) == ["2", "0", "0", str(len(everybody))]
    expect(page.locator("#preview")).to_contain_text("手机")
    page.locator("[name=appointed][value=N901]").check()
    page.locator("button[name=confirm]").click()
    page.wait_for_url("**/people/slips")
    assert page.locator("[name=person]:checked").count() == 2
    page.locator("button", has_text="生成账号条").click()
    expect(page.locator(".lb-slip")).to_have_count(2)
    assert page.locator(".lb-slip svg.lb-qr").first.bounding_box()["width"] > 60


def take_in_next(page, axe, leaver, rows) -> str:
    """The next list, on which the leaver is missing; whoever takes over what is open is named by staff number."""
    paste(page, rows.values())
    assert tiles(page)[:3] == ["1", "1", "1"]
    axe(page)
    left = page.locator("#preview .lb-list-row", has_text=leaver)
    left.locator("[name=left]").check()
    heir = left.locator("select[name^=heir_]").first
    heir.select_option(index=heir.locator("option").count() - 1)
    taker = heir.locator("option:checked").text_content().split()[0]
    page.locator("button[name=confirm]").click()
    expect(page.locator("#since_errors")).to_be_visible()  # who came today cannot move today
    assert left.locator("[name=left]").is_checked()
    axe(page)
    tomorrow = datetime.now(ZONE).date() + timedelta(days=1)
    page.locator("#preview [name=since]").fill(tomorrow.isoformat())
    page.locator("button[name=confirm]").click()
    page.wait_for_url("**/people/slips")
    axe(page)
    page.locator("button", has_text="生成账号条").click()
    expect(page.locator(".lb-slip")).to_have_count(1)
    axe(page)
    return taker
