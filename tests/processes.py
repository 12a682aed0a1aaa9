"""Runs one function in several real processes at the same moment, for what only real concurrency shows.

    def confirm(case_id): ...                       # at the top level of the test's module

    outcomes = run_together(own_database, confirm, [(7,), (7,)])
    assert [outcome.error for outcome in outcomes].count(None) == 1

Each process makes its own app on the database, says that it is ready, and starts when all are. The function runs
inside an app context and commits itself; what it returns comes back through JSON, what it raises by its name. A process
that is done waits for the next task: importing the app is most of what it costs.
"""

import importlib.util
import json
import subprocess
import sys
import threading
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
    workers = [_idle.pop() if _idle else Worker() for _call in calls]
    late = threading.Timer(PATIENCE, lambda: [worker.end() for worker in workers])
    late.start()
    try:
        for worker, call in zip(workers, calls, strict=True):
            worker.tell(json.dumps([url, code.co_filename, function.__name__, list(call)]))
        for worker in workers:
            assert worker.hears() == "ready"
        for worker in workers:
            worker.tell("go")
        outcomes = [Outcome(**json.loads(worker.hears())) for worker in workers]
    except BaseException:
        for worker in workers:
            worker.end()
        raise
    finally:
        late.cancel()
    _idle.extend(workers)
    return outcomes


class Worker:
    """A process of its own that does one task after the other, until nobody gives it any."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hears(self) -> str:
        """The next line that it prints."""
        line = self.process.stdout.readline()
        assert line, "a process ended; what it said stands in the captured errors"
        return line.strip()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


_idle: list[Worker] = []


def _work(url: str, file: str, name: str, call: Sequence[Any]) -> dict[str, Any]:
    app = make_app(url, Path(file).parent / "no-evidence")
    function = getattr(_module(file), name)
    structure._kept.clear()  # what the last database held
    with app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        try:
            return {"value": function(*call)}
        except Exception as error:  # noqa: BLE001 -- whatever it is, the parent is told
            return {"error": type(error).__name__, "message": str(error)}
        finally:
            db.session.remove()
            db.engine.dispose()


def _module(file: str) -> Any:
    specification = importlib.util.spec_from_file_location("tests_in_a_process", file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


if __name__ == "__main__":
    from extensions import db
    from services import structure
    from tests.databases import make_app

    for task in sys.stdin:
        print(json.dumps(_work(*json.loads(task))), flush=True)
