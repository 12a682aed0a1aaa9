"""An address as a QR code, drawn as SVG that stands in the page."""

from itertools import groupby

QUIET = 2
"""Light modules around the code; with the white of the paper they are the four of the standard."""


def drawn(text: str) -> tuple[int, str]:
    """The side of the picture in modules, and the dark ones as a path of strokes that are one module wide."""
    import segno  # noqa: PLC0415 - few processes ever draw one

    code = segno.make(text, error="m", micro=False)
    path = []
    for y, row in enumerate(code.matrix):
        x = QUIET
        for is_dark, modules in groupby(row):
            length = len(list(modules))
            if is_dark:
                path.append(f"M{x} {y + QUIET}.5h{length}")
            x += length
    return len(code.matrix) + 2 * QUIET, "".join(path)
