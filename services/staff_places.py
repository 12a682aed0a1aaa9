"""Where the people of a staff list belong: the units and posts that its words mean, the nearest ones, those to make."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from importers.staff_sheet import StaffRow, means_whole
from importers.staff_words import NUMERALS
from importers.text import same
from models.unit import Post, UnitKind
from services import pinyin
from services.structure import UnitCard

NEW = "new"
NEAR, SURE = 0.5, 0.8
MOST_NEAR = 3
NUMERAL = re.compile(f"[{NUMERALS}]")


@dataclass(frozen=True)
class Place:
    """A unit that is there, or one to make: a department, or a squad below a department that may be new itself."""

    unit_id: int | None
    kind: UnitKind
    words: str
    made: tuple[str, ...] = ()
    """The names of the units to make, from above: below unit_id where that is there, else below the organisation."""


@dataclass(frozen=True)
class Unknown:
    """A name that nothing has: the field that says what is meant, and the nearest things of that kind."""

    field: str
    kind: str
    name: str
    under: str
    near: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    chosen: str
    """NEW, the id of what is meant, or "" while nobody has said."""


@dataclass
class Places:
    """The words of a list resolved against the units and posts of its organisation, with what was chosen for unknown
    ones (`chosen`: field -> NEW or an id).
    """

    organisation: UnitCard
    units: Sequence[UnitCard]
    posts: Sequence[Post]
    chosen: dict[str, str] | None
    unknown: dict[str, Unknown] = field(default_factory=dict)
    _fields: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def learn(self, rows: Sequence[StaffRow]) -> None:
        """Look at every place and post of the list, so that `unknown` holds all that is.

        A name keeps its field whatever else becomes known meanwhile.
        """
        for row in rows:
            for key in (("unit", "", row.department), ("unit", row.department, row.squad), ("post", "", row.post)):
                self._fields.setdefault(key, f"{key[0]}_{len(self._fields)}")
        for row in rows:
            self.of(row)
            self.post_of(row)

    def of(self, row: StaffRow) -> Place | None:
        """Where the row puts its person; None where it says nothing, or nobody has said yet what it means."""
        above = self._department(row.department)
        if not row.squad:
            return above
        if above is None and row.department:
            return None
        return self._squad(row.squad, row.department, above)

    def is_nobodys(self, row: StaffRow) -> bool:
        """Whether the row names a squad and nobody can tell of which department."""
        above = self._department(row.department)
        is_told = above is None and row.department  # the department is asked for first
        return bool(
            row.squad
            and not is_told
            and self.of(row) is None
            and (above is None or above.kind is not UnitKind.DEPARTMENT)
        )

    def post_of(self, row: StaffRow) -> int | str | None:
        """The id of the post, the name of one to make, "" while nobody has said; None where the row says nothing."""
        if not row.post:
            return None
        known = next((post.id for post in self.posts if same(post.name) == same(row.post)), None)
        if known is not None:
            return known
        said = self._asked("post", row.post, "", [(post.id, post.name) for post in self.posts])
        return row.post if said == NEW else int(said) if said else ""

    def _department(self, name: str) -> Place | None:
        if not name:
            return None
        if means_whole(name) or same(name) == same(self.organisation.name):
            return Place(self.organisation.id, self.organisation.kind, self.organisation.name)
        departments = [unit for unit in self.units if unit.kind is UnitKind.DEPARTMENT]
        named = [unit for unit in departments if same(unit.name) == same(name)]
        squads = [unit for unit in self.units if unit.kind is UnitKind.SQUAD and same(unit.name) == same(name)]
        if named or len(squads) == 1:
            return self._there((named or squads)[0])
        said = self._asked("unit", name, "", [(one.id, self._words(one)) for one in self.units], departments)
        if said == NEW:
            return Place(None, UnitKind.DEPARTMENT, name, (name,))
        return self._there(self._unit(int(said))) if said else None

    def _squad(self, name: str, printed: str, above: Place | None) -> Place | None:
        squads = [unit for unit in self.units if unit.kind is UnitKind.SQUAD]
        if above is not None and above.made:
            return Place(None, UnitKind.SQUAD, f"{above.words} {name}", (*above.made, name))
        is_department = above is not None and above.kind is UnitKind.DEPARTMENT
        below = [unit for unit in squads if unit.parent_id == above.unit_id] if above and is_department else squads
        named = [unit for unit in below if same(unit.name) == same(name)]
        if len(named) == 1:
            return self._there(named[0])
        if above is None or not is_department:
            return None  # whose squad it is nobody can tell
        said = self._asked("unit", name, printed, [(one.id, self._words(one)) for one in squads], below)
        if said == NEW:
            return Place(above.unit_id, UnitKind.SQUAD, f"{above.words} {name}", (name,))
        return self._there(self._unit(int(said))) if said else None

    def _asked(
        self,
        kind: str,
        name: str,
        under: str,
        able: Sequence[tuple[int, str]],
        first: Sequence[UnitCard] | None = None,
    ) -> str:
        """What was said about an unknown name: NEW, an id that is one of `able`, or "". Asked for the first time: the
        nearest where it is surely meant, NEW where nothing is near.
        """
        at = self._fields[(kind, under, name)]
        if at in self.unknown:
            return self.unknown[at].chosen
        names = [(one.id, one.name) for one in first] if first is not None else list(able)
        near = nearest(name, names)
        words = dict(able)
        if self.chosen is not None and at in self.chosen:
            said = self.chosen[at]
            said = said if said == NEW or said in map(str, words) else ""
        elif near and near[0][0] >= SURE:
            said = str(near[0][1])
        else:
            said = "" if near else NEW
        ids = [found for _score, found in near]
        self.unknown[at] = Unknown(
            field=at,
            kind=kind,
            name=name,
            under=under,
            near=tuple((one, words[one]) for one in ids),
            others=tuple(pair for pair in able if pair[0] not in ids),
            chosen=said,
        )
        return said

    def _unit(self, unit_id: int) -> UnitCard:
        return next(unit for unit in self.units if unit.id == unit_id)

    def _there(self, unit: UnitCard) -> Place:
        return Place(unit.id, unit.kind, self._words(unit))

    def _words(self, unit: UnitCard) -> str:
        above = next((one for one in self.units if one.id == unit.parent_id), None)
        return f"{above.name} {unit.name}" if above is not None and unit.kind is UnitKind.SQUAD else unit.name


def nearest(name: str, among: Iterable[tuple[int, str]]) -> list[tuple[float, int]]:
    """The ids whose names are nearest in characters or in pinyin, best first, each with its nearness from 0 to 1.

    Another number is another thing: 客运一班 is not near 客运二班.
    """
    scored = [(_nearness(name, other), found) for found, other in among]
    return sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], pair[1]))[:MOST_NEAR]


def _nearness(name: str, other: str) -> float:
    if NUMERAL.findall(name) != NUMERAL.findall(other):
        return 0.0
    sound, other_sound = _sound(name), _sound(other)
    if sound == other_sound:
        return 1.0
    if min(len(name), len(other)) > 1 and (name in other or other in name):
        return 0.9
    return max(
        SequenceMatcher(None, name, other).ratio(), 0.9 * SequenceMatcher(None, sound, other_sound).ratio() - 0.2
    )


@lru_cache(4096)
def _sound(name: str) -> str:
    return pinyin.spelled(name).partition(" ")[0]
