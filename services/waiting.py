"""What waits for a person, in the one shape that every room hands to the desk."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `kind` names the words and the next step (see blueprints/desk/words.py), `ref_kind` and `ref_id`
    the record whose page does it; `title` and `detail` are the record's own words; without `due_at` it has no limit.
    """

    kind: str
    ref_kind: str
    ref_id: int
    title: str
    detail: str = ""
    due_at: datetime | None = None
    since: datetime | None = None
    is_returned: bool = False
    count: int = 1
