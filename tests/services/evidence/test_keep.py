"""Keeping, hanging, and sweeping away what nobody used."""

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from extensions import db
from models.evidence import Evidence
from models.refusals import RuleBroken
from models.types import ref_to
from services import evidence
from tests.factories.running import Campaign

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)
PDF = b"%PDF-1.7\n%%EOF"


def keep(cast, folder, content=PDF, **more):
    return evidence.keep(evidence.check(content, "a.pdf"), str(folder), by=cast.staff.visitor(AT), at=AT, **more)


def test_a_file_is_named_by_its_content_and_kept_once(session, cast, tmp_path):
    first, second = keep(cast, tmp_path), keep(cast, tmp_path)
    assert first.sha256 == second.sha256
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [PDF]
    assert files[0] == evidence.path_of(str(tmp_path), first.sha256)


def test_hung_on_a_record_it_is_pending_no_more(session, cast, running, tmp_path):
    campaign = db.session.get_one(Campaign, running.campaign_id)
    piece = keep(cast, tmp_path, pending=True)
    visitor = cast.staff.visitor(AT)
    assert evidence.pending_of([piece.id], by=visitor) == [piece]
    assert evidence.pending_of([piece.id], by=cast.head.visitor(AT)) == []
    evidence.hang([piece], campaign)
    assert evidence.pending_of([piece.id], by=visitor) == []
    assert evidence.of(ref_to(campaign)) == {ref_to(campaign): [piece]}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a", "//a", "data:text/html,x", ""])
def test_a_link_leads_to_the_web(session, cast, url):
    with pytest.raises(RuleBroken, match="link_not_web"):
        evidence.link(url, by=cast.staff.visitor(AT), at=AT)
    assert evidence.link("https://example.org/a", by=cast.staff.visitor(AT), at=AT).url


def test_a_thumbnail_is_a_small_jpeg_made_once(session, cast, tmp_path):
    written = io.BytesIO()
    Image.new("RGBA", (900, 300), (0, 128, 0, 0)).save(written, "PNG")
    piece = evidence.keep(evidence.check(written.getvalue(), "a.png"), str(tmp_path), by=cast.staff.visitor(AT), at=AT)
    small = evidence.thumbnail(str(tmp_path), piece.sha256)
    with Image.open(small) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 107))
        assert picture.getpixel((5, 5)) == (255, 255, 255)
    stamp = small.stat().st_mtime_ns
    assert evidence.thumbnail(str(tmp_path), piece.sha256).stat().st_mtime_ns == stamp


def age(folder, days):
    moment = (AT - timedelta(days=days)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))


def test_the_sweep_takes_pending_ones_after_a_day_and_no_others(session, cast, running, tmp_path):
    campaign = db.session.get_one(Campaign, running.campaign_id)
    used = keep(cast, tmp_path)
    evidence.hang([used], campaign)
    left = keep(cast, tmp_path, b"%PDF-left", pending=True)
    path = evidence.path_of(str(tmp_path), left.sha256)
    age(tmp_path, 3)
    assert evidence.sweep(str(tmp_path), at=AT + timedelta(hours=23)) == 0
    assert path.exists()
    assert evidence.sweep(str(tmp_path), at=AT + timedelta(hours=25)) == 1
    assert not path.exists()
    assert db.session.query(Evidence).all() == [used]
    assert evidence.path_of(str(tmp_path), used.sha256).exists()


def test_the_sweep_takes_files_that_were_never_recorded_after_a_day(session, cast, tmp_path):
    lost = keep(cast, tmp_path, b"%PDF-lost")
    path = evidence.path_of(str(tmp_path), lost.sha256)
    db.session.delete(lost)
    db.session.flush()
    age(tmp_path, 0)
    evidence.sweep(str(tmp_path), at=AT + timedelta(hours=1))
    assert path.exists()
    evidence.sweep(str(tmp_path), at=AT + timedelta(hours=25), thorough=False)
    assert path.exists()
    evidence.sweep(str(tmp_path), at=AT + timedelta(hours=25))
    assert not path.exists()
