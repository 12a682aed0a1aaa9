"""A process of its own for reading Office files and PDFs: whatever such a file does, it ends with that process.

The child takes the file from its standard input and answers in JSON. Before it looks at the file it gives up the right
to open anything, to write files, and to more than a little memory and time; it knows no setting of the server.
"""

import codecs
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from importers.refusals import KEYS, MEGABYTE, MOST_FILE, Unreadable

MOST_MEMORY = 128 * MEGABYTE
MOST_SECONDS = 2
"""Of the processor; the clock may show more on a busy machine."""

MOST_WAIT = 15.0
ROOT = Path(__file__).resolve().parent.parent
ENCODINGS = ("cp437", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk")
"""What zip, XML and PDF files are written in; Python loads each at its first use, which the child could not."""

ENDED_BY_CPU = -24  # SIGXCPU, which Windows does not know
KILLED = -9


def read(kind: str, data: bytes) -> dict[str, Any]:
    """What the reader of this kind (docx, xlsx, pdf) makes of the file: {"text": …, "sheets": […]}. Raises Unreadable."""
    child = subprocess.Popen(  # noqa: S603 -- our own module, in our own Python
        [sys.executable, "-E", "-s", "-m", "importers.confined", kind],
        cwd=ROOT,
        env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "OPENPYXL_LXML": "False"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with child:
        try:
            said, _ = child.communicate(data, timeout=MOST_WAIT)
        except subprocess.TimeoutExpired:
            raise Unreadable("too_slow") from None
        finally:
            child.kill()
    if child.returncode in {ENDED_BY_CPU, KILLED}:
        raise Unreadable("too_slow")
    return understood(said)


def understood(said: bytes) -> dict[str, Any]:
    """The child's answer. Raises Unreadable when it refused, or died on the file without a word."""
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        raise Unreadable("broken") from None
    if (key := answer.get("refused")) is not None:
        raise Unreadable(key if key in KEYS else "broken", **answer["values"])
    return answer


def give_up_rights() -> None:
    """From here on: no file, no socket, no more memory or time than a document needs."""
    try:
        import resource  # noqa: PLC0415 -- there is none on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        hard = resource.getrlimit(what)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def reader_of(kind: str) -> Callable[[bytes], dict[str, Any]]:
    """The reader of this kind, with all that it needs already loaded, for nothing can be loaded later."""
    from importers import office, pdf  # noqa: PLC0415 -- in the child alone

    for name in ENCODINGS:
        codecs.lookup(name)
    return pdf.reader() if kind == "pdf" else office.reader(kind)


def answer_of(reader: Callable[[bytes], dict[str, Any]], data: bytes) -> dict[str, Any]:
    """What the reader makes of the file, or why it is refused."""
    try:
        return reader(data)
    except Unreadable as unreadable:
        return {"refused": unreadable.key, "values": unreadable.values}
    except MemoryError:
        return {"refused": "too_big", "values": {"most": MOST_FILE}}
    except Exception:  # noqa: BLE001 -- no library says which it raises for a broken file
        return {"refused": "broken", "values": {}}


def main(kind: str) -> None:
    """Read the file on standard input, and say in JSON on standard output what it holds or why it is refused."""
    reader = reader_of(kind)
    give_up_rights()
    sys.stdout.buffer.write(json.dumps(answer_of(reader, sys.stdin.buffer.read())).encode())


if __name__ == "__main__":
    main(sys.argv[1])
