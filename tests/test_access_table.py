"""Every route, walked as everyone and as nobody, against the table written in access_table.txt.

A route that is not in the table fails, and so does a line of a route that is gone. `python -m pytest
tests/test_access_table.py --write-access-table` prints what is seen, to be read before it is kept.
"""

from pathlib import Path

import pytest

from extensions import db
from models.person import Appointment
from tests.walking import put_back, session_of

TABLE = Path(__file__).with_name("access_table.txt")
PEOPLE = (
    "administrator",
    "leader",
    "deputy",
    "member",
    "director",
    "head",
    "second_head",
    "liaison",
    "squad_leader",
    "duty_manager",
    "staff",
    "second_staff",
    "payroll",
    "supervisor",
    "nobody",
)
EVERYONE = "everyone"
SIGNED_IN = "signed in"
FORBIDDEN, NOT_FOUND, SEE_OTHER, UNAUTHORIZED = 403, 404, 303, 401


@pytest.fixture
def walked(app, cast, running, everything, client, sign_in, at_time):
    """(endpoint, method) -> who is let in."""
    with app.app_context():
        head = db.session.query(Appointment).filter_by(person_id=cast.head.id).one()
        own = {"accounts.end_appointment": {"person_id": cast.head.id, "appointment_id": head.id}}
    values = {**everything, "slug": running.slug, "token": "none"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    seen: dict[tuple[str, str], list[str]] = {}
    with at_time():
        for name in PEOPLE:
            with client.session_transaction() as session:
                session.clear()
            if name != "nobody":
                sign_in(client, getattr(cast, name))
            walk(app, client, rules, values, own, name, seen)
    return seen


def walk(app, client, rules, values, own, name, seen) -> None:
    """Knock at every route as whoever sits at the client."""
    for rule in rules:
        address = rule.rule
        for argument in rule.arguments:
            converter = "int:" if f"<int:{argument}>" in address else ""
            address = address.replace(
                f"<{converter}{argument}>", str(own.get(rule.endpoint, values).get(argument) or values[argument])
            )
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            lets_in = seen.setdefault((rule.endpoint, method), [])
            if is_let_in(app, client, address, method, values):
                lets_in.append(name)


def is_let_in(app, client, address, method, values) -> bool:
    """Whether the table lets this person do it; whatever the request did is undone."""
    with app.app_context():
        undone = db.engine.begin_nested()
    before = session_of(client)
    answer = client.open(address, method=method, data=values if method == "POST" else None)
    undone.rollback()
    put_back(client, before)
    assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
    to_the_door = answer.status_code == SEE_OTHER and "/signin" in answer.headers["Location"]
    at_the_door = address in ("/signin", "/signout")
    return answer.status_code not in (FORBIDDEN, NOT_FOUND, UNAUTHORIZED) and (at_the_door or not to_the_door)


def said(names: list[str]) -> str:
    """Who is let in, in the table's words."""
    if tuple(names) == PEOPLE:
        return EVERYONE
    if tuple(names) == PEOPLE[:-1]:
        return SIGNED_IN
    return " ".join(names) or "-"


@pytest.mark.slow
def test_every_route_lets_in_whom_the_table_names_and_nobody_else(walked, pytestconfig):
    lines = [f"{endpoint} {method}: {said(names)}" for (endpoint, method), names in sorted(walked.items())]
    if pytestconfig.getoption("--write-access-table"):
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    written = TABLE.read_text(encoding="utf-8").splitlines()
    assert lines == written
