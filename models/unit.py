"""Units form a tree: bureau > station > department > squad. Posts are what people are employed as."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.types import stored


class UnitKind(StrEnum):
    """The level of a unit in the tree."""

    BUREAU = "bureau"
    STATION = "station"
    DEPARTMENT = "department"
    SQUAD = "squad"


class Unit(Base):
    """部室/班组. `path` is "/1/4/9/": the ids from the root down, this unit included."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[UnitKind] = mapped_column(stored(UnitKind))
    name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(120), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Unit | None"] = relationship(foreign_keys=[parent_id], remote_side=[id])

    @property
    def unit_path(self) -> str:
        """The path by which access compares."""
        return self.path

    def is_within(self, path: str) -> bool:
        """Whether this unit is the one at `path` or lies below it."""
        return self.path.startswith(path)


class Post(Base):
    """岗位 of an organisation."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
