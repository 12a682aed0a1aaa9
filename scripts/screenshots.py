"""Takes the README's pictures from the running app: its own server on a fresh demo, one Chromium, four files.

make screenshots
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WAIT_SECONDS = 30
# file, staff number, path inside the campaign, width, height, the element that the picture ends under, language
PICTURES = (
    ("progress-zh.png", "D006", "progress", 1280, 900, "[data-row]:nth-of-type(2)", "zh-CN"),
    ("progress-en.png", "D006", "progress", 1280, 900, "[data-row]:nth-of-type(2)", "en-GB"),
    ("score-zh.png", "D017", "score", 390, 1040, None, "zh-CN"),
    ("score-en.png", "D017", "score", 390, 1040, None, "en-GB"),
)
SHARP = 2  # device pixels per pixel
COLOURS = 255  # of a flat page; keeps each file well under 250 kB


def main() -> None:
    """Serve the demo from a folder that is thrown away, and photograph it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("No chromium here: install Debian's package chromium first.")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url, server = serve(Path(folder))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                for name, staff_no, path, width, height, under, language in PICTURES:
                    context = browser.new_context(
                        base_url=url,
                        viewport={"width": width, "height": height},
                        device_scale_factor=SHARP,
                        locale=language,
                    )
                    page = context.new_page()
                    sign_in(page, staff_no)
                    page.goto(page.url.rstrip("/") + "/" + path)
                    if under is not None:
                        page.set_viewport_size({"width": width, "height": bottom_of(page, under)})
                    photograph(page, SHOTS / name)
                    context.close()
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def serve(folder: Path) -> tuple[str, "subprocess.Popen[bytes]"]:
    """A server of our own on a free port, with the demo loaded."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'lookback.db'}",
        "EVIDENCE_FOLDER": str(folder / "evidence"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    for words in (("db", "upgrade"), ("demo", "load")):
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    limit = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < limit:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            break
    return url, server


def sign_in(page: Page, staff_no: str) -> None:
    """Sign in as one of the demo; the page is the campaign's desk then."""
    page.goto("/signin")
    page.fill("input[name=staff_no]", staff_no)
    page.fill("input[name=password]", "lookback-demo")
    page.locator("main form button[type=submit], main form input[type=submit]").last.click()
    page.wait_for_url(lambda url: "/c/" in url)


def bottom_of(page: Page, selector: str) -> int:
    """Where an element ends, in pixels from the page's top."""
    box = page.locator(selector).first.bounding_box()
    if box is None:
        sys.exit(f"{page.url} shows no {selector}.")
    return round(box["y"] + box["height"])


def photograph(page: Page, file: Path) -> None:
    """Take the picture, in few colours."""
    with Image.open(BytesIO(page.screenshot())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(file, optimize=True)
    print(file.relative_to(ROOT))


if __name__ == "__main__":
    main()
