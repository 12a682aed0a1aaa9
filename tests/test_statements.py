"""What a page costs: as many statements at 200 rows of everything as at 10, and the frame itself costs one."""

import pytest
from flask.testing import FlaskClient

from tests.factories.many import Many
from tests.walking import address_of, rules_of

READERS = ("director", "head", "staff", "administrator", "payroll")
FEW, MANY = 10, 200
MORE = (
    "/c/love/progress?state=overdue",
    "/c/love/progress?light=red",
    "/c/love/progress?unit={department}",
    "/c/love/progress?q=1",
    "/c/love/progress/paper?from=2018-11-01&to=2018-11-30",
    "/c/love/findings?state=all",
    "/c/love/findings?state=overdue&unit={department}",
    "/c/love/cases?state=posted",
    "/c/love/cases?state=on_notice",
    "/c/love/cases?mine=about&q=职工",
    "/c/love/cases/record?q=zg&words=1&rule_id={rule}&persons=1&persons=2",
    "/c/love/appeals?whose=decide",
    "/c/love/appeals?whose=asked",
    "/c/love/ledger?q=职工",
    "/c/love/scores?of=units",
    "/c/love/scores?period=month&q=职工",
    "/c/love/cases/propose?rule_id={rule}",
    "/c/love/checklists/{checklist}?area={area}",
    "/c/love/scores?of=units&period=month",
    "/c/love/scores.xlsx?of=units",
    "/c/love/score?period=month",
    "/c/love/months/201808/closing",
    "/c/love/months/201808/pay",
    "/c/love/months/201808/pay.xlsx",
    "/people?q=职工",
)


@pytest.fixture
def plain(app):
    """A client that does not validate: other tests read these pages."""
    app.test_client_class = FlaskClient
    return app.test_client()


@pytest.mark.slow
@pytest.mark.any_database
def test_no_page_costs_more_statements_at_200_rows_than_at_10(
    app, cast, running, everything, plain, sign_in, at_time, statements
):
    values = {**everything, "slug": running.slug, "token": "none"}
    named = {
        "department": cast.department_id,
        "rule": running.penalty_id,
        "checklist": running.checklist_id,
        "area": running.area_id,
    }
    addresses = [address_of(rule, values) for rule in rules_of(app, "GET")] + [one.format(**named) for one in MORE]
    costs = []
    for start, stop in ((0, FEW), (FEW, MANY)):
        with app.app_context():
            Many(cast, running, everything).add(start, stop)
        with at_time():
            costs.append(dict(costs_of(plain, sign_in, cast, addresses, statements)))
    few, many = costs
    assert len(few) > len(addresses)
    grown = [
        f"{who} {address}: {few[who, address]} → {cost}"
        for (who, address), cost in many.items()
        if cost > few[who, address]
    ]
    assert not grown, "\n".join(grown)


def costs_of(client, sign_in, cast, addresses, statements):
    """((who, address), statements) of every page that this person may see."""
    for who in READERS:
        sign_in(client, getattr(cast, who))
        client.get("/password")
        for address in addresses:
            with statements() as seen:
                answer = client.get(address)
            assert answer.status_code < 500, f"{address}: {answer.status_code}"
            if answer.status_code == 200:
                yield (who, address), len(seen)


def test_the_frame_costs_one_statement(client, cast, sign_in, statements):
    sign_in(client, cast.head)
    client.get("/password")
    with statements() as seen:
        assert client.get("/password").status_code == 200
    assert len(seen) == 1, seen
