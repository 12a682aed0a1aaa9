"""What happens to a document on its way: other widths, wrapped lines, PDF letters, one line."""

import re
import unicodedata

MARKS = "():,;0123456789"
WIDE = "（）：，；０１２３４５６７８９"
RADICAL_OF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)} | {"长": "⻓"}
HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]、|[(（][一二三四][)）])")


def half_width(text):
    return text.translate({ord(wide): mark for mark, wide in zip(MARKS, WIDE, strict=True)})


def full_width(text):
    return text.translate({ord(mark): wide for mark, wide in zip(MARKS, WIDE, strict=True)})


def radicals(text):
    return "".join(RADICAL_OF.get(char, char) for char in text)


def doubled_headings(text):
    lines = text.split("\n")
    return "\n".join(
        "".join(char if char.isspace() else char * 2 for char in line)
        if HEADING.match(line) and len(line) < 40
        else line
        for line in lines
    )


def swapped_points(text):
    return re.sub(r"(?m)^(\s*\d{1,2})([.、．])(?!\d)", lambda m: m[1] + ("." if m[2] == "、" else "、"), text)


def blanks_in_dates(text):
    return re.sub(r"(\d)(?=[年月日])", r"\1 ", re.sub(r"(?<=[年月])(?=\d)", " ", text))


def indented(text):
    return "\n".join("　　" + line.strip() if line.strip() else line for line in text.split("\n"))


def windows_lines(text):
    return text.replace("\n", "\r\n")


def wrapped(text, width=28):
    lines = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > width and "|" not in rest and "\t" not in rest:
            lines.append(rest[:width])
            rest = rest[width:]
        lines.append(rest)
    return "\n".join(lines)


def in_one_line(text):
    return " ".join(line.strip() for line in text.split("\n") if line.strip())


HARMLESS = (
    half_width,
    full_width,
    radicals,
    doubled_headings,
    swapped_points,
    blanks_in_dates,
    indented,
    windows_lines,
)
EVERY = (*HARMLESS, wrapped, in_one_line)
