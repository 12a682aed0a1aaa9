"""The pages that are measured: whose they are, and how many rows they show."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.serving import Server, sign_in
from benchmarks.world import ITEMS, World


@dataclass(frozen=True)
class Page:
    """A page by its name, the part that reads it, its address, and what each row of it holds in its markup."""

    name: str
    who: str
    path: str
    row: str


def pages(world: World) -> list[Page]:
    """The five that the goals name."""
    at = f"/c/{world.slug}"
    return [
        Page("my score", "staff", f"{at}/score", '<details class="lb-entry"'),
        Page("score explanation", "head", f"{at}/scores/{world.staff_id}", '<details class="lb-entry"'),
        Page("ledger", "director", f"{at}/ledger", '<tr id="entry_'),
        Page("director's page", "director", f"{at}/progress", "<tr"),
        Page(f"checklist of {ITEMS}", "head", f"{at}/checklists/{world.checklist_id}", '<tr id="item_'),
    ]


def sessions(server: Server, world: World) -> Mapping[str, str]:
    """A signed-in session of each part."""
    numbers = {"staff": world.staff_no, "head": world.head_no, "director": world.director_no}
    return {who: sign_in(server, number, world.password) for who, number in numbers.items()}
