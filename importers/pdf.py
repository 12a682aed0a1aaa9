"""PDFs with a text layer: where each character stands on its page, and the lines drawn around it."""

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from importers.page import Glyph, Page, Stroke
from importers.page_lines import text_and_tables
from importers.refusals import Unreadable

MOST_PAGES = 200
MOST_CHARACTERS = 250_000
MOST_FORMS = 3
MOST_STROKES = 6_000
MOST_OBJECTS = 20_000
THIN = 3.0
SHORTEST = 6.0
UPRIGHT = 0.05
NOT_PRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
LEAST_TEXT = 30
"""A page with a picture and less than this is a scan, for there is not more than a stamp or a page number on it."""

LEAST_READABLE = 0.5
HYPHENS = frozenset("\x02\ufffe\u00ad")


def reader() -> Callable[[bytes], dict[str, Any]]:
    """The reader, with all that it needs already loaded."""
    import pypdfium2.raw  # noqa: PLC0415 -- heavy, and wanted in the child alone

    return lambda data: read(pypdfium2, data)


def read(library: Any, data: bytes) -> dict[str, Any]:
    """The text of a PDF and its ruled tables. Raises Unreadable."""
    try:
        document = library.PdfDocument(data)
    except library.PdfiumError as error:
        raise Unreadable("locked" if "password" in str(error).lower() else "broken") from None
    if len(document) > MOST_PAGES:
        raise Unreadable("too_many_pages", most=MOST_PAGES)
    pages = list(_pages(library, document))
    scans = sum(page.has_picture and len(page.glyphs) < LEAST_TEXT for page in pages)
    glyphs = [glyph.char for page in pages for glyph in page.glyphs]
    readable = sum(char.isprintable() and char != "\ufffd" for char in glyphs)
    if scans * 2 >= len(pages) > 0 or not glyphs or readable < LEAST_READABLE * len(glyphs):
        raise Unreadable("scan" if pages else "broken")
    text, tables = text_and_tables(pages)
    return {"text": text, "sheets": [{"title": title, "rows": table.repeated()} for title, table in tables]}


def _pages(library: Any, document: Any) -> Iterator[Page]:
    left = MOST_CHARACTERS
    for at in range(len(document)):
        try:
            page = document[at]
        except library.PdfiumError:
            raise Unreadable("broken") from None
        width, height = page.get_size()
        text = page.get_textpage()
        left -= text.count_chars()
        if left < 0:
            raise Unreadable("too_long", most=MOST_CHARACTERS)
        found = Page(width, height, list(_glyphs(library.raw, text)))
        _look(library.raw, page, found)
        yield found
        text.close()
        page.close()


def _glyphs(raw: Any, text: Any) -> Iterator[Glyph]:
    """The characters that are printed upright, each with its place; those that the library made up are left out."""
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if raw.FPDFText_IsGenerated(text, at) == 1 or not code:
            continue
        char = "-" if chr(code) in HYPHENS else chr(code)
        raw.FPDFText_GetMatrix(text, at, matrix)
        if unicodedata.category(char) in NOT_PRINTED or abs(matrix.b) > UPRIGHT * abs(matrix.a):
            continue
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        size = raw.FPDFText_GetFontSize(text, at) * abs(matrix.d)
        yield Glyph(_plain(char), min(x.value, box.left), box.right, y.value, size or box.top - box.bottom)


def _plain(char: str) -> str:
    """A Chinese character instead of the radical that looks like it."""
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return unicodedata.normalize("NFKC", char)
    return char


def _look(raw: Any, page: Any, found: Page) -> None:
    """Note the strokes of the page that stand upright or lie flat, and whether there is a picture."""
    many = raw.FPDFPage_CountObjects(page)
    for at in range(many):
        drawn = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_PATH and many <= MOST_OBJECTS:
            found.strokes.extend(_strokes(raw, drawn))
        found.has_picture |= kind == raw.FPDF_PAGEOBJ_IMAGE or (
            kind == raw.FPDF_PAGEOBJ_FORM and _holds_picture(raw, drawn, MOST_FORMS)
        )
    if len(found.strokes) > MOST_STROKES:
        found.strokes.clear()


def _holds_picture(raw: Any, form: Any, depth: int) -> bool:
    for at in range(min(raw.FPDFFormObj_CountObjects(form), MOST_OBJECTS) if depth else 0):
        drawn = raw.FPDFFormObj_GetObject(form, at)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_FORM and _holds_picture(raw, drawn, depth - 1)):
            return True
    return False


def _strokes(raw: Any, path: Any) -> Iterator[Stroke]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(path, left, bottom, right, top)
    width, height = right.value - left.value, top.value - bottom.value
    if min(width, height) <= THIN:
        if max(width, height) >= SHORTEST:
            yield Stroke(left.value, bottom.value, right.value, top.value)
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    before = first = None
    for at in range(min(raw.FPDFPath_CountSegments(path), MOST_STROKES)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == raw.FPDF_SEGMENT_LINETO and before:
            yield from _straight(before, here)
        if first and raw.FPDFPathSegment_GetClose(segment):
            yield from _straight(here, first)
        before = here


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Stroke]:
    (left, right), (bottom, top) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    if min(right - left, top - bottom) <= THIN and max(right - left, top - bottom) >= SHORTEST:
        yield Stroke(left, bottom, right, top)
