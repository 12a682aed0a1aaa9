"""200 writes from six clients on a real server: no number twice, no case twice, nothing lost, none refused as locked."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from extensions import db, writing
from models.case import CaseState, PointCase
from models.event import Event
from models.ledger import LedgerEntry
from models.notice import Notice
from services import chain, totals
from tests.browser.conftest import free_port
from tests.databases import make_app
from tests.factories import make_campaign, make_cast, points
from tests.factories.cast import PASSWORD

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent
PROPOSALS_EACH, CONFIRMATIONS_EACH = 34, 33
START_SECONDS = 30.0


class Client:
    """A browser without a screen: one connection, its cookies, and the token of its forms."""

    def __init__(self, port: int, staff_no: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=90)
        self.cookies: dict[str, str] = {}
        self.token = self.read_token("/signin")
        status, _body = self.send("/signin", staff_no=staff_no, password=PASSWORD)
        assert status == 303
        self.token = self.read_token("/notices")

    def read_token(self, path: str) -> str:
        status, body = self.ask("GET", path)
        assert status == 200, (path, status)
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', body)[1]

    def send(self, path: str, **form: object) -> tuple[int, str]:
        return self.ask("POST", path, urlencode({"csrf_token": self.token, **form}))

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.status, text


@pytest.fixture
def made(own_database, tmp_path):
    """An app on the server's database, the cast, the campaign and the cases that wait for the leader."""
    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        cast = make_cast()
        running = make_campaign(cast)
        waiting = [points.make_penalty(running, cast).id for _ in range(3 * CONFIRMATIONS_EACH)]
        db.session.commit()
        db.session.remove()
    yield app, cast, running, waiting
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def port(own_database, made, tmp_path):
    """Gunicorn with two workers on that database."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": own_database,
        "EVIDENCE_FOLDER": str(tmp_path / "evidence"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    with (tmp_path / "server.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(server, port)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(server: subprocess.Popen, port: int) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and server.poll() is None:
        probe = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            probe.request("GET", "/signin")
            probe.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            probe.close()
    pytest.fail("the server did not start")


def test_200_writes_from_six_clients_are_all_kept(made, port):
    app, cast, running, waiting = made

    def propose(name: str, staff_no: str) -> list[int]:
        client = Client(port, staff_no)
        matter = {
            "rule_id": running.penalty_id,
            "happened_on": "2018-11-19",
            "persons": cast.staff.id,
            "note": "值班站长目击",
        }
        return [
            client.send("/c/love/cases/propose", **matter, request_key=f"{name}-{n}", reason=f"{name}-{n}")[0]
            for n in range(PROPOSALS_EACH)
        ]

    def confirm(cases: list[int], staff_no: str) -> list[int]:
        client = Client(port, staff_no)
        return [client.send(f"/c/love/cases/{case_id}/confirm", version=1)[0] for case_id in cases]

    with ThreadPoolExecutor(6) as pool:
        jobs = [
            pool.submit(propose, name, staff_no) for name, staff_no in (("a", "T005"), ("b", "T006"), ("c", "T010"))
        ]
        jobs += [pool.submit(confirm, waiting[start::3], "T002") for start in range(3)]
        statuses = Counter(status for job in jobs for status in job.result())
    writes = 3 * (PROPOSALS_EACH + CONFIRMATIONS_EACH)
    assert writes >= 200
    assert statuses == {303: writes}

    with app.app_context():
        proposed = db.session.scalars(select(PointCase).where(PointCase.state == CaseState.PROPOSED)).all()
        assert {case.reason for case in proposed} == {f"{name}-{n}" for name in "abc" for n in range(PROPOSALS_EACH)}
        numbers = db.session.scalars(select(PointCase.number).order_by(PointCase.number)).all()
        assert numbers == list(range(1, len(waiting) + 3 * PROPOSALS_EACH + 1))
        entries = db.session.scalars(select(LedgerEntry.number).order_by(LedgerEntry.number)).all()
        assert entries == list(range(1, 2 * len(waiting) + 1))
        assert chain.verify(running.campaign_id) is None
        assert totals.differences(running.campaign_id) == []
        acts = Counter(db.session.scalars(select(Event.act).where(Event.act.in_(("case.proposed", "case.confirmed")))))
        assert acts == {"case.proposed": len(numbers), "case.confirmed": len(waiting)}
        told = db.session.query(Notice).filter_by(person_id=cast.staff.id, key="case.confirmed").count()
        assert told == len(waiting)
