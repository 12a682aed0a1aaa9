"""Traces and the small shared tables: events, counters, settings, and what time has already caused."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import UtcDateTime


class Event(Base):
    """Who did what to which record, from which state to which; never personal values."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_ref", "ref_kind", "ref_id"),
        Index("ix_event_campaign_id_at", "campaign_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    act: Mapped[str] = mapped_column(String(60))
    ref_kind: Mapped[str] = mapped_column(String(24))
    ref_id: Mapped[int]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    from_state: Mapped[str | None] = mapped_column(String(24))
    to_state: Mapped[str | None] = mapped_column(String(24))
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(500), default="")
    request_key: Mapped[str | None] = mapped_column(String(64), unique=True)


class Counter(Base):
    """The last number given of a kind in a campaign."""

    __tablename__ = "counter"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Setting(Base):
    """A value an organisation chose; organisation 0 holds what belongs to the installation. Defaults stand in code."""

    __tablename__ = "setting"

    organisation_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class TimedAct(Base):
    """What time caused, once each: a kind of message about a record and its due moment."""

    __tablename__ = "timed_act"
    __table_args__ = (UniqueConstraint("kind", "ref_kind", "ref_id", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    ref_kind: Mapped[str] = mapped_column(String(24))
    ref_id: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
