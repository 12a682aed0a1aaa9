"""Verify the ledger of a Lookback database without Lookback: only Python's standard library and docs/ledger.md.

    python verify_ledger.py lookback.db
    python verify_ledger.py lookback.db --checkpoint love.json --public-key 3b6a27bc…

Says for each campaign that its entries are as they were posted, or names the first bad one and exits with 1. The file
is opened read-only. Signatures are checked when PyNaCl or cryptography can be imported; all else needs neither.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
CHECKED, FORGED, UNKNOWN = (
    "signature right",
    "signature wrong",
    "signature not checked: neither PyNaCl nor cryptography",
)
ENTRIES = """
    SELECT e.canon, e.campaign_id, e.number, e.posted_at, e.posted_on, e.month, e.line_id, COALESCE(r.number, 0),
           COALESCE(e.person_id, 0), COALESCE(e.unit_id, 0), COALESCE(e.home_unit_id, 0), e.rule_code,
           e.rulebook_version, e.effect_id, e.measure, e.asked, e.cut, e.amount, e.balance, e.proposer_id,
           e.confirmer_id, e.digest, e.previous_hash, e.hash, e.id, e.reverses_id
    FROM ledger_entry e LEFT JOIN ledger_entry r ON r.id = e.reverses_id
    WHERE e.campaign_id = ? ORDER BY e.number"""
TEXTS = """
    SELECT c.id, r.text, c.reason, c.decision_reason
    FROM case_line l JOIN point_case c ON c.id = l.case_id JOIN point_rule r ON r.id = c.rule_id
    WHERE l.id = ?"""
EVIDENCE = """
    SELECT e.kind, e.sha256, e.text, e.url
    FROM evidence_use u JOIN evidence e ON e.id = u.evidence_id
    WHERE u.ref_kind = 'point_case' AND u.ref_id = ? ORDER BY e.id"""
REVERSAL = "SELECT reason FROM event WHERE ref_kind = 'ledger_entry' AND ref_id = ? AND act = 'ledger.reversed'"
NUMBER, LINE, RULE_CODE, DIGEST, PREVIOUS, HASH, ID, REVERSES = 2, 6, 11, 21, 22, 23, 24, 25


class BadError(Exception):
    """What is wrong, in words."""


def sha256(text: str) -> str:
    """The hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(row: tuple[Any, ...]) -> str:
    """The hash that an entry with these values must have."""
    values = list(row[:HASH])
    values[RULE_CODE] = str(values[RULE_CODE]).encode().hex()
    return sha256("|".join(str(value) for value in values))


def digest_of(database: sqlite3.Connection, row: tuple[Any, ...]) -> str:
    """The digest that an entry must have by the texts and the evidence that stand behind it today."""
    case_id, rule, reason, second = database.execute(TEXTS, (row[LINE],)).fetchone()
    if row[REVERSES] is not None:
        second = "".join(database.execute(REVERSAL, (row[ID],)).fetchone() or ("",))
    parts = [sha256(rule), sha256(reason), sha256(second)]
    for kind, file_hash, text, url in database.execute(EVIDENCE, (case_id,)):
        parts.append(file_hash if kind == "file" else sha256(text if kind == "note" else url))
    return sha256("|".join(parts))


def entries(database: sqlite3.Connection, campaign_id: int) -> Iterator[tuple[Any, ...]]:
    """The entries in their order, one at a time."""
    yield from database.execute(ENTRIES, (campaign_id,))


def verify(database: sqlite3.Connection, campaign_id: int, head: tuple[int, str], kept: dict[int, str]) -> None:
    """Raises BadError with the first bad entry. `kept`: the hashes that checkpoints name, by number."""
    expected, previous = 1, GENESIS
    rows = entries(database, campaign_id)
    for row in rows:
        number = row[NUMBER]
        if number > expected and expected <= head[0]:
            raise BadError(f"entry {expected} is missing")
        if number != expected or number > head[0]:
            raise BadError(f"entry {number} was never posted")
        if hash_of(row) != row[HASH]:
            raise BadError(f"entry {number} was changed")
        if row[PREVIOUS] != previous:
            raise BadError(misfit(row, next(rows, None), head[1]))
        if kept.get(number, row[HASH]) != row[HASH]:
            raise BadError(f"entry {number} is not the one of the checkpoint: it or one before it was rewritten")
        if digest_of(database, row) != row[DIGEST]:
            raise BadError(f"entry {number} stands on a rule, a reason or evidence that was changed")
        expected, previous = number + 1, row[HASH]
    if expected <= max([head[0], *kept]):
        raise BadError(f"entry {expected} is missing")
    if previous != head[1]:
        raise BadError(f"entry {head[0]} is not the one that the head names: it was rewritten")


def misfit(row: tuple[Any, ...], after: tuple[Any, ...] | None, last_hash: str) -> str:
    """Of two neighbours that do not fit, the one rewritten: not this one, if what comes after remembers its hash."""
    if row[NUMBER] > 1 and row[HASH] == (last_hash if after is None else after[PREVIOUS]):
        return f"entry {row[NUMBER] - 1} was rewritten together with its hash"
    return f"entry {row[NUMBER]} does not follow the one before it"


def checkpoint_of(text: str) -> dict[str, Any]:
    """What the file says. Raises BadError when it is no checkpoint of form 1."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said["lookback_checkpoint"] != 1:
            raise BadError("the checkpoint has a form that is not known here")
    except (ValueError, KeyError, TypeError):
        raise BadError("the file is no checkpoint") from None
    return said


def signed_text(said: dict[str, Any]) -> bytes:
    """What the signature of a checkpoint stands under."""
    slug = said["campaign"].encode().hex()
    values = (1, said["campaign_id"], slug, said["number"], said["hash"], said["made_at"], said["public_key"])
    return "|".join(["lookback-checkpoint", *(str(value) for value in values)]).encode("ascii")


def signature_of(said: dict[str, Any]) -> str:
    """CHECKED, FORGED, or UNKNOWN where no library is at hand."""
    key, signature = bytes.fromhex(said["public_key"]), bytes.fromhex(said["signature"])
    try:
        from nacl.exceptions import BadSignatureError  # noqa: PLC0415 -- optional
        from nacl.signing import VerifyKey  # noqa: PLC0415
    except ImportError:
        return _signature_by_cryptography(key, signature, signed_text(said))
    try:
        VerifyKey(key).verify(signed_text(said), signature)
    except BadSignatureError:
        return FORGED
    return CHECKED


def _signature_by_cryptography(key: bytes, signature: bytes, text: bytes) -> str:
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 -- optional
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    except ImportError:
        return UNKNOWN
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return FORGED
    return CHECKED


def trusted(file: Path, public_key: str | None) -> dict[str, Any]:
    """The checkpoint of a file, after what can be said of its signature was said."""
    said = checkpoint_of(file.read_text(encoding="utf-8"))
    if public_key is None:
        print(f"the checkpoint says that {said['public_key']} signed it: compare it with the key you noted")
    elif public_key != said["public_key"]:
        raise BadError(f"the checkpoint was signed by another key: {said['public_key']}")
    outcome = signature_of(said)
    if outcome == FORGED:
        raise BadError("the signature of the checkpoint is wrong: the checkpoint was changed")
    print(f"the checkpoint of {said['campaign']}, entries 1-{said['number']}: {outcome}")
    return said


def main(words: list[str] | None = None) -> int:
    """0 when all hold."""
    parser = argparse.ArgumentParser(description="Verify the ledger of a Lookback database (SQLite).")
    parser.add_argument("database", type=Path)
    parser.add_argument("--checkpoint", type=Path, help="also hold the ledger against this file")
    parser.add_argument("--public-key", help="the key that must have signed it, in hexadecimal")
    asked = parser.parse_args(words)
    database = sqlite3.connect(f"{asked.database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        said = trusted(asked.checkpoint, asked.public_key) if asked.checkpoint else None
    except BadError as bad:
        print(bad, file=sys.stderr)
        return 1
    status = 0
    campaigns = database.execute("SELECT id, slug FROM campaign ORDER BY id").fetchall()
    if said is not None and said["campaign_id"] not in [campaign_id for campaign_id, _slug in campaigns]:
        print(f"there is no campaign with id {said['campaign_id']}", file=sys.stderr)
        status = 1
    for campaign_id, slug in campaigns:
        found = database.execute(
            "SELECT last_number, last_hash FROM ledger_head WHERE campaign_id = ?", (campaign_id,)
        ).fetchone()
        head = found or (0, GENESIS)
        kept = {said["number"]: said["hash"]} if said is not None and said["campaign_id"] == campaign_id else {}
        try:
            verify(database, campaign_id, head, kept)
        except BadError as bad:
            print(f"{slug}: {bad}", file=sys.stderr)
            status = 1
        else:
            print(f"{slug}: entries 1-{head[0]} are as they were posted" if head[0] else f"{slug}: no entries yet")
    return status


if __name__ == "__main__":
    sys.exit(main())
