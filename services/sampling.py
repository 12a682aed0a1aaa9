"""The draw of the re-check sample: a pure function of a number, so that anyone can draw it again."""

from collections.abc import Mapping
from random import Random

PERCENT = 100


def draw(seed: int, rest: Mapping[int, int], percent: int) -> list[int]:
    """Of `rest` (id of what is looked at: id of its unit) in order of id, `percent` rounded up, at least one per unit.

    Source: docs/rules.md, Look-back. Units left out of the first draw draw one each with the same Random, by id.
    """
    random = Random(seed)  # noqa: S311 - it must be drawn again by anyone; the seed itself comes from `secrets`
    ids = sorted(rest)
    drawn = set(random.sample(ids, -(-len(ids) * percent // PERCENT)))
    for unit in sorted(set(rest.values())):
        own = [one for one in ids if rest[one] == unit]
        if not drawn.intersection(own):
            drawn.update(random.sample(own, 1))
    return sorted(drawn)


def script(seed: int, rest: Mapping[int, int], percent: int) -> str:
    """The same draw as a few lines of Python that anyone can run without Lookback."""
    return "\n".join(
        (
            "import random",
            f"rest = {dict(sorted(rest.items()))}",
            f"drawer = random.Random({seed})",
            "ids = sorted(rest)",
            f"drawn = set(drawer.sample(ids, -(-len(ids) * {percent} // {PERCENT})))",
            "for unit in sorted(set(rest.values())):",
            "    own = [one for one in ids if rest[one] == unit]",
            "    if not drawn.intersection(own):",
            "        drawn.update(drawer.sample(own, 1))",
            "print(sorted(drawn))",
        )
    )
