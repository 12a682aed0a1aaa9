from datetime import date

from services import curve
from services.curve import Step

FIRST, LAST = date(2018, 11, 1), date(2018, 11, 10)


def day(number):
    return date(2018, 11, number)


def test_one_off_counts_from_the_day_it_is_accepted_even_early():
    steps = (Step(day(8), day(3)),)
    assert not curve.is_accepted(steps, day(2))
    assert curve.is_accepted(steps, day(3))
    assert curve.is_accepted(steps, day(9))


def test_a_recurring_item_counts_while_all_that_is_due_is_accepted():
    steps = (Step(day(2), day(2)), Step(day(5), day(6)), Step(day(9), None))
    assert [number for number in range(1, 11) if curve.is_accepted(steps, day(number))] == [2, 3, 4, 6, 7, 8]


def test_nothing_due_yet_is_nothing_accepted():
    assert not curve.is_accepted((Step(day(9), None),), day(1))


def test_the_curve_says_the_same_as_the_rule_on_every_day():
    items = [
        (Step(day(8), day(3)),),
        (Step(day(2), day(2)), Step(day(5), day(6)), Step(day(9), None)),
        (Step(day(4), None),),
        (Step(day(1), day(7)), Step(day(7), day(7))),
        (Step(day(3), day(3)), Step(day(3), day(5))),
    ]
    drawn = curve.of_items(items, FIRST, LAST, date(2018, 12, 1))
    for number in range(1, 11):
        accepted = sum(curve.is_accepted(steps, day(number)) for steps in items)
        planned = sum(min(step.due_on for step in steps) <= day(number) for steps in items)
        assert (drawn.planned[number - 1], drawn.accepted[number - 1]) == (planned, accepted), number


def test_what_was_accepted_is_drawn_up_to_today_only():
    drawn = curve.of_items([(Step(day(2), day(2)),)], FIRST, LAST, day(4))
    assert drawn.accepted == [0, 1, 1, 1]
    assert drawn.planned == [0] + [1] * 9
    assert curve.of_items([(Step(day(2), None),)], FIRST, LAST, date(2018, 10, 1)).accepted == []


def test_what_was_due_before_the_campaign_counts_from_its_first_day():
    drawn = curve.of_items([(Step(date(2018, 10, 1), date(2018, 10, 2)),)], FIRST, LAST, day(1))
    assert drawn.planned[0] == 1
    assert drawn.accepted == [1]


def test_what_is_due_today_does_not_count_before_the_day_is_over():
    steps = (Step(day(2), day(2)), Step(day(9), None))
    assert curve.is_accepted(steps, day(9), is_over=False)
    assert not curve.is_accepted(steps, day(9))
    drawn = curve.of_items([steps, (Step(day(9), None),)], FIRST, LAST, day(9))
    assert (drawn.planned[8], drawn.accepted[8]) == (1, 1)
    assert drawn.planned[9] == 2
