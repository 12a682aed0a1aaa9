"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

UNSENT = ("submit", "button", "image", "reset")


@dataclass(frozen=True)
class Filled:
    """A form with what stands in it; `files` are the names of its file inputs."""

    action: str
    values: list[tuple[str, str]]
    files: list[str] = field(default_factory=list)

    def names(self) -> list[str]:
        """The names of its fields, each once."""
        return list(dict.fromkeys(name for name, _value in self.values))


def forms_of(html: str) -> list[Filled]:
    """Every form of a page that posts, with its controls wherever they stand."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found: dict[Element, Filled] = {}
    by_id: dict[str, Filled] = {}
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            found[form] = filled = Filled(form.get("action", ""), [])
            if form.get("id"):
                by_id[form.get("id", "")] = filled
    owners = {control: filled for form, filled in found.items() for control in form.iter()}
    for control in tree.iter():
        owner = by_id.get(control.get("form", "")) if control.get("form") else owners.get(control)
        if owner is not None and control.get("name") and "disabled" not in control.attrib:
            _take(owner, control)
    return list(found.values())


def _take(filled: Filled, control: Any) -> None:
    name, kind = control.get("name"), control.get("type", "text")
    if control.tag == "textarea":
        filled.values.append((name, control.text or ""))
    elif control.tag == "select":
        offered = [option for option in control.iter("option") if "disabled" not in option.attrib]
        chosen = [option for option in offered if "selected" in option.attrib]
        if not chosen and "multiple" not in control.attrib:
            chosen = offered[:1]
        filled.values.extend((name, option.get("value", option.text or "")) for option in chosen)
    elif control.tag == "input" and kind == "file":
        filled.files.append(name)
    elif control.tag == "input" and kind in ("checkbox", "radio"):
        if "checked" in control.attrib:
            filled.values.append((name, control.get("value", "on")))
    elif control.tag == "input" and kind not in UNSENT:
        filled.values.append((name, control.get("value", "")))
