"""PDFs with a text layer. The first form: the text of each page as the library gives it."""

from collections.abc import Callable
from typing import Any

from importers.refusals import Unreadable

MOST_PAGES = 200


def reader() -> Callable[[bytes], dict[str, Any]]:
    """The reader, with all that it needs already loaded."""
    import pypdfium2  # noqa: PLC0415 -- heavy, and wanted in the child alone

    def read(data: bytes) -> dict[str, Any]:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("locked" if "password" in str(error).lower() else "broken") from None
        if len(document) > MOST_PAGES:
            raise Unreadable("too_many_pages", most=MOST_PAGES)
        pages = [document[at].get_textpage().get_text_range() for at in range(len(document))]
        text = "\n".join(pages).replace("\r\n", "\n")
        if not text.strip():
            raise Unreadable("scan")
        return {"text": text, "sheets": []}

    return read
