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
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WAIT_SECONDS = 30
# file, staff number, path inside the campaign, width, height, language
PICTURES = (
    ("progress-zh.png", "D006", "progress", 1280, 900, "zh-CN"),
    ("progress-en.png", "D006", "progress", 1280, 900, "en-GB"),
    ("score-zh.png", "D017", "score", 390, 844, "zh-CN"),
    ("score-en.png", "D017", "score", 390, 844, "en-GB"),
)


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
                for name, staff_no, path, width, height, language in PICTURES:
                    context = browser.new_context(
                        base_url=url, viewport={"width": width, "height": height}, locale=language
                    )
                    photograph(context.new_page(), staff_no, path, SHOTS / name)
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


def photograph(page: Page, staff_no: str, path: str, file: Path) -> None:
    """Sign in as one of the demo and take the picture of one page of the campaign."""
    page.goto("/signin")
    page.fill("input[name=staff_no]", staff_no)
    page.fill("input[name=password]", "lookback-demo")
    page.locator("main form button[type=submit], main form input[type=submit]").last.click()
    page.wait_for_url(lambda url: "/c/" in url)
    page.goto(page.url.rstrip("/") + "/" + path)
    page.screenshot(path=str(file))
    print(file.relative_to(ROOT))


if __name__ == "__main__":
    main()
