"""What the sheet of a document shows: its sections and rules, open where something is wrong or asked for."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

import wording
from blueprints.rulebooks import comparing, telling
from blueprints.rulebooks.forms import (
    MOST_EFFECTS,
    SheetHeadForm,
    SheetRuleForm,
    SheetSectionForm,
    filled_caps,
)
from blueprints.rulebooks.words import REFUSED, STATUSES, UNREAD, WARNED
from forms import options, put_beside, whole
from models.campaign import Campaign, Document
from models.refusals import RuleBroken
from models.rulebook import Direction
from pages import page
from services import caps
from services import rulebook_import as importing
from services.rulebook_import import Preview
from services.rulebook_lines import DIFFERS, LEFT_OUT, SAME, WRONG, Line, Part
from services.rulebook_typed import Typed

NO_SECTION = lazy_gettext("(no title)")


def shown_preview(campaign: Campaign, document: Document, *, broken: RuleBroken | None = None) -> Response:
    """The sheet beside its text; with what was refused, 422."""
    found = importing.preview(document, campaign)
    groups = [_group(found, part) for part in found.parts]
    guesses = sum(len(one["guesses"]) for one in [*found.typed["sections"], *found.typed["rules"]])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if broken else HTTPStatus.OK
    return page(
        "rulebooks/import.html",
        blocks=("sheet",),
        status=status,
        form=None,
        document=document,
        found=found,
        groups=[one for one in groups if one["rows"]],
        head=_head(found),
        guesses=guesses,
        unnamed=any(not one.get("named", True) for rule in found.typed["rules"] for one in rule["effects"]),
        refusal=wording.said(wording.refusals, broken.key, broken.values) if broken else "",
        statuses=STATUSES,
        counts=found.counts,
        unread=_unread(found),
        warnings=_warnings(found),
        pieces=importing.tied(document.text, found.draft),
    )


def _head(found: Preview) -> SheetHeadForm:
    form = SheetHeadForm(formdata=None, prefix="head", data=found.typed)
    _put(form, found.faults)
    return form


def _put(form: Any, faults: Iterable[RuleBroken]) -> None:
    for fault in faults:
        put_beside(form, fault.field, wording.said(wording.refusals, fault.key, fault.values))


def _group(found: Preview, part: Part) -> dict[str, Any]:
    lines = [line for line in found.lines if line.typed["section"] == part.place]
    is_used = any(line.status not in {SAME, LEFT_OUT} for line in lines)
    form = None
    if (part.faults and is_used) or whole(request.args.get("section")) == part.place:
        form = SheetSectionForm(formdata=None, prefix=f"part{part.place}", data=part.typed)
        _put(form, part.faults)
    return {
        "place": part.place,
        "code": part.code,
        "title": part.typed["title"] or NO_SECTION,
        "is_known": part.existing is not None,
        "caps": telling.of_caps(part.caps),
        "guesses": part.typed["guesses"],
        "mark": part.typed["mark"],
        "form": form,
        "rows": [_row(found, line) for line in lines],
    }


def _row(found: Preview, line: Line) -> dict[str, Any]:
    is_open = line.status == WRONG or whole(request.args.get("rule")) == line.place
    return {
        "place": line.place,
        "code": line.code,
        "name": line.typed["name"],
        "text": line.typed["text"],
        "mark": line.typed["mark"],
        "status": line.status,
        "effects": [_effect(line, number, effect) for number, effect in enumerate(line.typed["effects"])],
        "notes": telling.of_caps(line.content.caps) if line.status != SAME else "",
        "guessed_caps": "caps" in line.typed["guesses"],
        "refused": [(REFUSED[one["why"]], one["text"], one["mark"]) for one in line.typed["refused"]],
        "old": _old(line) if line.status == DIFFERS or (line.existing and line.typed["take"]) else "",
        "changes": comparing.told([one for one in line.changes if one.field != "caps"]),
        "is_taken": line.typed["take"],
        "form": _form(found, line) if is_open else None,
    }


def _effect(line: Line, number: int, typed: Typed) -> dict[str, Any]:
    """An effect as it is told; one that is no amount is told by the form."""
    content = next((one for one in line.content.effects if one.line == number), None)
    guesses = line.typed["guesses"]
    return {
        "words": telling.of_effect(content, is_veto=line.content.veto) if content else "",
        "mark": f"{typed['mark']} {typed['mark']}-amount {typed['mark']}-payer".strip(),
        "tone": "lb-red" if content and content.direction is Direction.PENALTY else "lb-green",
        "guessed": f"effects-{number}-who" in guesses or f"effects-{number}-amount" in guesses,
    }


def _old(line: Line) -> str:
    if line.existing is None:
        return ""
    effects = [telling.of_effect(effect, is_veto=line.existing.veto) for effect in line.existing.effects]
    limits = telling.of_caps(caps.read(line.existing.caps))
    return "; ".join([*effects, limits] if limits else effects)


def _form(found: Preview, line: Line) -> SheetRuleForm:
    typed = line.typed
    form = SheetRuleForm(
        formdata=None,
        prefix=f"rule{line.place}",
        data={
            **typed,
            "section": str(typed["section"]),
            "code": line.code or typed["code"],
            "caps": typed["caps"] or filled_caps(line.content.caps),
            "effects": [*typed["effects"], {}][:MOST_EFFECTS],
        },
    )
    form.section.choices = options(
        (str(part.place), f"{part.code} {part.typed['title'] or NO_SECTION}") for part in found.parts
    )
    _put(form, line.faults)
    return form


def _warnings(found: Preview) -> list[tuple[str, str]]:
    """What looks wrong in the document itself, with the name under which its words light up."""
    return [
        (wording.said(WARNED, one.key, one.values), f"warnings-{place}")
        for place, one in enumerate(found.draft.warnings)
        if one.key in WARNED
    ]


def _unread(found: Preview) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "text": one.text.text,
            "why": UNREAD.get(one.why, ""),
            "mark": f"unread-{place}-text",
            "is_rule": place in found.told,
        }
        for place, one in enumerate(found.draft.unread)
    ]
