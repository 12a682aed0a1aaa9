"""Routes of notices: the bell's list, opening one, all as read."""

from flask import Blueprint, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

import wording
from access import Act, requires
from models.notice import Notice
from pages import now, page
from services import notices

room = Blueprint("notices", __name__, url_prefix="/notices")


@room.get("")
@requires(Act.NOTICE_READ)
def index() -> Response:
    """The latest, newest first; unread ones stand out."""
    told = notices.of_person(current_user.id)
    base = url_for(".index")
    rows = [
        {
            "id": one.id,
            "text": wording.said(wording.notices, one.key, one.values),
            "at": one.at,
            "is_read": one.is_read,
            "url": f"{base}/{one.id}/open",
        }
        for one in told
    ]
    return page("notices/index.html", blocks=("notice_list",), rows=rows, unread=sum(not one.is_read for one in told))


@room.post("/read")
@requires(Act.NOTICE_READ)
def read_all() -> Response:
    notices.mark_read(by=current_user, at=now())
    return redirect(url_for(".index"), 303)


@room.post("/<int:notice_id>/open")
@requires(Act.NOTICE_READ, Notice)
def open_(notice: Notice) -> Response:
    """Read now, and on to what it is about."""
    notices.mark_read(by=current_user, at=now(), notice_id=notice.id)
    page_of = wording.pages.get(notice.ref_kind)
    return redirect((page_of and page_of(notice.ref_id)) or url_for(".index"), 303)
