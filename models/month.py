"""The month's list of points, what belongs to it, and the month as it was closed."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign
from models.person import Person
from models.types import Limit, Points, UtcDateTime, stored
from models.unit import Unit


class ListState(StrEnum):
    """checking → on_notice → signed. Before it is opened, the month is only recorded in."""

    CHECKING = "checking"
    ON_NOTICE = "on_notice"
    SIGNED = "signed"


class MonthlyList(Base):
    """月度考核表 of an accounting month (201811). The limit is that of the heads' check.

    It is signed when its last line is posted, struck out or held for reconsideration.
    """

    __tablename__ = "monthly_list"
    __table_args__ = (UniqueConstraint("campaign_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    month: Mapped[int]
    state: Mapped[ListState] = mapped_column(stored(ListState), default=ListState.CHECKING)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    public_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    public_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    limit: Mapped[Limit] = composite("starts_at", "warn_at", "due_at")
    campaign: Mapped[Campaign] = relationship()
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id])
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id])


class ListCheck(Base):
    """A department's part in the month's list: its head has checked it, or not yet."""

    __tablename__ = "list_check"
    __table_args__ = (UniqueConstraint("list_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("monthly_list.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    monthly_list: Mapped[MonthlyList] = relationship()
    unit: Mapped[Unit] = relationship()
    checked_by: Mapped[Person | None] = relationship()

    @property
    def campaign(self) -> Campaign:
        """The campaign of its list."""
        return self.monthly_list.campaign

    @property
    def campaign_id(self) -> int:
        """The campaign of its list."""
        return self.monthly_list.campaign_id

    @property
    def unit_path(self) -> str:
        """The path of the department."""
        return self.unit.path


class Exemption(Base):
    """不参评: a person who is not assessed in the month, and why."""

    __tablename__ = "exemption"
    __table_args__ = (UniqueConstraint("list_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("monthly_list.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    monthly_list: Mapped[MonthlyList] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Nomination(Base):
    """A person whom a head puts forward for the best grade where more reach it than its quota; chosen or not."""

    __tablename__ = "nomination"
    __table_args__ = (UniqueConstraint("list_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("monthly_list.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    chosen: Mapped[bool | None]
    decision: Mapped[str] = mapped_column(String(200), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    monthly_list: Mapped[MonthlyList] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class PeriodClose(Base):
    """A month that is closed: its entries stay as they are, later corrections fall in the next open month.

    `last_number` is the last entry of the ledger at that moment.
    """

    __tablename__ = "period_close"
    __table_args__ = (UniqueConstraint("campaign_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    month: Mapped[int]
    list_id: Mapped[int] = mapped_column(ForeignKey("monthly_list.id"))
    rulebook_id: Mapped[int] = mapped_column(ForeignKey("rulebook.id"))
    last_number: Mapped[int] = mapped_column(BigInteger)
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    campaign: Mapped[Campaign] = relationship()
    monthly_list: Mapped[MonthlyList] = relationship()
    closed_by: Mapped[Person] = relationship()
    rows: Mapped[list["PeriodRow"]] = relationship(back_populates="close", order_by="PeriodRow.staff_no")


class PeriodRow(Base):
    """A person's line of a closed month, in the words and figures of that day. `makeup` (补发) is in yuan."""

    __tablename__ = "period_row"
    __table_args__ = (UniqueConstraint("close_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    close_id: Mapped[int] = mapped_column(ForeignKey("period_close.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    staff_no: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(String(60), default="")
    post_name: Mapped[str] = mapped_column(String(60), default="")
    is_assessed: Mapped[bool] = mapped_column(default=True)
    base: Mapped[Decimal] = mapped_column(Points)
    rewards: Mapped[Decimal] = mapped_column(Points)
    penalties: Mapped[Decimal] = mapped_column(Points)
    score: Mapped[Decimal] = mapped_column(Points)
    grade: Mapped[str] = mapped_column(String(20), default="")
    factor: Mapped[Decimal | None] = mapped_column(Points)
    yuan: Mapped[Decimal] = mapped_column(Points)
    makeup: Mapped[Decimal] = mapped_column(Points)
    note: Mapped[str] = mapped_column(Text, default="")

    close: Mapped[PeriodClose] = relationship(back_populates="rows")
