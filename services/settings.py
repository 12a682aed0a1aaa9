"""What an organisation can set, with the defaults of the design."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select

from extensions import db, insert_missing
from models.event import Setting

INSTALLATION = 0  # the organisation number of what belongs to the whole installation
STRUCTURE_VERSION = "structure_version"


@dataclass(frozen=True)
class Settings:
    """Typed defaults; days are working days. Source: docs/rules.md, Work, Look-back and Finding."""

    zone: str = "Asia/Shanghai"
    rhythm: str = "week"
    warn_days: int = 3
    review_days: int = 3
    checking_days: int = 5
    rectification_days: int = 5
    sample_percent: int = 20
    check_days: int = 2
    notice_days: int = 3
    appeal_days: int = 5
    decision_days: int = 10


def of_organisation(organisation_id: int) -> Settings:
    """The defaults, overlaid with what the organisation chose."""
    chosen: dict[str, Any] = dict(
        db.session.execute(select(Setting.key, Setting.value).where(Setting.organisation_id == organisation_id)).all()
    )
    return Settings(**{field.name: chosen[field.name] for field in fields(Settings) if field.name in chosen})


def structure_changed() -> None:
    """Units, campaigns or settings changed: every process drops what it keeps of them."""
    insert_missing(Setting, organisation_id=INSTALLATION, key=STRUCTURE_VERSION, value=1)
    row = db.session.get(Setting, (INSTALLATION, STRUCTURE_VERSION), with_for_update=True, populate_existing=True)
    if row is not None:
        row.value = int(row.value) + 1
    db.session.flush()


def of_installation(key: str) -> Any:
    """A value of the whole installation, None when it has none."""
    return db.session.scalar(select(Setting.value).where(Setting.organisation_id == INSTALLATION, Setting.key == key))


def keep_for_installation(key: str, value: Any) -> None:
    """Keep a value of the whole installation; None forgets it."""
    row = db.session.get(Setting, (INSTALLATION, key))
    if row is not None:
        db.session.delete(row)
        db.session.flush()
    if value is not None:
        db.session.add(Setting(organisation_id=INSTALLATION, key=key, value=value))
        db.session.flush()
