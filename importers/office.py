"""Which reader an Office file wants."""

from collections.abc import Callable
from typing import Any

from importers import archive, sheet, word
from importers.refusals import Unreadable


def reader(kind: str) -> Callable[[bytes], dict[str, Any]]:
    """The reader, with all that it needs already loaded; for a .docx that is little."""
    if kind == "xlsx":
        sheet.load()
    return read


def read(data: bytes) -> dict[str, Any]:
    """The text and the tables of a .docx or an .xlsx. Raises Unreadable."""
    opened = archive.Archive(data)
    main = archive.main_part(opened)
    if main.startswith("word/"):
        return word.read(opened, main)
    if main.startswith("xl/") and not main.endswith(".bin"):
        return sheet.read(opened, main)
    raise Unreadable("old_office" if "mimetype" in opened.names or main.endswith(".bin") else "not_text")
