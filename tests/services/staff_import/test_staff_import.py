"""A staff list is compared with who is there, and saved in one act."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from extensions import db
from importers.staff_sheet import read
from models.campaign import Document
from models.checklist import ChecklistItem
from models.event import Event
from models.finding import Finding
from models.notice import Notice
from models.person import Membership, Person, Role
from models.refusals import Incomplete, NotYourOwn, RuleBroken, Stale
from models.unit import Post, Unit
from services import accounts, handing_over, people, staff_import, structure
from services.staff_changes import Typed
from services.staff_comparison import compare
from services.staff_places import nearest
from tests.importers.test_staff_sheet import table

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)
TODAY = date(2018, 11, 20)
HEADINGS = "工号|姓名|部室|班组|岗位|职务|手机"
STAFF = {  # the cast's station as it stands
    "T001": "T001|系统管理员|综合部||||13800000000",
    "T002": "T002|站长|站领导|||站长|",
    "T003": "T003|副站长甲|站领导||||",
    "T004": "T004|副站长乙|站领导||||",
    "T005": "T005|办公室主任|综合部|||主任|",
    "T006": "T006|站务部负责人|站务部|||负责人|",
    "T007": "T007|票务部负责人|票务部|||部长|",
    "T008": "T008|站务部联络员|站务部|||联络员|",
    "T009": "T009|服务班班长|站务部|服务班||班长|",
    "T010": "T010|值班站长|站务部|||值班站长|",
    "T011": "T011|服务员甲|站务部|服务班|服务员||",
    "T012": "T012|售票员甲|票务部||||",
    "T013": "T013|劳资员|综合部||||",
}


def listed(**changes):
    """The whole staff but for what changes: T011="…" is another row, T011=None leaves one out."""
    rows = [row for row in (STAFF | changes).values() if row]
    return read([table("\n".join([HEADINGS, *rows]))])


@pytest.fixture
def by(session, cast):
    return cast.administrator.visitor(AT)


@pytest.fixture
def compared(cast, by):
    def compared(found, typed=None):
        house = structure.read()
        card = house.units[cast.station_id]
        return compare(found, card, house.units.values(), typed or Typed(TODAY), by=by)

    return compared


@pytest.fixture
def saved(cast, by):
    def saved(found, **said):
        document = staff_import.keep(found, "", cast.station_id, by=by, at=AT, request_key=None)
        typed = replace(Typed(TODAY), **said)
        cards = structure.read().units.values()
        return staff_import.adopt(document, cards, typed, version=document.version, by=by, at=AT)

    return saved


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def numbered(staff_no):
    return db.session.execute(select(Person).filter_by(staff_no=staff_no)).scalar_one()


# ------------------------------------------------------------------------------------------------ comparing
def test_the_list_of_those_who_are_there_changes_nothing(compared, saved):
    result = compared(listed())
    assert (result.unchanged, result.joined, result.moved, result.left, result.faults) == (13, [], [], [], [])
    assert not result.places.unknown
    assert not [one for one in result.proposed if not one.against]
    assert result.without_right == {"站长": 1}
    before = count(Event), count(Membership)
    done = saved(listed())
    assert (done.joined, done.moved, done.left, done.appointed) == (0, 0, 0, 0)
    of_the_document = db.session.scalar(select(func.count()).where(Event.ref_kind == "document"))
    assert (count(Event) - of_the_document, count(Membership)) == before


def test_joined_moved_renamed_and_left_are_named_before_anything_is_saved(compared, cast):
    result = compared(
        listed(
            T009="T009|服务班班长|票务部||||",
            T011="T011|服务员甲|站务部||服务员||",
            T012=None,
            T013="T013|劳资员更名|综合部||||",
            N1="N1|售票员甲|票务部||售票员||",
        )
    )
    assert [(one.row.staff_no, one.place.unit_id, one.namesake) for one in result.joined] == [
        ("N1", cast.second_department_id, "T012")
    ]
    assert [(one.row.staff_no, one.old, one.place.words) for one in result.moved] == [
        ("T009", "服务班", "票务部"),
        ("T011", "服务班 · 服务员", "站务部"),
    ]
    assert [(role, unit) for _id, role, unit in result.moved[0].held] == [(Role.HEAD, "服务班")]
    assert [(one.row.staff_no, one.old) for one in result.renamed] == [("T013", "劳资员")]
    assert [one.staff_no for one in result.left] == ["T012"]
    assert [(one.name, one.chosen) for one in result.places.unknown.values()] == [("售票员", "new")]


def test_a_list_without_squads_or_posts_says_nothing_about_them(compared):
    plain = "\n".join(["工号|姓名|部门", *("|".join(row.split("|")[:3]) for row in STAFF.values())])
    result = compared(read([table(plain)]))
    assert (result.unchanged, result.moved, result.left) == (13, [], [])


def test_faults_of_the_list_and_of_what_is_there_are_said_together_and_nothing_is_saved(compared, saved, cast):
    found = listed(
        T014="T014|上级主管|综合部||||", N1="N1||票务部||||", N2="N2|乙||运维组|||", T012="T012|售票员甲|站务部||||"
    )
    typed = Typed(date(2018, 1, 1))
    assert sorted(one.key for one in compared(found, typed).faults) == [
        "staff_elsewhere",
        "staff_moved_before",
        "staff_name_missing",
        "staff_squad_alone",
    ]
    assert "staff_squad_alone" in [one.key for one in compared(read([table("工号|姓名|班组\nN2|乙|运维组")])).faults]
    before = count(Person)
    with pytest.raises(Incomplete):
        saved(found)
    assert count(Person) == before


def test_the_nearest_unit_is_offered_by_sound_or_characters_but_never_under_another_number(compared):
    known = [(1, "票务部"), (2, "客运一班"), (3, "服务班"), (4, "站务部")]
    assert nearest("票务步", known)[0][1] == 1
    assert nearest("客运二班", known) == []
    assert nearest("爱心服务班", known)[0] == (0.9, 3)
    result = compared(listed(T012="T012|售票员甲|票务步||||", N1="N1|甲|信息部|运维组|工程师||"))
    asked = {one.name: (one.chosen.isdigit(), one.chosen) for one in result.places.unknown.values()}
    assert asked["票务步"][0]
    assert asked["信息部"] == asked["工程师"] == (False, "new")
    assert result.joined[0].place.made == ("信息部", "运维组")


def test_a_duty_is_proposed_only_where_it_is_plain_and_the_seat_is_free(compared):
    result = compared(
        listed(
            T007=None,
            N1="N1|甲|站务部|||主任|",
            N2="N2|乙|站务部|客运一班||班长|",
            N3="N3|丙|综合部|||联络员|",
            N4="N4|丁|站务部|客运二班||班长|",
            N5="N5|戊|站务部|客运二班||组长|",
            N6="N6|己|票务部|||经理|",
            N7="N7|庚|票务部|||副经理|",
        )
    )
    assert [(one.row.staff_no, one.role.value, one.against, one.holder) for one in result.proposed] == [
        ("N1", "head", "staff_headed", "站务部负责人"),
        ("N2", "head", "", ""),
        ("N3", "liaison", "", ""),
        ("N4", "head", "staff_two_heads", ""),
        ("N5", "head", "staff_two_heads", ""),
        ("N6", "head", "", "票务部负责人"),
    ]
    assert result.without_right == {"站长": 1, "副经理": 1}


def test_comparing_costs_as_many_statements_for_many_as_for_few(compared, statements):
    def cost(people_count):
        extra = {f"N{number}": f"N{number}|甲|站务部||服务员||" for number in range(people_count)}
        with statements() as seen:
            compared(listed(T011=None, **extra))
        return len(seen)

    cost(1)
    assert cost(5) == cost(60)


# ------------------------------------------------------------------------------------------------ saving
def test_saving_makes_units_posts_and_people_without_a_password_and_ends_memberships(saved, cast):
    done = saved(
        listed(
            T009="T009|服务班班长|票务部||||",
            N1="N1|甲|信息部|运维组|工程师|班长|",
            N2="N2|乙|信息部|运维组|工程师||",
            N3="N3|丙||||站长|",
        ),
        appointed=frozenset({"N1", "N3"}),
    )
    assert (done.joined, done.moved, done.appointed) == (3, 1, 1)
    squad = db.session.execute(select(Unit).filter_by(name="运维组")).scalar_one()
    assert squad.parent.name == "信息部"
    first = accounts.visitor_of(numbered("N1"), AT)
    assert (first.unit_id, first.post_name, first.must_change_password) == (squad.id, "工程师", True)
    assert [(grant.role, grant.unit_id) for grant in first.grants] == [(Role.HEAD, squad.id)]
    assert numbered("N1").password_hash is None
    assert not accounts.matches(None, "")
    assert accounts.visitor_of(numbered("N3"), AT).grants == ()
    assert accounts.visitor_of(numbered("N3"), AT).unit_id == cast.station_id
    moved = numbered("T009")
    assert [(one.unit_id, one.since, one.until) for one in moved.memberships] == [
        (cast.second_department_id, TODAY, None),
        (cast.squad_id, date(2018, 1, 1), date(2018, 11, 19)),
    ]
    assert accounts.visitor_of(moved, AT).grants == ()
    assert db.session.scalar(select(func.count()).where(Post.name == "工程师")) == 1


def test_a_name_that_is_another_one_is_left_out_without_a_tick(saved):
    found = listed(T012="T012|另一人|站务部||||")
    saved(found)
    assert numbered("T012").name == "售票员甲"
    assert saved(found, renamed=frozenset({"T012"})).renamed == 1
    assert (numbered("T012").name, numbered("T012").memberships[0].unit.name) == ("另一人", "站务部")


def test_who_left_keeps_the_account_without_a_tick_and_comes_back_with_the_next_list(saved, cast):
    without = listed(T012=None)
    assert saved(without).left == 0
    assert numbered("T012").active
    assert saved(without, left=frozenset({cast.second_staff.id, cast.administrator.id})).left == 1
    assert not numbered("T012").active
    assert numbered("T001").active
    assert saved(listed(), since=date(2018, 11, 21)).joined == 1
    back = numbered("T012")
    assert back.active
    assert back.memberships[0].since == date(2018, 11, 21)


def test_one_who_is_not_on_the_list_any_more_is_not_made_head_beside_who_stays(saved, cast):
    found = listed(T007=None, N6="N6|己|票务部|||经理|")
    with pytest.raises(RuleBroken) as refused:
        saved(found, appointed=frozenset({"N6"}))
    assert refused.value.key == "staff_headed"


def test_the_head_of_before_goes_in_the_same_act(saved, cast):
    found = listed(T007=None, N6="N6|己|票务部|||经理|")
    done = saved(found, appointed=frozenset({"N6"}), left=frozenset({cast.second_head.id}))
    assert (done.left, done.appointed) == (1, 1)


def test_an_unknown_name_must_be_said_and_a_second_press_is_too_late(saved, by, cast):
    found = listed(N1="N1|甲|站务部|爱心服务组|||")
    document = staff_import.keep(found, "", cast.station_id, by=by, at=AT, request_key=None)
    cards = list(structure.read().units.values())
    with pytest.raises(Incomplete) as refused:
        staff_import.adopt(document, cards, Typed(TODAY), version=document.version, by=by, at=AT)
    assert refused.value.key == "staff_unknown"
    field = next(iter(compare_of(document, cards, cast, by).places.unknown))
    seen = document.version
    typed = Typed(TODAY, chosen={field: str(cast.squad_id)})
    staff_import.adopt(document, cards, typed, version=seen, by=by, at=AT)
    assert numbered("N1").memberships[0].unit_id == cast.squad_id
    with pytest.raises(RuleBroken):
        staff_import.adopt(document, cards, typed, version=seen, by=by, at=AT)


def compare_of(document, cards, cast, by):
    return compare(
        staff_import.list_of(document),
        next(card for card in cards if card.id == cast.station_id),
        cards,
        Typed(TODAY),
        by=by,
    )


def test_a_new_list_takes_the_place_of_the_draft_and_no_telephone_number_is_stored(by, cast):
    first = staff_import.keep(listed(), "", cast.station_id, by=by, at=AT, request_key=None)
    second = staff_import.keep(listed(T012=None), "", cast.station_id, by=by, at=AT, request_key=None)
    assert (first.state, staff_import.draft_for(cast.station_id, by).id) == ("discarded", second.id)
    with pytest.raises(Stale):
        staff_import.save(second, Typed(TODAY), version=77, by=by, at=AT)
    for stored in db.session.scalars(select(Document)):
        assert "138" not in f"{stored.text}{stored.draft}"
    typed = Typed(TODAY, {"unit_1": "new"}, frozenset({"a"}), frozenset(), frozenset({1}), frozenset(), {"heir_1_2": 3})
    staff_import.save(second, typed, version=second.version, by=by, at=AT)
    assert staff_import.typed_of(second, TODAY) == typed


# ------------------------------------------------------------------------------------------------ handing over
def answering(running, person_id):
    for item_id in (running.item_id, running.weekly_id):
        db.session.get_one(ChecklistItem, item_id).responsible_id = person_id
    db.session.flush()


def test_what_somebody_who_left_answered_for_goes_to_another_person_of_the_unit(saved, compared, running, cast):
    answering(running, cast.staff.id)
    found = listed(T011=None)
    bequest = compared(found).bequests[cast.staff.id][0]
    assert (bequest.unit_id, len(bequest.work), bequest.heir_id) == (cast.department_id, 2, cast.head.id)
    assert cast.second_staff.id not in [heir.id for heir in bequest.heirs]
    done = saved(found, left=frozenset({cast.staff.id}), heirs={bequest.field: cast.liaison.id})
    assert done.handed == 2
    assert db.session.get_one(ChecklistItem, running.item_id).responsible_id == cast.liaison.id
    acts = db.session.scalars(select(Event.act).where(Event.ref_kind == "checklist_item", Event.at == AT)).all()
    assert acts.count("item.assigned") == 2
    told = db.session.execute(select(Notice.person_id, Notice.key).where(Notice.at == AT)).all()
    assert {(cast.liaison.id, "items_assigned"), (cast.head.id, "items_handed_over")} <= {tuple(one) for one in told}


def test_without_a_tick_or_an_heir_nothing_is_handed_over(saved, running, cast):
    answering(running, cast.staff.id)
    assert saved(listed(T011=None)).handed == 0
    assert saved(listed(T011=None), left=frozenset({cast.staff.id}), heirs={}).handed == 0
    assert db.session.get_one(ChecklistItem, running.item_id).responsible_id == cast.staff.id


def test_findings_and_parts_are_handed_over_and_only_what_is_open(saved, running, cast, everything):
    finding = db.session.get_one(Finding, everything["finding_id"])
    assert finding.owner_id == cast.staff.id
    saved(listed(T011="T011|服务员甲|票务部||服务员||"))
    assert finding.owner_id == cast.head.id


def test_while_somebody_belongs_to_the_unit_only_its_head_assigns(by, running, cast):
    answering(running, cast.staff.id)
    work = handing_over.open_work([cast.staff.id])
    with pytest.raises(NotYourOwn):
        handing_over.hand_over(work, cast.liaison.id, by=by, at=AT)
    people.deactivate(db.session.get_one(Person, cast.staff.id), by=by, at=AT)
    with pytest.raises(RuleBroken):
        handing_over.hand_over(work, cast.second_staff.id, by=by, at=AT)


def test_work_stays_with_who_moves_on_a_later_day_until_that_day(saved, compared, by, running, cast):
    answering(running, cast.staff.id)
    found, later = listed(T011="T011|服务员甲|票务部||服务员||"), date(2018, 12, 1)
    assert cast.staff.id in compared(found).bequests
    assert cast.staff.id not in compared(found, Typed(later)).bequests
    work = handing_over.open_work([cast.staff.id])
    assert saved(found, since=later).handed == 0
    with pytest.raises(NotYourOwn):
        handing_over.hand_over(work, cast.liaison.id, by=by, at=AT)


def test_a_list_does_not_hold_from_a_day_that_is_far_away(saved):
    with pytest.raises(RuleBroken, match="staff_since_far") as refused:
        saved(listed(), since=date(2019, 1, 1))
    assert refused.value.field == "since"


def test_what_was_given_to_somebody_else_meanwhile_stays_theirs(by, running, cast):
    answering(running, cast.staff.id)
    work = handing_over.open_work([cast.staff.id])
    people.deactivate(db.session.get_one(Person, cast.staff.id), by=by, at=AT)
    newer = update(ChecklistItem).where(ChecklistItem.id == running.item_id).values(responsible_id=cast.head.id)
    db.session.execute(newer.execution_options(synchronize_session=False))
    assert handing_over.hand_over(work, cast.liaison.id, by=by, at=AT) == 1
    assert db.session.get_one(ChecklistItem, running.item_id).responsible_id == cast.head.id
    assert db.session.get_one(ChecklistItem, running.weekly_id).responsible_id == cast.liaison.id


def test_a_list_that_is_put_away_leaves_nothing_of_anybody(by, cast):
    document = staff_import.keep(listed(), "", cast.station_id, by=by, at=AT, request_key=None)
    staff_import.discard(document, by=by, at=AT)
    assert (document.text, document.draft) == ("", {})
