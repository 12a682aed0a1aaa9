"""Commands: `ledger verify` and `ledger rebuild`."""

import sys
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from extensions import db, writing
from models.campaign import Campaign
from services import chain, ledger, totals

WRONG = {
    chain.Wrong.CHANGED: "was changed",
    chain.Wrong.REMOVED: "is missing",
    chain.Wrong.OUT_OF_PLACE: "does not follow the one before it: one was inserted, removed or reordered",
    chain.Wrong.NOT_POSTED: "was never posted: it was inserted",
    chain.Wrong.TEXT: "stands on a rule, a reason or evidence that was changed after posting",
}
one_campaign = click.option("--campaign", "slug", help="The address of one campaign; without it all of them.")


@click.group("ledger")
def group() -> None:
    """Check the ledger and its totals."""


@group.command()
@one_campaign
@with_appcontext
def verify(slug: str | None) -> None:
    """Read every entry and name the first that was changed, removed, inserted or reordered; then exit with 1."""
    broken = False
    for campaign_id, name in _campaigns(slug):
        last, fault = _examined(campaign_id, datetime.now(UTC))
        if fault is None:
            click.echo(f"{name}: entries 1-{last} are as they were posted" if last else f"{name}: no entries yet")
        else:
            broken = True
            click.echo(f"{name}: entry {fault.number} {WRONG[fault.wrong]}", err=True)
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
    """For `tick`: verify every ledger that was not lately; a line for each that is no longer as it was posted."""
    found = []
    for campaign_id, name in _campaigns(None):
        if chain.is_check_due(db.session.get_one(Campaign, campaign_id), at):
            _last, fault = _examined(campaign_id, at)
            if fault is not None:
                found.append(f"{name}: entry {fault.number} {WRONG[fault.wrong]}")
    return found


def _examined(campaign_id: int, at: datetime) -> tuple[int, chain.Fault | None]:
    """Up to which entry the ledger was verified and what is wrong; kept for the pages in a short write of its own."""
    last = chain.last_number(campaign_id)
    fault = chain.verify(campaign_id)
    db.session.rollback()
    with writing():
        chain.keep(db.session.get_one(Campaign, campaign_id), last, fault, at=at)
        db.session.commit()
    return last, fault


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
