"""Compares the words in the source with the Chinese catalogue: every message translated, no placeholder lost.

python scripts/catalogue.py              prints what is wrong and exits 1, or says how many are right
python scripts/catalogue.py --write FILE also writes the extracted messages, and lists unused translations
"""

import argparse
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
NOT_SOURCE = {"benchmarks", "instance", "migrations", "scripts", "static", "tests"}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def extracted(root: Path = ROOT) -> Catalog:
    """Every message of the source, with the places it stands in."""
    with (root / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog(project="Lookback", charset="utf-8")
    for file, line, text, comments, context in extract_from_dir(
        root, methods, options, keywords=KEYWORDS, directory_filter=_is_source
    ):
        catalogue.add(text, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


def _is_source(folder: str) -> bool:
    name = Path(folder).name
    return name not in NOT_SOURCE and not name.startswith((".", "_"))


def translated(path: Path = CATALOGUE) -> Catalog:
    """The Chinese catalogue as it stands in the repository."""
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def problems(source: Catalog, chinese: Catalog) -> list[str]:
    """One line for each message that is missing, fuzzy, written in Chinese, or loses a placeholder."""
    return [fault for message in source if message.id for fault in _faults(message, chinese)]


def _faults(message: Message, chinese: Catalog) -> list[str]:
    name = _shown(message)
    if CHINESE.search("".join(_texts(message.id))):
        return [f"Chinese in the source, write English: {name}"]
    translation = chinese.get(_texts(message.id)[0], message.context)
    if translation is None or not all(_texts(translation.string)):
        return [f"no Chinese: {name}"]
    if isinstance(message.id, tuple) and not isinstance(translation.id, tuple):
        return [f"no Chinese for the plural: {name}"]
    if translation.fuzzy:
        return [f"fuzzy: {name}"]
    wanted = set(PLACEHOLDER.findall(_texts(message.id)[-1]))
    if any(set(PLACEHOLDER.findall(text)) != wanted for text in _texts(translation.string)):
        return [f"placeholders differ: {name} -> {_texts(translation.string)[0]!r}"]
    return []


def unused(source: Catalog, chinese: Catalog) -> list[str]:
    """Translations whose message stands nowhere any more."""
    return [
        _shown(message)
        for message in chinese
        if message.id and source.get(_texts(message.id)[0], message.context) is None
    ]


def _texts(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, (tuple, list)) else (value,)
    return tuple(str(part or "") for part in parts)


def _shown(message: Message) -> str:
    place = f" ({message.locations[0][0]}:{message.locations[0][1]})" if message.locations else ""
    context = f"{message.context}::" if message.context else ""
    return f"{context}{'|'.join(_texts(message.id))}{place}"


def main() -> int:
    """Print the report; 1 when something is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="FILE", help="where the extracted messages go")
    chosen = parser.parse_args()
    source, chinese = extracted(), translated()
    if chosen.write:
        chosen.write.parent.mkdir(parents=True, exist_ok=True)
        with chosen.write.open("wb") as file:
            write_po(file, source, sort_output=True)
        for line in unused(source, chinese):
            print(f"unused: {line}")
    found = problems(source, chinese)
    for line in found:
        print(line)
    print(f"{sum(1 for message in source if message.id)} messages, {len(found)} to mend")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
