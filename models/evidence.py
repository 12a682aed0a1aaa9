"""Evidence: a file, a note or a link, and the records it hangs on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person
from models.types import UtcDateTime, stored


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    FILE = "file"
    NOTE = "note"
    LINK = "link"


class Evidence(Base):
    """佐证. A file's content is kept under its SHA-256 outside `static/`.

    `pending`: sent with a form that was refused, waiting to be used.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EvidenceKind] = mapped_column(stored(EvidenceKind))
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    shows_on: Mapped[date | None]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pending: Mapped[bool] = mapped_column(default=False)

    added_by: Mapped[Person] = relationship()
    uses: Mapped[list["EvidenceUse"]] = relationship(back_populates="evidence")

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.media_type.startswith("image/")


class EvidenceUse(Base):
    """Evidence hangs on a record (Ref); the same piece may hang on several."""

    __tablename__ = "evidence_use"
    __table_args__ = (
        UniqueConstraint("evidence_id", "ref_kind", "ref_id"),
        Index("ix_evidence_use_ref", "ref_kind", "ref_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    ref_kind: Mapped[str] = mapped_column(String(24))
    ref_id: Mapped[int]

    evidence: Mapped[Evidence] = relationship(back_populates="uses")
