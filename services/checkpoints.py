"""Signed checkpoints of the ledger (Ed25519): who kept one can prove later whether the past was rewritten.

What is signed and the file are described in docs/ledger.md.
"""

import json
import os
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select

from extensions import columns_of, db, insert_missing
from models.campaign import Campaign
from models.ledger import LedgerCheckpoint, LedgerHead
from models.refusals import RuleBroken
from services import chain, clocks
from services.chain import Fault, Wrong

FORM = 1
MOST_NOW = 10_000  # entries that are verified while a page waits: about a second
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGEST = re.compile(r"[0-9a-f]{64}")
SIGNATURE = re.compile(r"[0-9a-f]{128}")
FIELDS = {  # name here: name in the file
    "campaign_id": "campaign_id",
    "slug": "campaign",
    "number": "number",
    "hash": "hash",
    "made_at": "made_at",
    "public_key": "public_key",
    "signature": "signature",
}


class UnreadableError(ValueError):
    """What was given is no checkpoint, or no key."""


@dataclass(frozen=True)
class Checkpoint:
    """A campaign's ledger at a moment: the last number and hash, signed. `made_at` in microseconds since 1970."""

    campaign_id: int
    slug: str
    number: int
    hash: str
    made_at: int
    public_key: str
    signature: str = ""

    @property
    def made(self) -> datetime:
        """When it was made, in UTC."""
        return EPOCH + timedelta(microseconds=self.made_at)

    def canonical(self) -> bytes:
        """What is signed: integers and hexadecimal in a fixed order."""
        slug = self.slug.encode().hex()
        signed = (FORM, self.campaign_id, slug, self.number, self.hash, self.made_at, self.public_key)
        return "|".join(("lookback-checkpoint", *(str(value) for value in signed))).encode("ascii")

    def is_signed(self) -> bool:
        """Whether the signature is that of the key that it names."""
        try:
            VerifyKey(bytes.fromhex(self.public_key)).verify(self.canonical(), bytes.fromhex(self.signature))
        except (CryptoError, ValueError):
            return False
        return True

    def content(self) -> dict[str, Any]:
        """What the file says; `made` says `made_at` again, for people."""
        return {
            "lookback_checkpoint": FORM,
            "campaign_id": self.campaign_id,
            "campaign": self.slug,
            "number": self.number,
            "hash": self.hash,
            "made_at": self.made_at,
            "made": f"{self.made:%Y-%m-%d %H:%M:%S} UTC",
            "public_key": self.public_key,
            "signature": self.signature,
        }

    def text(self) -> str:
        """The file."""
        return json.dumps(self.content(), indent=2, ensure_ascii=False) + "\n"


def read(text: str) -> Checkpoint:
    """The checkpoint in a file, its signature not yet looked at. Raises UnreadableError."""
    try:
        said = json.loads(text)
        found = Checkpoint(**{name: said[key] for name, key in FIELDS.items()})
        is_right = _is_well_formed(found) and found.content() == said
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        is_right = False
    if not is_right:
        raise UnreadableError
    return found


def _is_well_formed(found: Checkpoint) -> bool:
    return (
        all(type(value) is int for value in (found.campaign_id, found.number, found.made_at))
        and isinstance(found.slug, str)
        and all(DIGEST.fullmatch(value) for value in (found.hash, found.public_key))
        and bool(SIGNATURE.fullmatch(found.signature))
    )


def signed(unsigned: Checkpoint, key: SigningKey) -> Checkpoint:
    """The checkpoint with its signature; the key must be the one that it names."""
    return replace(unsigned, signature=key.sign(unsigned.canonical()).signature.hex())


# ------------------------------------------------------------------------------------------------ the key
def signing_key(path: Path) -> SigningKey:
    """The key that signs, made when first asked for and readable for its owner only. Raises UnreadableError."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(SigningKey.generate().encode(HexEncoder).decode("ascii") + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(whole, path)
        except FileExistsError:
            pass  # two at once: the first one's key stays
        finally:
            whole.unlink()
    try:
        return SigningKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except (CryptoError, ValueError) as error:
        raise UnreadableError from error


def public_half(key: SigningKey) -> str:
    """The public key in hexadecimal."""
    return key.verify_key.encode(HexEncoder).decode("ascii")


# ------------------------------------------------------------------------------------------------ what is kept
def is_due(campaign: Campaign, at: datetime, zone: ZoneInfo) -> bool:
    """Whether the tick should make one: there are new entries, and none was made on this day."""
    newest = latest(campaign.id)
    number, _hash = chain.head(campaign.id)
    if newest is None:
        return number > 0
    return number > newest.number and clocks.local_day(at, zone) > clocks.local_day(newest.made, zone)


def keep(campaign: Campaign, number: int, last_hash: str, key: SigningKey, *, at: datetime) -> Checkpoint:
    """Sign that the ledger, found good, ended with this number and hash, and keep it; or the one there is already."""
    public = public_half(key)
    kept = select(LedgerCheckpoint).where(
        LedgerCheckpoint.campaign_id == campaign.id,
        LedgerCheckpoint.number == number,
        LedgerCheckpoint.public_key == public,
    )
    row = db.session.scalars(kept).one_or_none()
    if row is None:
        made_at = (at - EPOCH) // timedelta(microseconds=1)
        unsigned = Checkpoint(campaign.id, campaign.slug, number, last_hash, made_at, public)
        insert_missing(LedgerCheckpoint, form=FORM, **vars(signed(unsigned, key)))
        row = db.session.scalars(kept).one()
    return _of(row)


def latest(campaign_id: int) -> Checkpoint | None:
    """The newest checkpoint of a campaign."""
    row = db.session.scalars(
        select(LedgerCheckpoint)
        .where(LedgerCheckpoint.campaign_id == campaign_id)
        .order_by(LedgerCheckpoint.id.desc())
        .limit(1)
    ).one_or_none()
    return _of(row) if row is not None else None


def standing(campaign_id: int) -> tuple[int, bool]:
    """How many entries there are, and whether there is a checkpoint to hand out."""
    made = select(LedgerCheckpoint.id).where(LedgerCheckpoint.campaign_id == campaign_id).exists()
    row = columns_of(select(LedgerHead.last_number, made).where(LedgerHead.campaign_id == campaign_id)).one_or_none()
    return (row[0], bool(row[1])) if row is not None else (0, False)


def verify(campaign_id: int, beside: Iterable[Checkpoint] = ()) -> Fault | None:
    """The first entry that is not as it was posted, by the chain itself and by every checkpoint kept or given."""
    vouched: dict[int, set[str]] = defaultdict(set)
    rows = db.session.scalars(select(LedgerCheckpoint).where(LedgerCheckpoint.campaign_id == campaign_id))
    for one in (*(_of(row) for row in rows), *beside):
        if not one.is_signed():
            return Fault(one.number, Wrong.CHECKPOINT)
        vouched[one.number].add(one.hash)
    return chain.verify(campaign_id, vouched)


def verify_now(campaign: Campaign, *, at: datetime) -> chain.Check:
    """Verify while somebody waits for the page, and keep what came out.

    Raises RuleBroken when there are more entries than that allows.
    """
    number = chain.last_number(campaign.id)
    if number > MOST_NOW:
        raise RuleBroken("too_many_to_verify", most=MOST_NOW)
    fault = verify(campaign.id)
    chain.keep(campaign, number, fault, at=at)
    return chain.Check(at, number, fault)


def foreign(campaign_id: int, own: str | None) -> int:
    """How many checkpoints that are kept were signed by a key that is not the installation's."""
    keys = db.session.scalars(
        select(LedgerCheckpoint.public_key).where(LedgerCheckpoint.campaign_id == campaign_id)
    ).all()
    return sum(key != own for key in keys)


def _of(row: LedgerCheckpoint) -> Checkpoint:
    return Checkpoint(**{name: getattr(row, name) for name in FIELDS})
