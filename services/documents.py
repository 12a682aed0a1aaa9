"""Documents: a text that was read, its draft, and the sheet on which a person corrects it until it is adopted."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select

from extensions import db
from importers import plan
from importers.draft import PlanDraft
from importers.files import text_of
from importers.refusals import Unreadable
from models.campaign import Document
from models.person import Person, Role
from models.refusals import RuleBroken, Stale, WrongState
from models.visitor import Visitor
from services import traces
from services.plans import Known, Typed, typed_from
from services.structure import UnitCard

PLAN, RULEBOOK, CHECKLIST, STAFF = "plan", "rulebook", "checklist", "staff"
DRAFT, ADOPTED, DISCARDED = "draft", "adopted", "discarded"
LONGEST_NAME = 200  # the column of the name
TYPED_LISTS = ("aims", "requirements", "phases", "focus_areas", "seats")


def parse(content: str | bytes) -> tuple[str, PlanDraft]:
    """The text of a pasted or uploaded plan and its draft. Slow, and without the database.

    Raises RuleBroken when it cannot be read at all, on field "file" or "text".
    """
    with readable("file" if isinstance(content, bytes) else "text"):
        text = text_of(content) if isinstance(content, bytes) else content
        return text, plan.read(text)


@contextmanager
def readable(field: str) -> Iterator[None]:
    """What is read within may be unreadable: then RuleBroken on this field, with words of wording.UNREADABLE."""
    try:
        yield
    except Unreadable as unreadable:
        raise RuleBroken(f"unreadable_{unreadable.key}", field, **unreadable.values) from None


def keep_plan(
    text: str, draft: PlanDraft, name: str, *, by: Visitor, at: datetime, units: list[UnitCard], request_key: str | None
) -> Document:
    """Store the text with its draft; it is corrected there until it is adopted."""
    kept = {"read": draft.to_dict(), "typed": typed_from(draft, units, linkable(by.organisation_id))}
    return keep(PLAN, text, kept, name, by=by, at=at, request_key=request_key)


def keep(
    kind: str,
    text: str,
    draft: dict[str, Any],
    name: str,
    *,
    about_id: int | None = None,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> Document:
    """Store a text of any kind with its draft; `about_id` is the checklist or campaign that it is meant for."""
    traces.refuse_second_send(request_key)
    document = Document(
        organisation_id=by.organisation_id,
        kind=kind,
        about_id=about_id,
        name=name[:LONGEST_NAME],
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        draft=draft,
        added_by_id=by.id,
        added_at=at,
    )
    db.session.add(document)
    db.session.flush()
    traces.record("document.read", document, by=by, at=at, request_key=request_key)
    return document


def open_draft(kind: str, organisation_id: int, about_id: int | None = None) -> Document | None:
    """The newest draft of that kind and purpose that is neither adopted nor discarded."""
    return _newest(kind, organisation_id, about_id, DRAFT)


def still_open(found: Document | None) -> Document:
    """The draft that a page was about. Raises WrongState when there is none any more."""
    if found is None:
        raise WrongState("document_settled")
    return found


def last_adopted(kind: str, organisation_id: int, about_id: int | None = None) -> Document | None:
    """The one of that kind and purpose that was adopted last."""
    return _newest(kind, organisation_id, about_id, ADOPTED)


def _newest(kind: str, organisation_id: int, about_id: int | None, state: str) -> Document | None:
    query = select(Document).where(
        Document.organisation_id == organisation_id,
        Document.kind == kind,
        Document.about_id.is_(None) if about_id is None else Document.about_id == about_id,
        Document.state == state,
    )
    return db.session.scalars(query.order_by(Document.id.desc()).limit(1)).first()


def linkable(organisation_id: int) -> list[Known]:
    """The people whom a seat may be linked to."""
    rows = db.session.execute(
        select(Person.id, Person.staff_no, Person.name)
        .where(Person.organisation_id == organisation_id, Person.active)
        .order_by(Person.staff_no)
    )
    return [Known(*row) for row in rows]


def read_draft(document: Document) -> PlanDraft:
    """The draft as the reader gave it."""
    return PlanDraft.from_dict(document.draft["read"])


def documents_of(organisation_id: int) -> list[Document]:
    """Plans that are neither adopted nor discarded, newest first."""
    return list(
        db.session.scalars(
            select(Document)
            .where(Document.organisation_id == organisation_id, Document.kind == PLAN, Document.state == DRAFT)
            .order_by(Document.id.desc())
        )
    )


def save_typed(document: Document, typed: Typed, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Keep the sheet as typed, right or not."""
    save(document, {**document.draft, "typed": typed}, version=version, by=by, at=at)


def save(document: Document, draft: dict[str, Any], *, version: int | None, by: Visitor, at: datetime) -> None:
    """Keep the draft as corrected, right or not. Raises as `require_draft`."""
    require_draft(document, version)
    document.draft = draft
    document.version += 1
    db.session.flush()
    traces.record("document.corrected", document, by=by, at=at)


def add_row(typed: Typed, where: str) -> Typed:
    """The sheet with an empty entry at the end of a list; `where` is aims, phases … or focus_areas-2-tasks."""
    name, _, rest = where.partition("-")
    rows = list(typed.get(name, []))
    if name == "focus_areas" and rest:
        number = _place(rows, rest.split("-")[0])
        rows[number] = {**rows[number], "tasks": [*rows[number].get("tasks", []), {}]}
    elif name in TYPED_LISTS:
        rows.append({"role": Role.MEMBER.value} if name == "seats" else {})
    return {**typed, name: rows}


def remove_row(typed: Typed, where: str) -> Typed:
    """The sheet without one entry; `where` is phases-1 or focus_areas-2-tasks-0."""
    name, _, rest = where.partition("-")
    rows = list(typed.get(name, [])) if name in TYPED_LISTS else []
    first, *more = rest.split("-")
    number = _place(rows, first)
    if more:
        tasks = list(rows[number].get("tasks", []))
        del tasks[_place(tasks, more[-1])]
        rows[number] = {**rows[number], "tasks": tasks}
    else:
        del rows[number]
    return {**typed, name: rows}


def _place(rows: list[Any], typed: str) -> int:
    """The place in the list that a button named. Raises Stale: the sheet it stood on had it."""
    if typed not in map(str, range(len(rows))):
        raise Stale
    return int(typed)


def follow_proposal(document: Document, number: int | None, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Adopt the way out that a warning proposes for a contradiction in the plan."""
    warnings = read_draft(document).warnings
    proposal = warnings[number].proposal if number is not None and 0 <= number < len(warnings) else None
    if proposal is None:
        raise RuleBroken("no_proposal")
    *parents, name = proposal.field.replace(".start", ".starts_on").replace(".end", ".ends_on").split(".")
    typed: Any = _copied(document.draft["typed"])
    place = typed
    for parent in parents:
        place = place[int(parent)] if parent.isdigit() else place[parent]
    place[name] = proposal.value
    save_typed(document, typed, version=version, by=by, at=at)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def discard(document: Document, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Put a draft away; the text is kept."""
    require_draft(document, version)
    document.state = DISCARDED
    document.version += 1
    db.session.flush()
    traces.record("document.discarded", document, by=by, at=at, from_state=DRAFT, to_state=DISCARDED)


def forget(document: Document, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Put a draft away with what it says of people: neither its text nor what was read of it is kept."""
    discard(document, version=version, by=by, at=at)
    document.text, document.draft = "", {}
    db.session.flush()


def settle(document: Document, *, version: int | None, by: Visitor, at: datetime) -> None:
    """What the draft said is adopted now. Raises as `require_draft`."""
    require_draft(document, version)
    document.state = ADOPTED
    document.version += 1
    db.session.flush()
    traces.record("document.adopted", document, by=by, at=at, from_state=DRAFT, to_state=ADOPTED)


def require_draft(document: Document, version: int | None) -> None:
    """Raises WrongState when it was adopted or discarded, Stale when somebody corrected it meanwhile."""
    db.session.refresh(document, ["state", "version"], with_for_update=True)
    if document.state != DRAFT:
        raise WrongState("document_settled")
    if version is not None and version != document.version:
        raise Stale
