"""People, the units they belong to and the appointments that give them rights."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.types import UtcDateTime, stored
from models.unit import Post, Unit

if TYPE_CHECKING:
    from models.campaign import Campaign


class Role(StrEnum):
    """What an appointment is for. The first eight hold in a unit, the others in a campaign."""

    HEAD = "head"
    LIAISON = "liaison"
    IN_CHARGE = "in_charge"
    DUTY_MANAGER = "duty_manager"
    OFFICE = "office"
    PAYROLL = "payroll"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"
    OFFICE_DIRECTOR = "office_director"
    INSPECTOR = "inspector"
    SQUAD_HEAD = "squad_head"


UNIT_ROLES = (
    Role.HEAD,
    Role.LIAISON,
    Role.IN_CHARGE,
    Role.DUTY_MANAGER,
    Role.OFFICE,
    Role.PAYROLL,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
CAMPAIGN_ROLES = tuple(role for role in Role if role not in UNIT_ROLES)


class Person(Base):
    """A member of staff, with the account. `session_version` ends all sessions when it rises.

    `pinyin` is the name as it is searched for: its syllables and their initials ("shoupiaoyuanjia spyj").
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    staff_no: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    pinyin: Mapped[str] = mapped_column(String(480), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    password_reset_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str | None] = mapped_column(String(8))
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Unit] = relationship()
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", order_by="Membership.since.desc()")
    appointments: Mapped[list["Appointment"]] = relationship(back_populates="person")

    def membership_on(self, day: date) -> "Membership | None":
        """The main membership that holds on `day`, else any that does."""
        held = [one for one in self.memberships if one.holds_on(day)]
        return next((one for one in held if one.main), held[0] if held else None)


class Membership(Base):
    """任职: a person in a unit, with a post, from a day until a day (that day included)."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    main: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship()
    post: Mapped[Post | None] = relationship()

    def holds_on(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


class Appointment(Base):
    """职务: a role in a unit or in a campaign. A seat without a person keeps `written` and grants nothing."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("(unit_id IS NULL) <> (campaign_id IS NULL)", name="unit_or_campaign"),
        Index("ix_appointment_person_role", "person_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[Role] = mapped_column(stored(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person | None] = relationship(back_populates="appointments")
    unit: Mapped[Unit | None] = relationship()
    campaign: Mapped["Campaign | None"] = relationship(back_populates="appointments")

    def holds_on(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


class SignInFailure(Base):
    """One failed sign-in, counted per account and per address by every worker."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_kind_key_at", "kind", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
