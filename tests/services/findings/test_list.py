from access import visible
from models.finding import Finding, FindingSource
from services import finding_lists
from services.finding_lists import PAGE, Filter
from tests.factories import looking


def listed(running, who, **asked):
    seen = visible(who.visitor(looking.AT), Finding, looking.campaign_of(running))
    return finding_lists.page_of(seen, Filter(**asked), at=looking.AT)


def numbers(page):
    return [row.number for row in page.rows]


def test_newest_first_and_only_what_the_reader_may_see(session, cast, running):
    looking.make_finding(running, cast)
    looking.make_finding(running, cast, unit_id=cast.second_department_id, owner=cast.second_staff)
    assert numbers(listed(running, cast.director)) == [2, 1]
    assert numbers(listed(running, cast.head)) == [1]
    assert numbers(listed(running, cast.second_staff)) == [2]


def test_filters_by_state_unit_source_owner_recurrence_and_words(session, cast, running):
    closed = looking.make_finding(running, cast, item_id=running.item_id)
    looking.submit(closed, cast.staff)
    looking.close_out(closed, cast.director)
    again = looking.make_finding(running, cast, item_id=running.item_id, source=FindingSource.BUREAU)
    again.text = "上级通报:没有登记"
    session.flush()
    assert numbers(listed(running, cast.director)) == [2]
    assert numbers(listed(running, cast.director, state="closed")) == [1]
    assert numbers(listed(running, cast.director, state="all", source=FindingSource.BUREAU)) == [2]
    assert numbers(listed(running, cast.director, state="all", owner_id=cast.head.id)) == []
    assert numbers(listed(running, cast.director, state="all", recurrent=True)) == [2]
    assert numbers(listed(running, cast.director, state="all", text="通报")) == [2]
    assert numbers(listed(running, cast.director, state="all", text="w-0001")) == [1]
    assert numbers(listed(running, cast.director, state="all", text="100%")) == []


def test_one_opened_again_after_closing_is_recurrent(session, cast, running):
    from services import findings

    found = looking.make_finding(running, cast)
    looking.submit(found, cast.staff)
    looking.close_out(found, cast.director)
    assert not listed(running, cast.director, state="all").rows[0].recurs
    findings.reopen(found, reason="又没登记", by=cast.director.visitor(looking.AT), at=looking.AT)
    assert listed(running, cast.director).rows[0].recurs


def test_pages_lead_to_the_older_and_back_to_the_newer(session, cast, running):
    for _ in range(PAGE + 5):
        looking.make_finding(running, cast)
    first = listed(running, cast.director)
    assert (len(first.rows), first.newer) == (PAGE, None)
    second = listed(running, cast.director, before=first.older)
    assert (numbers(second), second.older) == ([5, 4, 3, 2, 1], None)
    back = listed(running, cast.director, after=second.newer)
    assert (numbers(back), back.newer) == (numbers(first), None)


def test_the_chips_count_under_the_other_filters(session, cast, running):
    looking.submit(looking.make_finding(running, cast), cast.staff)
    looking.make_finding(running, cast)
    seen = visible(cast.director.visitor(looking.AT), Finding, looking.campaign_of(running))
    counts = finding_lists.counts(seen, Filter(), at=looking.LATER)
    assert counts == {"open": 2, "overdue": 1, "submitted": 1, "closed": 0, "all": 2}
