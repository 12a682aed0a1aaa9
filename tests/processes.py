"""Runs one function in several real processes at the same moment, for what only real concurrency shows.

    def confirm(case_id): ...                       # at the top level of the test's module

    outcomes = run_together(own_database, confirm, [(7,), (7,)])
    assert [outcome.error for outcome in outcomes].count(None) == 1

Each process makes its own app on the database, says that it is ready, and starts when all are. The function runs
inside an app context and commits itself; what it returns comes back through JSON, what it raises by its name.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0


@dataclass(frozen=True)
class Outcome:
    """What one process came to: a value, or the name of what was raised and its message."""

    value: Any = None
    error: str | None = None
    message: str = ""


def run_together(url: str, function: Callable[..., Any], calls: Sequence[Sequence[Any]]) -> list[Outcome]:
    """One process for each of `calls`, all let go at once; their outcomes in the same order."""
    code = function.__code__
    workers = [_start(url, code.co_filename, function.__name__, call) for call in calls]
    try:
        for worker in workers:
            assert worker.stdout.readline() == "ready\n", worker.communicate()[1]
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        return [_outcome(worker) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _start(url: str, file: str, name: str, call: Sequence[Any]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.processes", file, name, json.dumps(list(call))],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _outcome(worker: subprocess.Popen) -> Outcome:
    out, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    return Outcome(**json.loads(out.splitlines()[-1]))


def _work(file: str, name: str, call: str) -> None:
    from tests.databases import make_app

    app = make_app(os.environ["DATABASE_URL"], Path(file).parent / "no-evidence")
    function = getattr(_module(file), name)
    with app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        try:
            outcome = {"value": function(*json.loads(call))}
        except Exception as error:  # noqa: BLE001 -- whatever it is, the parent is told
            outcome = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(outcome), flush=True)


def _module(file: str) -> Any:
    specification = importlib.util.spec_from_file_location("tests_in_a_process", file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


if __name__ == "__main__":
    _work(*sys.argv[1:])
