"""Servers as `make run` starts them, the process that asks them, and sessions that signed in through the door."""

import contextlib
import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlencode

import serve
from config import ROOT

HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """One that runs: its port, and the process whose children are its workers."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor that its workers have used."""
        total = 0
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError, IndexError):
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[1]) == self.pid:
                        total += int(fields[11]) + int(fields[12])
        return total / TICKS


@contextlib.contextmanager
def serving(url: str, app: str = "app:create_app()", workers: int = 2) -> Iterator[Server]:
    """A gunicorn on that database with the app's own settings, on a free port of this machine."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"{HOST}:{port}", app],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "WEB_CONCURRENCY": str(workers)},
        start_new_session=True,
    )
    try:
        serve.wait_for(process, HOST, port)
        yield Server(port, process.pid)
    finally:
        serve.end(process)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Client:
    """The second process that asks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.client"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._orders: IO[str] = self._process.stdin  # type: ignore[assignment]
        self._answers: IO[str] = self._process.stdout  # type: ignore[assignment]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def ask(self, server: Server, path: str, cookie: str = "", *, count: int = 1, at_once: int = 1) -> dict[str, Any]:
        """So many requests of a page; raises RuntimeError when one of them did not answer with it."""
        order = {"port": server.port, "path": path, "cookie": cookie, "count": count, "at_once": at_once}
        self._orders.write(json.dumps(order) + "\n")
        self._orders.flush()
        answer: dict[str, Any] = json.loads(self._answers.readline())
        if answer["statuses"] != [200]:
            message = f"{path} answered {answer['statuses']}"
            raise RuntimeError(message)
        return answer


def sign_in(server: Server, staff_no: str, password: str) -> str:
    """The session's cookie of who signs in at the door."""
    page = fetch(server, "/signin")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    form = urlencode({"csrf_token": token.group(1) if token else "", "staff_no": staff_no, "password": password})
    answer = fetch(server, "/signin", page.cookie, method="POST", body=form)
    if answer.status != 303:
        message = f"{staff_no} could not sign in: {answer.status}"
        raise RuntimeError(message)
    return answer.cookie


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def cookie(self) -> str:
        """The cookie that it set."""
        return self.headers.get("set-cookie", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.raw) if packed else self.raw).decode()

    @property
    def weight(self) -> int:
        """Bytes of head and body as they went over the line."""
        return len(self.raw) + sum(len(name) + len(value) + 4 for name, value in self.headers.items())


def fetch(
    server: Server, path: str, cookie: str = "", *, method: str = "GET", body: str = "", **headers: str
) -> Answer:
    """One request as a browser sends it, compressed where the server does so."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
    sent = {"Cookie": cookie, "Accept-Encoding": "gzip", "Accept-Language": "zh"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    if method == "POST":
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body or None, sent)
    answer = connection.getresponse()
    raw = answer.read()
    connection.close()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, raw)
