"""The chain of the ledger: what an entry's hash is made of, and whether it still holds. Described in docs/ledger.md."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, SmallInteger, func, select, type_coerce
from sqlalchemy.orm import aliased

from extensions import columns_of, db, insert_missing
from models.campaign import Campaign
from models.case import CaseLine, PointCase
from models.event import Event, Setting
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.ledger import GENESIS, LedgerEntry, LedgerHead
from models.rulebook import PointRule

CANON = 1
ROWS_AT_ONCE = 1000
TEXTS_AT_ONCE = 5000
CHECK_AGAIN, CHECK_NEW = timedelta(days=1), timedelta(hours=1)  # how old a check may be, and with new entries
REVERSED = "ledger.reversed"  # the act whose event keeps the reason of a reversal

_earlier = aliased(LedgerEntry)
_FIELDS = (
    LedgerEntry.canon,
    LedgerEntry.campaign_id,
    LedgerEntry.number,
    LedgerEntry.posted_at,
    LedgerEntry.posted_on,
    LedgerEntry.month,
    LedgerEntry.line_id,
    func.coalesce(_earlier.number, 0),
    func.coalesce(LedgerEntry.person_id, 0),
    func.coalesce(LedgerEntry.unit_id, 0),
    func.coalesce(LedgerEntry.home_unit_id, 0),
    LedgerEntry.rule_code,
    LedgerEntry.rulebook_version,
    LedgerEntry.effect_id,
    type_coerce(LedgerEntry.measure, SmallInteger),
    type_coerce(LedgerEntry.asked, BigInteger),
    type_coerce(LedgerEntry.cut, BigInteger),
    type_coerce(LedgerEntry.amount, BigInteger),
    type_coerce(LedgerEntry.balance, BigInteger),
    LedgerEntry.proposer_id,
    LedgerEntry.confirmer_id,
    LedgerEntry.digest,
    LedgerEntry.previous_hash,
)
ORDER = (
    "canon campaign_id number posted_at posted_on month line_id reverses person_id unit_id home_unit_id rule_code "
    "rulebook_version effect_id measure asked cut amount balance proposer_id confirmer_id digest previous_hash"
).split()
_NUMBER, _RULE_CODE, _PREVIOUS = (ORDER.index(name) for name in ("number", "rule_code", "previous_hash"))
_HASH = len(ORDER)
_FORM = "|".join(["%s"] * _HASH)


class Wrong(StrEnum):
    """What is wrong with the first bad entry."""

    CHANGED = "changed"
    REWRITTEN = "rewritten"
    REMOVED = "removed"
    OUT_OF_PLACE = "out_of_place"
    NOT_POSTED = "not_posted"
    TEXT = "text"
    VOUCHED = "vouched"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Fault:
    """The first entry at which the ledger is no longer what was posted."""

    number: int
    wrong: Wrong


def hash_of(fields: Sequence[Any]) -> str:
    """SHA-256 over the canonical form: the values in the order of ORDER, the rule's code in hexadecimal.

    What follows these values is left alone.
    """
    written = _FORM % (*fields[:_RULE_CODE], _in_hex(fields[_RULE_CODE]), *fields[_RULE_CODE + 1 : _HASH])
    return hashlib.sha256(written.encode("ascii")).hexdigest()


@lru_cache(1024)
def _in_hex(rule_code: str) -> str:
    return rule_code.encode().hex()


def digest_of(rule_text: str, reason: str, second_reason: str, evidence_hashes: Iterable[str]) -> str:
    """SHA-256 over the hashes of the texts behind an entry and of its evidence, in this order."""
    return sha256("|".join((sha256(rule_text), sha256(reason), sha256(second_reason), *evidence_hashes)))


def sha256(text: str) -> str:
    """The hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def evidence_hashes(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """For each case the hashes of its evidence in the order of their ids: a file's own, a note's text, a link's URL."""
    found: dict[int, list[str]] = {case_id: [] for case_id in case_ids}
    rows = db.session.connection().execute(
        select(EvidenceUse.ref_id, Evidence.kind, Evidence.sha256, Evidence.text, Evidence.url)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .where(EvidenceUse.ref_kind == PointCase.__tablename__, EvidenceUse.ref_id.in_(list(found)))
        .order_by(Evidence.id)
    )
    for row in rows:
        own = row.sha256 if row.kind is EvidenceKind.FILE else None
        found[row.ref_id].append(own or sha256(row.text if row.kind is EvidenceKind.NOTE else row.url))
    return found


def verify(campaign_id: int, vouched: Mapping[int, set[str]] | None = None) -> Fault | None:
    """The first entry that was changed, removed, inserted or reordered, or whose texts were; None when all hold.

    `vouched`: the hashes that entries must have by checkpoints, read before; for each number all are the same.
    """
    last_number, last_hash = head(campaign_id)
    vouched = vouched or {}
    expected, previous = 1, GENESIS
    rows = _stream(campaign_id, last_number)
    for row in rows:
        if row[_NUMBER] != expected:
            return _gap(row[_NUMBER], expected)
        if hash_of(row) != row[_HASH]:
            return Fault(expected, Wrong.CHANGED)
        if row[_PREVIOUS] != previous:
            return _misfit(row, next(rows, None), last_hash)
        if expected in vouched and vouched[expected] != {row[_HASH]}:
            return Fault(expected, Wrong.VOUCHED)
        expected, previous = expected + 1, row[_HASH]
    if expected <= last_number or max(vouched, default=0) > last_number:
        return Fault(expected, Wrong.REMOVED)
    rewritten = Fault(last_number, Wrong.REWRITTEN) if previous != last_hash else None
    return rewritten or _beyond_the_head(campaign_id) or _changed_text(campaign_id, last_number)


def head(campaign_id: int) -> tuple[int, str]:
    """The last number and hash of a campaign's ledger."""
    row = db.session.execute(
        select(LedgerHead.last_number, LedgerHead.last_hash).where(LedgerHead.campaign_id == campaign_id)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else (0, GENESIS)


def _gap(number: int, expected: int) -> Fault:
    """Another number than the next one: one is missing before it, or it was never given."""
    return Fault(expected, Wrong.REMOVED) if number > expected else Fault(number, Wrong.NOT_POSTED)


def _misfit(row: Sequence[Any], following: Sequence[Any] | None, last_hash: str) -> Fault:
    """Of two neighbours that do not fit, the one that was rewritten: not this one, if what follows remembers it."""
    remembered = last_hash if following is None else following[_PREVIOUS]
    if remembered == row[_HASH] and row[_NUMBER] > 1:
        return Fault(row[_NUMBER] - 1, Wrong.REWRITTEN)
    return Fault(row[_NUMBER], Wrong.OUT_OF_PLACE)


def _stream(campaign_id: int, last_number: int) -> Iterator[Sequence[Any]]:
    query = (
        select(*_FIELDS, LedgerEntry.hash)
        .outerjoin(_earlier, _earlier.id == LedgerEntry.reverses_id)
        .where(LedgerEntry.campaign_id == campaign_id, LedgerEntry.number <= last_number)
        .order_by(LedgerEntry.number)
    )
    yield from db.session.connection().execute(query, execution_options={"yield_per": ROWS_AT_ONCE})


def _beyond_the_head(campaign_id: int) -> Fault | None:
    """An entry numbered after the head was never posted. One statement: what is posted meanwhile counts as posted."""
    last = select(LedgerHead.last_number).where(LedgerHead.campaign_id == campaign_id).scalar_subquery()
    number = db.session.scalar(
        select(func.min(LedgerEntry.number)).where(
            LedgerEntry.campaign_id == campaign_id, LedgerEntry.number > func.coalesce(last, 0)
        )
    )
    return None if number is None else Fault(number, Wrong.NOT_POSTED)


def _changed_text(campaign_id: int, last_number: int) -> Fault | None:
    """The first entry whose rule text, reasons or evidence are no longer those that were posted.

    Some thousand entries at a time: their cases are read and hashed once, however many entries a case has.
    """
    connection = db.session.connection()
    rules: dict[int, str] = {}
    for start in range(1, last_number + 1, TEXTS_AT_ONCE):
        among = (
            LedgerEntry.campaign_id == campaign_id,
            LedgerEntry.number.between(start, min(start + TEXTS_AT_ONCE - 1, last_number)),
        )
        entries = connection.execute(
            select(LedgerEntry.id, LedgerEntry.number, LedgerEntry.digest, LedgerEntry.reverses_id, CaseLine.case_id)
            .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
            .where(*among)
            .order_by(LedgerEntry.number)
        ).all()
        texts = _texts({case_id for *_entry, case_id in entries}, rules)
        why = _reversal_reasons([entry_id for entry_id, *_, reverses_id, _case in entries if reverses_id is not None])
        for entry_id, number, digest, reverses_id, case_id in entries:
            behind = texts.get(case_id)
            if behind is None:
                return Fault(number, Wrong.TEXT)
            posted = behind.digest if reverses_id is None else behind.reversed_for(why.get(entry_id, ""))
            if posted != digest:
                return Fault(number, Wrong.TEXT)
    return None


def _reversal_reasons(entry_ids: list[int]) -> dict[int, str]:
    """Why each of these entries reversed another, by the events' own index: their table grows with the years."""
    query = select(Event.ref_id, Event.reason).where(
        Event.ref_kind == LedgerEntry.__tablename__, Event.ref_id.in_(entry_ids), Event.act == REVERSED
    )
    return dict(db.session.connection().execute(query).all()) if entry_ids else {}


@dataclass(frozen=True)
class _Texts:
    """What stands behind the entries of one case, hashed; `digest` is that of its postings."""

    rule: str
    reason: str
    evidence: tuple[str, ...]
    digest: str

    def reversed_for(self, reason: str) -> str:
        """The digest of a reversal with this reason."""
        return sha256("|".join((self.rule, self.reason, sha256(reason), *self.evidence)))


def _texts(case_ids: set[int], rules: dict[int, str]) -> dict[int, _Texts]:
    """By case what stands behind it; `rules` keeps the hashes of the rules' texts."""
    connection = db.session.connection()
    hashes = evidence_hashes(case_ids)
    cases = connection.execute(
        select(PointCase.id, PointCase.rule_id, PointCase.reason, PointCase.decision_reason).where(
            PointCase.id.in_(case_ids)
        )
    ).all()
    missing = {rule_id for _case, rule_id, *_reasons in cases} - rules.keys()
    if missing:
        found = connection.execute(select(PointRule.id, PointRule.text).where(PointRule.id.in_(missing)))
        rules.update({rule_id: sha256(text) for rule_id, text in found})
    texts = {}
    for case_id, rule_id, reason, second in cases:
        rule, first, evidence = rules[rule_id], sha256(reason), tuple(hashes[case_id])
        digest = sha256("|".join((rule, first, sha256(second), *evidence)))
        texts[case_id] = _Texts(rule, first, evidence, digest)
    return texts


@dataclass(frozen=True)
class Check:
    """When the ledger was last verified, up to which entry, and what was wrong (None: nothing)."""

    at: datetime
    last_number: int
    fault: Fault | None


def keep(campaign: Campaign, last_number: int, fault: Fault | None, *, at: datetime) -> None:
    """Keep the outcome of a verification, for the line that the pages show."""
    key = _key(campaign.id)
    insert_missing(Setting, organisation_id=campaign.organisation_id, key=key, value={})
    row = db.session.get_one(Setting, (campaign.organisation_id, key), populate_existing=True)
    row.value = {
        "at": at.isoformat(),
        "last": last_number,
        "bad": fault.number if fault else None,
        "wrong": fault.wrong if fault else None,
    }
    db.session.flush()


def last_check(campaign: Campaign) -> Check | None:
    """The last verification; None when there was none yet."""
    kept = columns_of(
        select(Setting.value).where(
            Setting.organisation_id == campaign.organisation_id, Setting.key == _key(campaign.id)
        )
    ).scalar()
    if not kept:
        return None
    fault = Fault(kept["bad"], Wrong(kept["wrong"])) if kept["bad"] is not None else None
    return Check(datetime.fromisoformat(kept["at"]), kept["last"], fault)


def is_check_due(campaign: Campaign, at: datetime) -> bool:
    """Whether the ledger should be verified: never done, a day old, or an hour old with new entries since."""
    last, check = last_number(campaign.id), last_check(campaign)
    if check is None:
        return last > 0
    return at >= check.at + (CHECK_NEW if last != check.last_number else CHECK_AGAIN)


def last_number(campaign_id: int) -> int:
    """The number of the last entry posted."""
    return head(campaign_id)[0]


def _key(campaign_id: int) -> str:
    return f"ledger_check:{campaign_id}"
