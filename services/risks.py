"""Why something must be re-checked whatever the draw says: it was returned, late, penalised, or lacks its evidence."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, select

from extensions import db
from models.case import CaseLine, PointCase
from models.checklist import ChecklistItem, EvidenceWanted, ItemRevision
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.finding import Finding, Rectification
from models.ledger import LedgerEntry
from models.lookback import LookBackItem
from models.work import Occurrence, OccurrenceState
from services import evidence

RETURNED, LATE, PENALISED, NO_EVIDENCE, NOT_HANDED_IN = "returned", "late", "penalised", "no_evidence", "not_handed_in"
ORDER = (NOT_HANDED_IN, RETURNED, LATE, PENALISED, NO_EVIDENCE)
SHOWN_STATES = (OccurrenceState.DONE, OccurrenceState.ACCEPTED)
Reasons = dict[int, set[str]]


def of_items(campaign_id: int, item_ids: Iterable[int], *, at: datetime) -> Reasons:
    """The risks of a campaign's items by their id, in a number of statements that does not grow with them."""
    wanted = list(item_ids)
    found: Reasons = defaultdict(set)
    rows = db.session.execute(
        select(
            Occurrence.id,
            Occurrence.item_id,
            Occurrence.state,
            Occurrence.note,
            Occurrence.done_at,
            Occurrence.due_at,
            Occurrence.returned_at,
            ItemRevision.evidence_wanted,
        )
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .where(Occurrence.item_id.in_(wanted))
    ).all()
    shown = _evidence_on("occurrence", [row.id for row in rows if row.evidence_wanted is not EvidenceWanted.NONE])
    for row in rows:
        if row.returned_at is not None or row.state is OccurrenceState.RETURNED:
            found[row.item_id].add(RETURNED)
        if (row.done_at or at) > row.due_at:
            found[row.item_id].add(LATE)
        must_show = row.state in SHOWN_STATES or row.due_at <= at
        if must_show and not _has(row.evidence_wanted, row.note, shown[row.id]):
            found[row.item_id].add(NO_EVIDENCE)
    for item_id in _penalised_items(campaign_id, wanted):
        found[item_id].add(PENALISED)
    return found


def of_findings(campaign_id: int, finding_ids: Iterable[int]) -> Reasons:
    """The risks of closed findings: returned while rectified, closed late, penalised, closed without evidence."""
    wanted = list(finding_ids)
    found: Reasons = defaultdict(set)
    rows = db.session.execute(
        select(Finding.id, Finding.closed_at, Finding.due_at, Rectification.id, Rectification.closed_out)
        .outerjoin(Rectification, Rectification.finding_id == Finding.id)
        .where(Finding.id.in_(wanted))
    ).all()
    shown = _evidence_on("rectification", [attempt_id for *_rest, attempt_id, _out in rows if attempt_id is not None])
    for finding_id, closed_at, due_at, attempt_id, closed_out in rows:
        if closed_at is not None and closed_at > due_at:
            found[finding_id].add(LATE)
        if closed_out is False:
            found[finding_id].add(RETURNED)
        if closed_out and not shown[attempt_id]:
            found[finding_id].add(NO_EVIDENCE)
    for _kind, source_id in db.session.execute(
        _penalties(campaign_id, ["finding"]).where(PointCase.source_id.in_(wanted))
    ):
        found[source_id or 0].add(PENALISED)
    return found


def joined(reasons: set[str]) -> str:
    """As they are kept, in one order."""
    return " ".join(one for one in ORDER if one in reasons)


def _has(wanted: EvidenceWanted, note: str, pieces: list[tuple[EvidenceKind, str]]) -> bool:
    photos = sum(media_type.startswith("image/") for _kind, media_type in pieces)
    files = sum(kind is EvidenceKind.FILE for kind, _media_type in pieces)
    return evidence.satisfies(wanted, note=note, photos=photos, files=files)


def _evidence_on(kind: str, ids: list[int]) -> dict[int, list[tuple[EvidenceKind, str]]]:
    found: dict[int, list[tuple[EvidenceKind, str]]] = defaultdict(list)
    if not ids:
        return found
    for ref_id, its_kind, media_type in db.session.execute(
        select(EvidenceUse.ref_id, Evidence.kind, Evidence.media_type)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .where(EvidenceUse.ref_kind == kind, EvidenceUse.ref_id.in_(ids))
    ):
        found[ref_id].append((its_kind, media_type))
    return found


def _penalties(campaign_id: int, kinds: Iterable[str]) -> Select[str | None, int | None]:
    """Kind and id of the sources of posted penalties of which the reversals left something."""
    return (
        select(PointCase.source_kind, PointCase.source_id)
        .join(CaseLine, CaseLine.case_id == PointCase.id)
        .join(LedgerEntry, LedgerEntry.line_id == CaseLine.id)
        .where(PointCase.campaign_id == campaign_id, PointCase.source_kind.in_(list(kinds)))
        .group_by(CaseLine.id, PointCase.source_kind, PointCase.source_id)
        .having(func.sum(LedgerEntry.amount) < 0)
    )


def _penalised_items(campaign_id: int, item_ids: list[int]) -> set[int]:
    """Items that a penalty came from: directly, by an occurrence, a verdict, or a finding on them."""
    homes = (
        ("checklist_item", select(ChecklistItem.id, ChecklistItem.id.label("item_id"))),
        ("occurrence", select(Occurrence.id, Occurrence.item_id)),
        ("lookback_item", select(LookBackItem.id, LookBackItem.item_id)),
        ("finding", select(Finding.id, Finding.item_id)),
    )
    sources = db.session.execute(_penalties(campaign_id, (kind for kind, _query in homes))).all()
    found: set[int] = set()
    for kind, query in homes:
        ids = [source_id for source_kind, source_id in sources if source_kind == kind]
        if not ids:
            continue
        source, item = query.selected_columns
        found |= set(db.session.scalars(select(item).where(source.in_(ids), item.in_(item_ids))))
    return found
