"""Commands: `ledger verify`, `ledger checkpoint` and `ledger rebuild`."""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from nacl.signing import SigningKey
from sqlalchemy import select

from extensions import db, writing
from models.campaign import Campaign
from services import chain, checkpoints, ledger, structure, totals
from services.checkpoints import Checkpoint

WRONG = {
    chain.Wrong.CHANGED: "was changed",
    chain.Wrong.REWRITTEN: "was rewritten together with its hash: what follows it remembers another",
    chain.Wrong.REMOVED: "is missing",
    chain.Wrong.OUT_OF_PLACE: "does not follow the one before it: one was inserted, removed or reordered",
    chain.Wrong.NOT_POSTED: "was never posted: it was inserted",
    chain.Wrong.TEXT: "stands on a rule, a reason or evidence that was changed after posting",
    chain.Wrong.VOUCHED: "is not the one that a signed checkpoint names: it or one before it was rewritten",
    chain.Wrong.CHECKPOINT: "has a checkpoint whose signature is not right: the checkpoint was changed",
}
PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")
one_campaign = click.option("--campaign", "slug", help="The address of one campaign; without it all of them.")


@click.group("ledger")
def group() -> None:
    """Check the ledger and its totals."""


@group.command()
@one_campaign
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Also hold the ledger against this checkpoint.",
)
@click.option(
    "--public-key", help="The key that must have signed it, 64 hexadecimal digits; without it the installation's."
)
@with_appcontext
def verify(slug: str | None, file: Path | None, public_key: str | None) -> None:
    """Read every entry and name the first that was changed, removed, inserted or reordered; then exit with 1."""
    given = _given(file, public_key)
    campaigns = _campaigns(slug)
    if given is not None:
        campaigns = [one for one in campaigns if one[0] == given.campaign_id]
        if not campaigns:
            _give_up(f"the checkpoint is of campaign {given.slug} (id {given.campaign_id}), which is not the one here")
    broken = False
    for campaign_id, name in campaigns:
        last, _hash, fault = _examined(campaign_id, datetime.now(UTC), [given] if given else [])
        if fault is not None:
            broken = True
            click.echo(f"{name}: {said(fault)}", err=True)
        else:
            click.echo(f"{name}: entries 1-{last} are as they were posted" if last else f"{name}: no entries yet")
            if given is not None:
                click.echo(f"{name}: and 1-{given.number} as the checkpoint of {given.made:%Y-%m-%d %H:%M} UTC vouches")
        strangers = checkpoints.foreign(campaign_id, _public_key())
        if strangers:
            click.echo(f"{name}: {strangers} of its checkpoints were signed by another key than the one here", err=True)
    sys.exit(1 if broken else 0)


def _given(file: Path | None, public_key: str | None) -> Checkpoint | None:
    """The checkpoint in the file, signed by the right key; or an end with 1 that says what is wrong."""
    if file is None:
        if public_key is not None:
            message = "only together with --checkpoint"
            raise click.BadParameter(message, param_hint="--public-key")
        return None
    if public_key is not None and not PUBLIC_KEY.fullmatch(public_key):
        message = "not a key: 64 hexadecimal digits in lower case"
        raise click.BadParameter(message, param_hint="--public-key")
    right = public_key or _public_key()
    try:
        found = checkpoints.read(file.read_text(encoding="utf-8"))
    except (checkpoints.UnreadableError, UnicodeDecodeError):
        _give_up(f"{file} is no checkpoint, or was changed")
    if right is None:
        _give_up("there is no key here to hold the checkpoint against; name the one that signed it: --public-key")
    if found.public_key != right:
        _give_up(f"the checkpoint was signed by another key ({found.public_key}), not by {right}")
    if not found.is_signed():
        _give_up("the signature of the checkpoint is not right: the checkpoint was changed")
    return found


@group.command()
@one_campaign
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
@with_appcontext
def checkpoint(slug: str | None, out: Path | None) -> None:
    """Verify the ledger, sign its last number and hash, and print the checkpoint; then keep it somewhere else."""
    campaigns = _campaigns(slug)
    filled = [one for one in campaigns if chain.last_number(one[0])]
    if out is not None and len(filled) > 1:
        message = "several campaigns have entries; one file holds one: say which"
        raise click.BadParameter(message, param_hint="--campaign")
    broken = False
    for campaign_id, name in campaigns:
        if (campaign_id, name) not in filled:
            click.echo(f"{name}: no entries yet", err=True)
            continue
        number, last_hash, fault = _examined(campaign_id, datetime.now(UTC))
        if fault is not None:
            broken = True
            click.echo(f"{name}: {said(fault)}; nothing was signed", err=True)
            continue
        made = _signed(campaign_id, number, last_hash, datetime.now(UTC))
        if out is None:
            click.echo(made.text(), nl=False)
        else:
            out.write_text(made.text(), encoding="utf-8")
            click.echo(f"{name}: entries 1-{made.number} vouched for in {out}; keep it elsewhere")
    sys.exit(1 if broken else 0)


@group.command()
@one_campaign
@click.option("--check", is_flag=True, help="Only compare; exit with 1 when a total is wrong.")
@with_appcontext
def rebuild(slug: str | None, *, check: bool) -> None:
    """Compare the running totals with the entries, and without --check make them anew."""
    wrong = 0
    for campaign_id, name in _campaigns(slug):
        found = totals.differences(campaign_id)
        db.session.rollback()
        for one in found:
            subject = f"person {one.key.person_id}" if one.key.person_id else f"unit {one.key.unit_id}"
            click.echo(
                f"{name}: {subject}, {one.key.measure.name.lower()}, {one.key.scope}, {one.key.month}: "
                f"{one.kept} kept, {one.right} by the entries",
                err=True,
            )
        wrong += len(found)
        if check:
            click.echo(f"{name}: {len(found)} wrong totals" if found else f"{name}: all totals agree with the entries")
            continue
        with writing():
            ledger.lock(campaign_id)
            count = totals.rebuild(campaign_id)
            db.session.commit()
        click.echo(f"{name}: {count} totals made anew, {len(found)} of them had been wrong")
    sys.exit(1 if check and wrong else 0)


def verify_due(at: datetime) -> list[str]:
    """For `tick`: verify every ledger that was not lately; a line for each that is no longer as it was posted.

    With new entries a checkpoint is signed and kept, at most one a day.
    """
    found = []
    house = structure.read()
    for campaign_id, name in _campaigns(None):
        campaign = db.session.get_one(Campaign, campaign_id)
        signs = checkpoints.is_due(campaign, at, house.zone_of(campaign.organisation_id))
        if not signs and not chain.is_check_due(campaign, at):
            continue
        number, last_hash, fault = _examined(campaign_id, at)
        if fault is not None:
            found.append(f"{name}: {said(fault)}")
        elif signs:
            _signed(campaign_id, number, last_hash, at)
    return found


def said(fault: chain.Fault) -> str:
    """The entry and what is wrong with it."""
    return f"entry {fault.number} {WRONG[fault.wrong]}"


def _examined(campaign_id: int, at: datetime, beside: Sequence[Checkpoint] = ()) -> tuple[int, str, chain.Fault | None]:
    """Up to which entry and hash the ledger was verified, and what is wrong; kept for the pages in a short write."""
    number, last_hash = chain.head(campaign_id)
    fault = checkpoints.verify(campaign_id, beside)
    db.session.rollback()
    with writing():
        chain.keep(db.session.get_one(Campaign, campaign_id), number, fault, at=at)
        db.session.commit()
    return number, last_hash, fault


def _signed(campaign_id: int, number: int, last_hash: str, at: datetime) -> Checkpoint:
    """The checkpoint of a ledger found good, kept."""
    key = _key()
    with writing():
        made = checkpoints.keep(db.session.get_one(Campaign, campaign_id), number, last_hash, key, at=at)
        db.session.commit()
    return made


def _key() -> SigningKey:
    path = Path(current_app.config["LEDGER_KEY_FILE"])
    try:
        return checkpoints.signing_key(path)
    except checkpoints.UnreadableError:
        _give_up(f"{path} holds no key")


def _public_key() -> str | None:
    """The installation's public key; None while nothing was signed here."""
    return checkpoints.public_half(_key()) if Path(current_app.config["LEDGER_KEY_FILE"]).exists() else None


def _give_up(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _campaigns(slug: str | None) -> list[tuple[int, str]]:
    query = select(Campaign.id, Campaign.slug).order_by(Campaign.id)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    found = [(row.id, row.slug) for row in db.session.execute(query)]
    if slug is not None and not found:
        message = f"there is no campaign {slug}"
        raise click.BadParameter(message, param_hint="--campaign")
    return found


COMMANDS: list[click.Command] = [group]
