"""The site's own files: compressed, and kept by browsers."""

import gzip
import re


def stylesheet(client):
    """The address under which pages name the large stylesheet."""
    page = client.get("/signin").get_data(as_text=True)
    return re.search(r'href="(/static/vendor/tabler[^"]+)"', page).group(1)


def test_a_named_file_is_compressed_and_kept_for_a_year(client):
    answer = client.get(stylesheet(client), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 100_000
    assert len(gzip.decompress(answer.data)) > 200_000
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_file_of_another_version_is_asked_for_again(client):
    answer = client.get("/static/css/lookback.css?v=old")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/css/lookback.css?v=old", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_who_takes_nothing_compressed_gets_the_file_itself(client):
    answer = client.get(stylesheet(client))
    assert "Content-Encoding" not in answer.headers
    assert b"Tabler" in answer.data[:100]


def test_nothing_outside_the_folder_is_sent(client):
    for address in ("/static/../config.py", "/static/nothing.css", "/static/css", "/static/%2e%2e/config.py"):
        assert client.get(address).status_code == 404, address


def test_a_file_costs_no_statement(client, cast, sign_in, statements):
    sign_in(client, cast.staff)
    with statements() as seen:
        client.get("/static/icons.svg")
    assert seen == []
