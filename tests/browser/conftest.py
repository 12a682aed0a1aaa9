"""The journeys' machinery: a real server on its own demo database, a real Chromium, and axe on every page."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import lacks

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = Path(__file__).parent / "axe.min.js"
BONES = r"""() => document.documentElement.clientWidth + document.documentElement.outerHTML
    .replace(/>\s*[^<\s][^<]*</g, '>x<').replace(/ (value|title|content|datetime|href|action)="[^"]+"/g, ' $1=x')
    .replace(/[0-9]+/g, '')"""
_without_violation: set[str] = set()
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
START_SECONDS = 60.0
PATIENCE_MILLISECONDS = 20_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# ------------------------------------------------------------------------------------------------ the server
@dataclass(frozen=True)
class LiveServer:
    """A running Lookback: where it is, and what its commands need to reach the same data."""

    url: str
    environment: dict[str, str]

    def flask(self, *words: str) -> str:
        """Run one of our commands on the server's data; what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"flask {' '.join(words)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def without_notice(self) -> Iterator[None]:
        """Meanwhile cases are on notice for no day: what is proposed may be confirmed on the same day."""
        with closing(sqlite3.connect(self.environment["DATABASE_URL"].removeprefix("sqlite:///"), timeout=30)) as rows:
            rows.execute(
                "INSERT INTO setting (organisation_id, key, value) SELECT id, 'notice_days', '0' FROM unit "
                "WHERE kind = 'station'"
            )
            rows.commit()
            yield
            rows.execute("DELETE FROM setting WHERE key = 'notice_days'")
            rows.commit()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data of a new installation, made by our own commands; servers start on copies of it."""
    with_chromium()
    folder = tmp_path_factory.mktemp("migrated")
    LiveServer("", environment_in(folder)).flask("db", "upgrade")
    return folder


@pytest.fixture(scope="session")
def demo_loaded(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The same with the demo organisation, as it is loaded today."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(migrated, folder, dirs_exist_ok=True)
    LiveServer("", environment_in(folder)).flask("demo", "load")
    return folder


def environment_in(folder: Path) -> dict[str, str]:
    """The environment of a process whose data lies in `folder`."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'lookback.db'}",
        "EVIDENCE_FOLDER": str(folder / "evidence"),
    }


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory, demo_loaded: Path) -> Iterator[LiveServer]:
    """One server for all journeys of this process, with the demo organisation loaded."""
    with started(tmp_path_factory.mktemp("live"), demo_loaded) as server:
        yield server


@pytest.fixture
def fresh_server(tmp_path: Path, demo_loaded: Path) -> Iterator[LiveServer]:
    """A server of this test alone, with the demo as it was loaded."""
    with started(tmp_path, demo_loaded) as server:
        yield server


@pytest.fixture
def empty_server(tmp_path: Path, migrated: Path) -> Iterator[LiveServer]:
    """A server of this test alone, without anybody in it."""
    with started(tmp_path, migrated) as server:
        yield server


class started:  # noqa: N801 -- reads as a verb: `with started(folder, demo_loaded) as server`
    """Gunicorn with two workers on a free port of this machine, on a copy in `folder` of the data in `source`."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder, self.source = folder, source

    def __enter__(self) -> LiveServer:
        port = free_port()
        environment = environment_in(self.folder) | {"HOST": "127.0.0.1", "PORT": str(port)}
        server = LiveServer(f"http://127.0.0.1:{port}", environment)
        shutil.copytree(self.source, self.folder, dirs_exist_ok=True)
        self.log = (self.folder / "server.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"],
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=self.log,
        )
        self.wait(server.url)
        return server

    def wait(self, url: str) -> None:
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit and self.process.poll() is None:
            try:
                urlopen(url, timeout=5).close()
            except OSError:  # refused, or slow to answer on a busy machine
                time.sleep(0.1)
            else:
                return
        self.__exit__()
        pytest.fail(f"the server did not start:\n{(self.folder / 'server.log').read_text()}")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# ------------------------------------------------------------------------------------------------ the browser
def with_chromium() -> str:
    """Where Chromium is; the test is skipped (with CI=true: fails) when there is none."""
    found = shutil.which("chromium")
    if not found:
        lacks("no chromium here")
    return str(found)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium: Playwright's own download is never used."""
    return {"executable_path": with_chromium(), "args": FLAGS, "headless": True}


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """visit(width="desk"|"phone", language="zh"|"en", javascript=True, server=None): a page of a new visitor,
    on the `live_server` unless another server is named.

    Whatever the page logs as an error, throws, or asks of another host fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def visit(
        width: str = "desk",
        language: str = "zh",
        *,
        javascript: bool = True,
        server: LiveServer | None = None,
    ) -> Page:
        server = server or request.getfixturevalue("live_server")
        across, down = WIDTHS[width]
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": across, "height": down},
            locale=LANGUAGES[language],
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            has_touch=width == "phone",
            is_mobile=width == "phone",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        watch(page, server.url, troubles)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def watch(page: Page, home: str, troubles: list[str]) -> None:
    """Note what goes wrong in the page without anybody seeing it."""
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("request", lambda asked: _foreign(asked.url, home) and troubles.append(f"{page.url} asks {asked.url}"))
    page.on("response", lambda got: got.status >= 500 and troubles.append(f"{got.url} answered {got.status}"))
    page.on(
        "console",
        lambda said: (
            said.type == "error"
            and "Failed to load resource" not in said.text  # a 422 is an answer, not a trouble
            and troubles.append(f"{page.url}: {said.text}")
        ),
    )


def _foreign(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:", "about:"))


# ------------------------------------------------------------------------------------------------ axe
@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """axe(page): no violation of any impact on the page as it stands, and nothing wider than the screen."""
    return violates_nothing


def violates_nothing(page: Page) -> None:
    """Axe is asked once about pages that differ in their words and numbers only; their width is measured each time."""
    assert page.evaluate("matchMedia('(scripting: enabled)').matches"), "axe needs a page with JavaScript"
    bones = page.evaluate(BONES)
    if bones not in _without_violation:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")["violations"]
        lines = [
            f"{violation['impact']} {violation['id']}: {violation['help']}\n    "
            + "\n    ".join(f"{node['target']} {node['html'][:160]}" for node in violation["nodes"][:5])
            for violation in found
        ]
        assert not lines, f"axe on {page.url}:\n" + "\n".join(lines)
        _without_violation.add(bones)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"
