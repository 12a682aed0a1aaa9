import pytest

from models.event import Event
from models.notice import Notice
from models.refusals import WrongState
from services import months
from tests.factories.months import OPENED, check_all, make_record, open_list, part_of, publish


def test_the_head_marks_the_own_department_checked(session, cast, running):
    month_list = open_list(running, cast)
    part = part_of(month_list, cast.department_id)
    months.check(part, by=cast.head.visitor(OPENED), at=OPENED)
    assert (part.checked_by_id, part.checked_at) == (cast.head.id, OPENED)
    assert months.unchecked(month_list.id) == ["票务部", "综合部"]
    assert month_list.version == 2
    assert session.query(Event).filter_by(act="month.checked", ref_id=part.id).count() == 1


def test_a_department_is_checked_once(cast, running):
    part = part_of(open_list(running, cast), cast.department_id)
    months.check(part, by=cast.head.visitor(OPENED), at=OPENED)
    with pytest.raises(WrongState, match="checked_already"):
        months.check(part, by=cast.head.visitor(OPENED), at=OPENED)


def test_on_notice_nobody_checks_any_more(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = open_list(running, cast)
    check_all(month_list, cast)
    part = part_of(month_list, cast.department_id)
    part.checked_at = None
    months.check(part, by=cast.head.visitor(OPENED), at=OPENED)
    publish(month_list, cast)
    part.checked_at = None
    with pytest.raises(WrongState, match="check_over"):
        months.check(part, by=cast.head.visitor(OPENED), at=OPENED)


def test_the_director_is_told_when_the_last_has_checked(session, cast, running):
    month_list = open_list(running, cast)
    months.check(part_of(month_list, cast.office_department_id), by=cast.director.visitor(OPENED), at=OPENED)
    months.check(part_of(month_list, cast.department_id), by=cast.head.visitor(OPENED), at=OPENED)
    assert not session.query(Notice).filter_by(key="month.all_checked").count()
    months.check(part_of(month_list, cast.second_department_id), by=cast.second_head.visitor(OPENED), at=OPENED)
    assert [one.person_id for one in session.query(Notice).filter_by(key="month.all_checked")] == [cast.director.id]
