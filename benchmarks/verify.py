"""Verifying the ledger: its speed as a share of hashlib alone over the same bytes, and the memory that it takes.

    python -m benchmarks.verify URL CAMPAIGN_ID        verifies once in a process of its own, for its memory
    python -m benchmarks.verify URL CAMPAIGN_ID share  against hashlib alone, before and after

The bytes are those that verify itself hands to hashlib: every so many of them are kept while it runs once, untimed.
"""

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app import create_app
from config import ROOT
from extensions import db
from services import chain

KEPT = 200_000  # about so many of the hashed texts are kept
HASHES_PER_ENTRY = 2  # about
GOAL, MOST_MB = 0.5, 100


def measure(url: str, campaign_id: int, count: int) -> dict[str, Any]:
    """Entries per second, their share of hashlib's, and the most memory of a process that only verifies."""
    alone = _run(url, campaign_id)
    found = _run(url, campaign_id, "share")
    return {
        "entries": count,
        "entries_per_second": round(count / found["verify"]),
        "share": round(found["hashlib"] / found["verify"], 2),
        "goal": GOAL,
        "memory_mb": alone["memory_mb"],
        "most_mb": MOST_MB,
        "memory_before_mb": alone["before_mb"],
    }


def _run(url: str, campaign_id: int, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.verify", url, str(campaign_id), *words],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def memory() -> int:
    """The most that this process has had so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def verified(campaign_id: int) -> float:
    """Seconds of one verification; raises RuntimeError when it finds a fault."""
    start = time.perf_counter()
    fault = chain.verify(campaign_id)
    took = time.perf_counter() - start
    db.session.rollback()
    if fault is not None:
        message = f"entry {fault.number}: {fault.wrong}"
        raise RuntimeError(message)
    return took


def hashed(pieces: list[bytes]) -> float:
    """Seconds that hashlib alone takes."""
    start = time.perf_counter()
    for piece in pieces:
        hashlib.sha256(piece).hexdigest()
    return time.perf_counter() - start


def share(campaign_id: int) -> dict[str, float]:
    """Verify between two runs of hashlib alone over what verify hashes."""
    every = max(chain.last_number(campaign_id) * HASHES_PER_ENTRY // KEPT, 1)
    kept: list[bytes] = []
    calls = 0

    def sha256(data: bytes) -> Any:
        nonlocal calls
        calls += 1
        if calls % every == 0:
            kept.append(data)
        return hashlib.sha256(data)

    chain.hashlib = SimpleNamespace(sha256=sha256)  # type: ignore[assignment]
    verified(campaign_id)
    chain.hashlib = hashlib
    before = hashed(kept)
    took = verified(campaign_id)
    after = hashed(kept)
    return {"verify": took, "hashlib": (before + after) / 2 * calls / len(kept)}


def main() -> None:
    """One line of JSON."""
    url, campaign_id, *words = sys.argv[1:]
    with create_app({"SQLALCHEMY_DATABASE_URI": url}).app_context():
        chain.last_number(int(campaign_id))
        if words:
            print(json.dumps(share(int(campaign_id))))
        else:
            before = memory()
            took = verified(int(campaign_id))
            print(json.dumps({"verify": took, "before_mb": before, "memory_mb": memory()}))


if __name__ == "__main__":
    main()
