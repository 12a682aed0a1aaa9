"""The client of the route tests: it reads every HTML answer as strictly as a careful reviewer would."""

import re
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser as Tokens
from typing import Any

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list", "popovertarget")
WRITES = ("hx-post", "hx-put", "hx-patch", "hx-delete")
REFUSED = re.compile(r"style|on[a-z]+|hx-on.*", re.DOTALL)
EVERYWHERE = ("csrf_token",)
Attributes = dict[str, str]

_PLAIN = r"\n\x20!#-%(-;?-~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc"  # no & < = > " ', and nothing a parser objects to
BLANK = re.compile(r">[\n\x20]+(?=<)")
WORDS = re.compile(rf">(?![\n\x20]*<)[{_PLAIN}]+(?=<)")
UNREAD = re.compile(rf"""(\s(?:class|value|title|alt|placeholder|datetime|aria-label))="[{_PLAIN}]*\"""")
NAMES = re.compile(rf"""(\s(?:id|name|for|href|src|action|(?:aria|data|hx)-[\w-]+))="[{_PLAIN}]*\"""")


class ValidatingClient(FlaskClient):
    """Fails the test on the first HTML answer that is not right, and says what is wrong with it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        assert not has_app_context(), (
            "Leave the app context before the client is called: `g` would leak into the request"
        )
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400:
            is_part = "HX-Request" in response.request.headers
            faults = faults_of(response.get_data(as_text=True), part=is_part)
            assert not faults, f"{response.request.path} ({response.status_code}):\n  " + "\n  ".join(faults)
        return response


def faults_of(html: str, *, part: bool = False) -> list[str]:
    """What is wrong with a page, or with the part of one that htmx asked for; empty when nothing is."""
    whole = html.lstrip()[:9].lower() == "<!doctype"
    bones = skeleton(html)
    if whole and _digest(bones) in _faultless:
        return []
    outline = _Outline()
    outline.feed(html)
    outline.close()
    faults = [*outline.faults, *outline.unclosed(), *_doubled(outline), *_forms(outline)]
    if whole:
        faults += [*_dangling(outline), *_untitled(outline)]
        if _digest(_bare(bones)) not in _faultless:
            unlike = _unlike_the_standard(html)
            faults += unlike
            if not unlike:
                _faultless.add(_digest(_bare(bones)))
        if not faults:
            _faultless.add(_digest(bones))
    elif not part:
        faults.append("a fragment was sent to who did not ask with htmx")
    return faults


class _Outline(Tokens):
    """The elements with their attributes, and whether each one is closed where it should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, Attributes, int]] = []
        self.faults: list[str] = []
        self.title = ""
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        attributes = {name: value or "" for name, value in attrs}
        if len(attributes) < len(attrs):
            names = Counter(name for name, _ in attrs)
            self.faults += [f"line {line}: <{tag}> has {name} twice" for name, times in names.items() if times > 1]
        for name in attributes:
            if name.startswith(("style", "on", "hx-on")) and REFUSED.fullmatch(name):
                self.faults.append(f"line {line}: <{tag} {name}=…> is refused by the content security policy")
        if (tag == "script" and "src" not in attributes and "json" not in attributes.get("type", "")) or tag == "style":
            self.faults.append(f"line {line}: an inline <{tag}> is refused by the content security policy")
        self.elements.append((tag, attributes, line))
        if tag not in VOID:
            self._open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
            return
        inside = "<{}> of line {}".format(*self._open[-1]) if self._open else "nothing"
        self.faults.append(f"line {self.getpos()[0]}: </{tag}> while {inside} is open")
        if tag in (name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "title" and not any(name == "svg" for name, _ in self._open):
            self.title += data

    def unclosed(self) -> list[str]:
        return [f"line {line}: <{tag}> is never closed" for tag, line in self._open]


def _doubled(outline: _Outline) -> list[str]:
    ids = Counter(attributes["id"] for _, attributes, _ in outline.elements if attributes.get("id"))
    return [f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1 and name not in EVERYWHERE]


def _forms(outline: _Outline) -> list[str]:
    """What htmx sends must also be sent without it."""
    faults = []
    for tag, attributes, line in outline.elements:
        method = attributes.get("method", "get").lower()
        if any(name in attributes for name in WRITES):
            if tag == "form" and (method != "post" or not attributes.get("action")):
                faults.append(f"line {line}: a form with hx-post also needs method=post and an action")
            elif tag == "form" and attributes["action"] != attributes.get("hx-post", attributes["action"]):
                faults.append(f"line {line}: action and hx-post differ")
            elif tag in ("a", "div", "tr", "li", "section"):
                faults.append(f"line {line}: <{tag}> writes with htmx only; use a form")
        elif tag == "a" and "hx-get" in attributes and not attributes.get("href"):
            faults.append(f"line {line}: a link with hx-get also needs its href")
    return faults


def _dangling(outline: _Outline) -> list[str]:
    """Every name that one element calls another by must be the id of one on the page."""
    ids = {attributes["id"] for _, attributes, _ in outline.elements if "id" in attributes}
    faults = []
    for tag, attributes, line in outline.elements:
        wanted = {word for name in POINTERS if name in attributes for word in attributes[name].split()}
        for name, value in attributes.items():
            if value.startswith("#") and name.split(":")[0] in ("hx-target", "hx-include", "hx-indicator"):
                wanted.add(value[1:].split()[0])
        if tag == "a" and re.fullmatch(r"#[^#]+", attributes.get("href", "")):
            wanted.add(attributes["href"][1:])
        faults += [f"line {line}: <{tag}> points at #{name}, which is not on the page" for name in wanted - ids]
    return faults


def _untitled(outline: _Outline) -> list[str]:
    return [] if outline.title.strip() else ["the page has no title"]


def _unlike_the_standard(html: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(html)
    return [
        f"line {line}: {html5lib.constants.E.get(code, code) % values}" for (line, _), code, values in parser.errors
    ]


# ------------------------------------------------------------------------------------------------ asked before
_faultless: set[bytes] = set()


def skeleton(html: str) -> str:
    """All of a page that its faults depend on: left out are plain words between tags, and plain quoted values that no
    check of ours and no rule of parsing reads.
    """
    return UNREAD.sub(r'\1=""', WORDS.sub(">x", BLANK.sub("> ", html)))


def _bare(bones: str) -> str:
    """All of a skeleton that the standard's parser reads: it does not compare names."""
    return NAMES.sub(r'\1=""', bones)


def _digest(bones: str) -> bytes:
    return sha256(bones.encode("utf-8", "surrogatepass")).digest()
