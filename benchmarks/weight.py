"""What goes over the line: a first visit with all it needs, each htmx exchange, and the statements of each page."""

import re
from typing import Any
from urllib.parse import urljoin

from sqlalchemy import Engine, event

from app import create_app
from benchmarks import pages, serving
from benchmarks.serving import Server
from benchmarks.world import World

FIRST_KB, EXCHANGE_KB = 150, 12
LINKED = re.compile(
    r'(?:<link rel="(?:stylesheet|icon)" href|<script src|<img[^>]* src)="([^"]+)"|<use href="([^"#]+)#'
)
EXCHANGES = (  # who, address under the campaign, the block that htmx asks for
    ("director", "ledger?kind=penalty", "entries"),
    ("director", "progress?state=overdue", "rows"),
    ("director", "scores?period=month", "scores"),
    ("director", "cases?state=posted", "cases"),
    ("head", "checklists/{checklist}", "checklist"),
    ("director", "", "desk"),
)


def measure(url: str, world: World) -> dict[str, Any]:
    """Kilobytes, compressed as they are sent, and numbers of statements."""
    found: dict[str, Any] = {"first visit": {}, "exchange": {}, "statements": _statements(url, world)}
    with serving.serving(url) as server:
        sessions = pages.sessions(server, world)
        for page in pages.pages(world):
            found["first visit"][page.name] = _first_visit(server, page.path, sessions[page.who])
        for who, address, block in EXCHANGES:
            path = f"/c/{world.slug}/{address}".format(checklist=world.checklist_id)
            answer = serving.fetch(
                server, path, sessions[who], HX_Request="true", HX_Request_Type="partial", HX_Target=f"div#{block}"
            )
            if answer.headers.get("hx-redirect"):
                continue
            found["exchange"][address.partition("?")[0] or "desk"] = round(answer.weight / 1000, 1)
    return found | {"goal_kb": FIRST_KB, "goal_exchange_kb": EXCHANGE_KB}


def _first_visit(server: Server, path: str, cookie: str) -> dict[str, Any]:
    """The page and everything it names, each once."""
    answer = serving.fetch(server, path, cookie)
    named = {urljoin(path, one or two) for one, two in LINKED.findall(answer.text)}
    parts = {name: serving.fetch(server, name, cookie) for name in sorted(named)}
    heaviest = max(parts, key=lambda name: parts[name].weight)
    return {
        "kb": round((answer.weight + sum(part.weight for part in parts.values())) / 1000, 1),
        "page_kb": round(answer.weight / 1000, 1),
        "requests": len(parts) + 1,
        "heaviest": f"{heaviest.rpartition('/')[2]} {parts[heaviest].weight / 1000:.1f} KB",
        "uncacheable": [name for name, part in parts.items() if not _is_kept(part.headers)],
    }


def _is_kept(headers: dict[str, str]) -> bool:
    """Whether a browser need not fetch it again."""
    kept = headers.get("cache-control", "")
    return "no-store" not in kept and ("max-age" in kept or "etag" in headers)


def _statements(url: str, world: World) -> dict[str, int]:
    """How many statements each page takes, on its second visit."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "WTF_CSRF_ENABLED": False})
    numbers = {"staff": world.staff_no, "head": world.head_no, "director": world.director_no}
    found = {}
    for page in pages.pages(world):
        client = app.test_client()
        client.post("/signin", data={"staff_no": numbers[page.who], "password": world.password})
        client.get(page.path)
        seen: list[str] = []

        def count(_connection: Any, _cursor: Any, statement: str, *_: Any, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        client.get(page.path)
        event.remove(Engine, "before_cursor_execute", count)
        found[page.name] = sum(not one.upper().startswith(("BEGIN", "ROLLBACK", "PRAGMA")) for one in seen)
    return found
