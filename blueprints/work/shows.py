"""What the pages of work need, put together from the services."""

from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

import uploads
import wording
from access import Act, can
from blueprints.work.forms import DoForm, LineForm, PartForm, ReturnForm
from blueprints.work.words import ACCEPTED_BY, LINE_STATES, RHYTHMS, STATES, WANTED
from forms import options
from models.campaign import CampaignState
from models.checklist import Checklist, ChecklistItem, ItemPart, ItemRevision
from models.refusals import RuleBroken
from models.types import Rhythm
from models.work import Occurrence
from pages import now, zone
from services import clocks, duties, progress_lines, seats, weeks
from services.duties import Story
from services.lights import Light

WORDS = {
    "states": STATES,
    "line_states": LINE_STATES,
    "wanted": WANTED,
    "accepted_by": ACCEPTED_BY,
    "rhythms": RHYTHMS,
}


def days_left(due_on: date) -> int:
    """Working days until the due day, or calendar days since it, negative."""
    today = current_user.today
    return clocks.working_days_between(today, due_on) if due_on >= today else -(today - due_on).days


def of_item(item: ChecklistItem, **forms: Any) -> dict[str, Any]:
    """The item's page; `forms` are refused ones with what was typed."""
    stories = duties.stories(item, by=current_user, at=now())
    chosen = request.args.get("o", "") or str(forms.get("occurrence_id", ""))
    focus = next((one for one in stories if str(one.occurrence.id) == chosen), stories[0] if stories else None)
    told = [one for one in stories if one is not focus]
    asked = progress_lines.asked(item.campaign, now(), item_ids=[item.id]).get(item.checklist_id, [])
    line = asked[0] if asked and can(current_user, Act.PROGRESS_WRITE, item) else None
    return {
        "item": item,
        "said": item.in_force or item.current,
        "words": WORDS,
        "back": _back(item),
        "says_url": _says_url(item),
        "focus": focus and of_story(focus),
        "others": [of_story(one) for one in told],
        "to_come": duties.to_come(item, now()),
        "do_form": forms.get("do_form") or (do_form(focus.occurrence) if focus else None),
        "held": uploads.shown(forms.get("held", ())),
        "return_form": forms.get("return_form") or ReturnForm(formdata=None),
        "parts": [of_part(part, forms.get("part_form")) for part in item.parts],
        "line": line,
        "line_form": forms.get("line_form") or (line and line_form(line)),
        "lines": progress_lines.of_item(item.id),
        "events": duties.history(item, stories),
        "due_words": due_words(item.in_force or item.current, _("Mon Tue Wed Thu Fri Sat Sun").split()),
        "said_act": lambda act: wording.said(wording.acts, act, {}),
    }


def of_story(story: Story) -> dict[str, Any]:
    """One occurrence, with the buttons that the visitor has."""
    occurrence = story.occurrence
    due_on = occurrence.due_at.astimezone(zone()).date()
    running = occurrence.campaign.state is not CampaignState.CLOSED and occurrence.item.ended_at is None
    return {
        "occurrence": occurrence,
        "light": story.light,
        "due_on": due_on,
        "days_left": days_left(due_on),
        "is_late": story.light is Light.RED,
        "evidence": uploads.shown(story.evidence),
        "waits_for": story.waits_for,
        "may_do": running and story.may_record and can(current_user, Act.WORK_DO, occurrence),
        "may_accept_unit": story.may_accept_unit and can(current_user, Act.WORK_ACCEPT_UNIT, occurrence),
        "may_accept_office": story.may_accept_office and can(current_user, Act.WORK_ACCEPT_OFFICE, occurrence),
        "may_return": story.may_return and can(current_user, Act.WORK_RETURN, occurrence),
    }


def of_part(part: ItemPart, refused: PartForm | None) -> dict[str, Any]:
    """A cooperating unit's part; its people may be chosen by whoever writes for the unit."""
    may = can(current_user, Act.WORK_PART, part)
    form = refused if refused is not None and refused.part_id == part.id else None
    return {"part": part, "may": may, "form": form or (may and part_form(part)) or None}


def part_form(part: ItemPart, *, typed: bool = False) -> PartForm:
    """The form of a part, with the people of its unit."""
    form = PartForm() if typed else PartForm(formdata=None, person_id=part.person_id or 0, text=part.text)
    form.person_id.choices = options([(0, _("nobody yet")), *seats.people_of(part.unit.path, current_user.today)])
    for field in (form.person_id, form.text):
        field.id = f"{field.name}_{part.id}"
    form.part_id = part.id
    return form


def do_form(occurrence: Occurrence) -> DoForm:
    """The form by which work is done, with what was typed last."""
    return DoForm(
        formdata=None,
        version=occurrence.version,
        note=occurrence.note,
        shows_on=occurrence.shows_on or current_user.today,
    )


def line_form(line: progress_lines.Asked) -> LineForm:
    """A progress line with the last one filled in."""
    return LineForm(formdata=None, **_last(line))


def due_words(said: ItemRevision, weekdays: list[str]) -> str:
    """When the item is due, in words."""
    if said.rhythm is Rhythm.WEEKLY and said.day:
        return f"{RHYTHMS[said.rhythm]} {weekdays[said.day - 1]}"
    if said.rhythm is Rhythm.MONTHLY and said.day:
        return _("on day %(day)s of each month", day=said.day)
    if said.rhythm is Rhythm.ONCE and said.due_on:
        return said.due_on.isoformat()
    return str(RHYTHMS[said.rhythm])


def of_week(checklist: Checklist, *, typed: dict[int, LineForm] | None = None) -> dict[str, Any]:
    """The week of a unit: lines due, and its work by squad."""
    at = now()
    begins, ends = weeks.span(at, zone())
    asked = progress_lines.asked(checklist.campaign, at, checklist_ids=[checklist.id]).get(checklist.id, [])
    writes_all = _writes_all(checklist)
    lines: list[dict[str, Any]] = []
    for line in asked:
        may = writes_all or line.responsible_id == current_user.id
        form = (typed or {}).get(line.item_id) or row_form(line)
        lines.append({"line": line, "form": form, "may": may and checklist.campaign.state is not CampaignState.CLOSED})
    return {
        "checklist": checklist,
        "words": WORDS,
        "begins": begins,
        "ends": ends,
        "lines": lines,
        "due_count": sum(one["line"].is_due for one in lines),
        "own_due": sum(one["line"].is_due and one["may"] for one in lines),
        "writes_any": any(one["may"] for one in lines),
        "groups": weeks.of_checklist(checklist, by=current_user, at=at),
        "may_accept": can(current_user, Act.WORK_ACCEPT_UNIT, checklist),
        "list_url": url_for("checklists.show", checklist_id=checklist.id),
        "zone": zone(),
    }


def row_form(line: progress_lines.Asked, *, typed: bool = False) -> LineForm:
    """The same form as a row among others: its names carry the item's id."""
    prefix = f"line{line.item_id}-"
    return LineForm(prefix=prefix, meta={"csrf": False}, **({} if typed else {"formdata": None} | _last(line)))


def _last(line: progress_lines.Asked) -> dict[str, Any]:
    return {"state": line.last.state, "text": line.last.text, "obstacle": line.last.obstacle, "seen": line.seen}


def writable(checklist: Checklist) -> list[progress_lines.Asked]:
    """The lines of this rhythm that the visitor may write."""
    asked = progress_lines.asked(checklist.campaign, now(), checklist_ids=[checklist.id]).get(checklist.id, [])
    writes_all = _writes_all(checklist)
    return [line for line in asked if writes_all or line.responsible_id == current_user.id]


def _writes_all(checklist: Checklist) -> bool:
    """Head and liaison write for the whole unit, others for the own items."""
    return bool(current_user.holds_in(checklist.unit_path, *weeks.WRITERS))


def _back(item: ChecklistItem) -> dict[str, str]:
    if can(current_user, Act.CHECKLIST_READ, item.checklist):
        return {
            "url": url_for("checklists.show", checklist_id=item.checklist_id),
            "label": _("Checklist of %(unit)s", unit=item.checklist.department.name),
        }
    return {"url": url_for("work.mine", slug=g.campaign.slug), "label": _("My work")}


def _says_url(item: ChecklistItem) -> str | None:
    """Where old and new revisions stand side by side."""
    if can(current_user, Act.CHECKLIST_READ, item):
        return url_for("checklists.item", checklist_item_id=item.id)
    return None


def refusal(broken: RuleBroken) -> str:
    """The words of a refusal, for a row of its own."""
    return wording.said(wording.refusals, broken.key, broken.values)
