"""What a staff list would change, and what the administrator says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from importers.staff_sheet import Fault, StaffRow
from models.person import Role
from services.handing_over import Heir, Open
from services.staff_places import Place, Places


@dataclass(frozen=True)
class Typed:
    """What the administrator says about a list. None in `chosen` or `ended`: nobody has said yet."""

    since: date
    chosen: dict[str, str] | None = None
    renamed: frozenset[str] = frozenset()
    appointed: frozenset[str] = frozenset()
    ended: frozenset[int] | None = None
    left: frozenset[int] = frozenset()
    heirs: Mapping[str, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON stores it."""
        return {
            "since": self.since.isoformat(),
            "chosen": self.chosen,
            "renamed": sorted(self.renamed),
            "appointed": sorted(self.appointed),
            "ended": None if self.ended is None else sorted(self.ended),
            "left": sorted(self.left),
            "heirs": None if self.heirs is None else dict(self.heirs),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Typed":
        """As it was before `to_dict`."""
        return cls(
            since=date.fromisoformat(stored["since"]),
            chosen=stored["chosen"],
            renamed=frozenset(stored["renamed"]),
            appointed=frozenset(stored["appointed"]),
            ended=None if stored["ended"] is None else frozenset(stored["ended"]),
            left=frozenset(stored["left"]),
            heirs=stored["heirs"],
        )


@dataclass(frozen=True)
class Joined:
    """Somebody new, or somebody who left and is back."""

    row: StaffRow
    place: Place | None
    person_id: int | None
    namesake: str
    """The staff number of somebody of the same name whom the list leaves out: perhaps the same person."""


@dataclass(frozen=True)
class Moved:
    """Somebody whose unit or post is another one, and the appointments left behind: (id, role, unit's name)."""

    row: StaffRow
    person_id: int
    old: str
    place: Place | None
    post: int | str | None
    held: tuple[tuple[int, Role, str], ...]


@dataclass(frozen=True)
class Renamed:
    """A staff number under which another name is known."""

    row: StaffRow
    person_id: int
    old: str


@dataclass(frozen=True)
class Bequest:
    """What somebody who goes answers for in one unit, and who may take it over."""

    field: str
    unit_id: int
    unit_name: str
    work: tuple[Open, ...]
    heirs: tuple[Heir, ...]
    heir_id: int | None


@dataclass(frozen=True)
class Left:
    """Somebody whom the list leaves out."""

    person_id: int
    staff_no: str
    name: str
    where: str
    is_oneself: bool


@dataclass(frozen=True)
class Proposed:
    """An appointment that a duty plainly means; `against` says why it cannot be proposed: "" or a key.

    `holder` heads the unit so far, and must go in the same act where the list leaves them out or moves them.
    """

    row: StaffRow
    role: Role
    place: Place
    against: str = ""
    holder: str = ""
    holder_id: int | None = None


@dataclass
class Comparison:
    """All that saving the list would do, and what stands in its way."""

    joined: list[Joined] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unchanged: int = 0
    proposed: list[Proposed] = field(default_factory=list)
    without_right: dict[str, int] = field(default_factory=dict)
    bequests: dict[int, list[Bequest]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: Places = field(default=None)  # type: ignore[assignment]
