"""`make run`: what it says and does at its start and its end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

import serve

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0


def start(folder: Path, port: int, **more: str) -> subprocess.Popen:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'lookback.db'}",
        "EVIDENCE_FOLDER": str(folder / "evidence"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **more,
    }
    return subprocess.Popen(
        [sys.executable, "serve.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_taken_port_is_one_line_with_the_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        out, err = start(tmp_path, port).communicate(timeout=PATIENCE)
    assert err == f"Port {port} is taken; choose another with PORT={port + 1} make run\n"
    assert out == ""


@pytest.mark.parametrize("written", ["no", "0", "70000", "-1"])
def test_a_port_that_is_none_is_said(monkeypatch, written):
    monkeypatch.setenv("PORT", written)
    with pytest.raises(SystemExit, match=f"PORT={written} is not a port"):
        serve.chosen_port()


def test_the_address_is_one_that_a_browser_reaches():
    assert serve.address("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert serve.address("::1", 8001) == "http://[::1]:8001"


def read_until(process: subprocess.Popen, word: str) -> str:
    """What it printed up to the line with that word."""
    seen, limit = "", time.monotonic() + PATIENCE
    while word not in seen and time.monotonic() < limit:
        line = process.stdout.readline()
        assert line, f"ended early:\n{seen}\n{process.stderr.read()}"
        seen += line
    return seen


def stopped(process: subprocess.Popen) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, err


@pytest.mark.slow
def test_it_serves_the_demo_stops_cleanly_and_keeps_its_data(tmp_path, port):
    for _time in ("first", "again"):
        process = start(tmp_path, port)
        try:
            assert f"http://127.0.0.1:{port}" in read_until(process, "Lookback is at")
            assert urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE).status == 200
            status, err = stopped(process)
        finally:
            process.kill()
        assert (status, err) == (0, "")
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            pytest.fail("something still listens there")
    assert (tmp_path / "lookback.db").exists()


@pytest.mark.slow
def test_without_the_demo_it_prints_the_first_administrators_address(tmp_path, port):
    process = start(tmp_path, port, DEMO="0")
    try:
        read_until(process, "Lookback is at")
        address = next(word for line in process.stdout for word in line.split() if word.startswith("http"))
        assert address.startswith(f"http://127.0.0.1:{port}/")
        assert b"password" in urlopen(address, timeout=PATIENCE).read()
        assert stopped(process)[0] == 0
    finally:
        process.kill()
