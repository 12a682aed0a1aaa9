"""The QR code of an address."""

import re

import segno

from exporters.qr import drawn

ADDRESS = "https://lookback.example.cn/signin"


def test_the_path_draws_every_dark_module_and_no_other():
    side, path = drawn(ADDRESS)
    seen = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path)
        for step in range(int(length))
    }
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    assert seen == {(x + 2, y + 2) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert side == len(matrix) + 4
