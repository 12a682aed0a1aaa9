"""The plan as a file leads to a draft; what cannot be read says why beside the file, in the reader's language."""

import io

import pytest

from importers.files import READ
from tests.factories.papers import docx, para, printed

PLAN = "安心行活动实施方案\n一、重点任务\n（一）规范服务。牵头部门：综合部；完成时限：2023年9月底前。"


@pytest.mark.parametrize(
    ("data", "name"), [(docx("".join(map(para, PLAN.splitlines()))), "方案.docx"), (printed(PLAN), "方案.pdf")]
)
def test_a_plan_in_a_file_becomes_a_draft(client, sign_in, cast, at_time, data, name):
    with at_time():
        sign_in(client, cast.director)
        page = client.get("/campaigns/new").text
        assert all(form in page for form in READ)
        answer = client.post("/campaigns/new", data={"file": (io.BytesIO(data), name), "request_key": "k"})
        assert answer.status_code == 303
        assert "规范服务" in client.get(answer.headers["Location"]).text


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(client, sign_in, cast, at_time):
    with at_time():
        sign_in(client, cast.director)
        old = io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
        answer = client.post("/campaigns/new", data={"file": (old, "旧.doc"), "request_key": "k"})
        assert answer.status_code == 422
        assert "另存为 .docx" in answer.text or "Save it as .docx" in answer.text
