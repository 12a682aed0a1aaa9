"""What may be kept as evidence is decided by content and size; photos lose the place they were taken at."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from models.refusals import RuleBroken
from services import evidence

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GPS, ORIENTATION = 0x8825, 0x0112


def photo(kind="JPEG", size=(40, 20), **saved):
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **saved)
    return written.getvalue()


def office(*names):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return written.getvalue()


def refused(content, name="a.jpg"):
    with pytest.raises(RuleBroken) as refusal:
        evidence.check(content, name)
    assert refusal.value.field == "files"
    assert refusal.value.values["name"] == name
    return refusal.value.key


def test_a_photo_loses_its_place_and_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (31.0, 14.0, 22.0)
    exif[0x010F] = "Phone"
    taken = photo(exif=exif)
    assert Image.open(io.BytesIO(taken)).getexif().get_ifd(GPS)
    checked = evidence.check(taken, "IMG_1.jpg")
    kept = Image.open(io.BytesIO(checked.content))
    assert dict(kept.getexif()) == {}
    assert b"Phone" not in checked.content
    assert kept.size == (20, 40)
    assert checked.media_type == "image/jpeg"


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("WEBP", ".webp")])
def test_other_pictures_lose_it_too(kind, ending):
    exif = Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    exif[0x010F] = "Phone"
    checked = evidence.check(photo(kind, exif=exif), f"a{ending}")
    assert dict(Image.open(io.BytesIO(checked.content)).getexif()) == {}
    assert b"Phone" not in checked.content


def test_a_picture_that_a_phone_writes_in_several_frames_is_a_photo():
    written = io.BytesIO()
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("teal", "navy")]
    frames[0].save(written, "MPO", save_all=True, append_images=frames[1:])
    assert Image.open(io.BytesIO(written.getvalue())).format == "MPO"
    assert evidence.check(written.getvalue(), "a.jpg").media_type == "image/jpeg"


def test_a_large_photo_is_made_smaller():
    checked = evidence.check(photo(size=(3000, 1000)), "a.jpg")
    assert Image.open(io.BytesIO(checked.content)).size == (2000, 667)


def test_pdf_and_office_files_are_kept_as_they_are():
    pdf = b"%PDF-1.7\n%%EOF"
    assert evidence.check(pdf, "a.pdf").content == pdf
    word = office("[Content_Types].xml", "word/document.xml")
    assert (evidence.check(word, "a.docx").content, evidence.check(word, "a.docx").media_type) == (word, WORD)
    assert evidence.check(office("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx").media_type == EXCEL
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    assert evidence.check(old, "a.doc").media_type == "application/x-ole-storage"


@pytest.mark.parametrize(
    "content",
    [
        b"just words",
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ\x90\x00",
        b"GIF89a",
        b"\x00" * 64,
        office("a.txt"),
        office("word/document.xml"),
        office("[Content_Types].xml", "other/a.xml"),
    ],
)
def test_what_is_no_photo_pdf_or_office_file_is_refused_whatever_its_name(content):
    assert refused(content) == "file_kind"


def test_a_gif_and_a_bmp_are_none_of_the_kinds():
    assert refused(photo("GIF")) == "file_kind"
    assert refused(photo("BMP")) == "file_kind"


def test_an_empty_and_a_large_file_are_refused():
    assert refused(b"") == "file_empty"
    assert refused(b"%PDF-" + bytes(evidence.MOST_BYTES)) == "file_too_large"
    assert evidence.check(b"%PDF-" + bytes(evidence.MOST_BYTES - 5), "a.pdf")


def test_a_damaged_file_is_refused():
    assert refused(photo()[:200]) == "file_broken"
    assert refused(b"PK\x03\x04 and nothing more") == "file_broken"


def test_a_zip_bomb_is_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as inside:
            for _ in range(201):
                inside.write(bytes(evidence.MEGABYTE))
    assert len(written.getvalue()) < evidence.MEGABYTE
    assert refused(written.getvalue(), "a.docx") == "file_kind"


def test_a_picture_of_too_many_pixels_is_refused_unread():
    assert refused(huge_png(9_000, 9_000), "a.png") == "image_too_large"
    assert refused(huge_png(60_000, 60_000), "a.png") == "image_too_large"


def huge_png(width, height):
    """A PNG that says it is that large; what would unpack is never there."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_name_loses_its_folders_and_ends_like_what_the_file_is():
    assert evidence.check(photo(), "C:\\photos\\..\\a.jpg").name == "a.jpg"
    assert evidence.check(photo(), "../../etc/现场.JPG").name == "现场.JPG"
    assert evidence.check(photo(), "page.html").name == "page.html.jpg"
    assert evidence.check(b"%PDF-1.7", "x" * 300).name == "x" * 196 + ".pdf"
