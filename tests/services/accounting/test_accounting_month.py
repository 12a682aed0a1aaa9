from datetime import UTC, date, datetime

import pytest

from services import accounting
from tests.factories import points

AT = datetime(2018, 12, 3, 2, 0, tzinfo=UTC)


def test_a_matter_belongs_to_the_month_in_which_it_happened_while_that_is_open():
    assert accounting.accounting_month(date(2018, 11, 19), 0) == 201811
    assert accounting.accounting_month(date(2018, 11, 19), 201810) == 201811


@pytest.mark.parametrize(("closed", "month"), [(201811, 201812), (201812, 201901)])
def test_a_matter_of_a_closed_month_belongs_to_the_earliest_open_one(closed, month):
    assert accounting.accounting_month(date(2018, 11, 19), closed) == month


def test_an_entry_is_posted_to_the_earliest_open_month(running, cast, session):
    case = points.make_penalty(running, cast)
    points.make_close(running.campaign_id, 201811, cast.director.id)
    (number, *_rest) = points.confirm(case, cast.leader, AT)
    assert points.entry(running.campaign_id, number).month == 201812
