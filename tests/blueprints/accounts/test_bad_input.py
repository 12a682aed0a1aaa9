"""What no browser of ours sends: always a clear answer, never a 500."""

import io

import pytest


@pytest.fixture
def admin(app, cast, client, sign_in, at_time):
    with at_time():
        yield sign_in(client, cast.administrator.id)


@pytest.mark.parametrize("path", ["/people?q=%00", "/people?after=a%00", "/signin?as=%00", "/first/%00", "/c/%00/"])
def test_a_nul_in_an_address_is_no_text(admin, path):
    assert admin.get(path).status_code in (400, 404)


def test_a_nul_in_a_form_is_no_text(admin):
    assert admin.post("/signin", data={"staff_no": "a\0b", "password": "x"}).status_code == 400


def test_more_than_20_megabytes_are_refused_in_words(admin):
    answer = admin.post(
        "/password",
        data={"current": (io.BytesIO(bytes(21 * 1024 * 1024)), "large.jpg")},
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 413
    assert "larger than 20 MB" in answer.get_data(as_text=True)


def test_a_form_of_too_many_words_is_refused_too(admin):
    huge = {"name": "x" * (3 * 1024 * 1024)}
    assert admin.post("/people/new", data=huge).status_code == 422
    assert admin.post("/people/new", data=huge, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize("path", ["/people/0", "/people/2147483648", "/people/99999999999999999999", "/units/99999"])
def test_an_id_of_nobody_is_not_found(admin, path):
    assert admin.get(path).status_code == 404
