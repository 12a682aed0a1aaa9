"""What `make run` does: prepares the database, says where Lookback is, serves it, and lets time tick.

From the environment: HOST (127.0.0.1), PORT (8000), DEMO (0: start empty), DATABASE_URL, WEB_CONCURRENCY (2).
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
TICK_SECONDS = 300.0
START_SECONDS = 30.0
STOP_SECONDS = 15.0
FIRST_PORT, LAST_PORT = 1, 65535


def main() -> int:
    """Serve until told to stop; the exit status says whether it could start."""
    host, port = os.environ.get("HOST", "127.0.0.1"), chosen_port()
    if not is_free(host, port):
        print(f"Port {port} is taken; choose another with PORT={other_than(port)} make run", file=sys.stderr)
        return 1
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    print("Preparing the database…", flush=True)
    flask("db", "upgrade")
    notes = prepare_data(with_demo=os.environ.get("DEMO", "1") != "0")
    signal.signal(signal.SIGTERM, stop)
    with serving(host, port) as server:
        try:
            wait_for(server, host, port)
            print(f"\nLookback is at {address(host, port)} (Ctrl-C stops it)\n\n{notes}", flush=True)
            return tick_until_ended(server)
        except KeyboardInterrupt:
            print("\nStopping…", flush=True)
            return 0


def chosen_port() -> int:
    """The port of the environment, or the end with one line that says what is wrong with it."""
    written = os.environ.get("PORT", "8000")
    if not written.isdecimal() or not FIRST_PORT <= int(written) <= LAST_PORT:
        sys.exit(f"PORT={written} is not a port; choose a number from {FIRST_PORT} to {LAST_PORT}")
    return int(written)


def other_than(port: int) -> int:
    """A port to propose instead of the one that is taken."""
    return port + 1 if port < LAST_PORT else port - 1


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prepare_data(*, with_demo: bool) -> str:
    """Fill a new database as wished; what the person at the terminal should know."""
    if not with_demo:
        return flask("first-administrator")
    flask("demo", "load", "--if-empty")
    return flask("demo", "accounts")


def flask(*words: str) -> str:
    """Run one of our commands and give back what it printed; its failure is ours."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *words],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        print(done.stdout, end="", file=sys.stderr)
        sys.exit(f"`flask --app app {' '.join(words)}` failed; Lookback was not started")
    return done.stdout


@contextlib.contextmanager
def serving(host: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as a child, ended with us whatever happens."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "gunicorn.conf.py",
            "--bind",
            bind,
            "app:create_app()",
        ],
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C reaches us alone; we then end the server in good order
    )
    try:
        yield server
    finally:
        end(server)


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to finish its requests and go; insist when it does not."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


def wait_for(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once the server answers; end when it has died or takes too long."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((reachable(host), port), timeout=1):
            return
        time.sleep(0.1)
    sys.exit("The web server did not start; the reason stands above")


def reachable(host: str) -> str:
    """Where a browser on this machine finds a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 -- compared, not bound


def address(host: str, port: int) -> str:
    """What to type into the browser."""
    name = reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def tick_until_ended(server: subprocess.Popen[bytes]) -> int:
    """Let the server run, with `flask tick` at the start and every five minutes; its exit status."""
    while True:
        tick()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return server.wait(TICK_SECONDS)


def tick() -> None:
    """Do what the passing of time causes; a failure is reported and tried again next time."""
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "app", "tick", "--quiet"], cwd=ROOT, check=False)
    if done.returncode:
        print("`flask tick` failed; it is tried again in five minutes", file=sys.stderr, flush=True)


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends us as Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
