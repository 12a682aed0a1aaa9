"""Why a document cannot be read."""

MEGABYTE = 1024 * 1024
MOST_FILE = 5
"""The largest file, and the most that any of its limits on what is unpacked is told as, in megabytes."""

KEYS = (
    "empty",
    "not_text",
    "too_long",
    "too_big",
    "too_many_pages",
    "scan",
    "old_office",
    "locked",
    "broken",
    "too_slow",
)
"""All reasons there are; their words stand in wording.UNREADABLE."""


class Unreadable(ValueError):
    """A document that no reader can take; `key`, one of KEYS, says why."""

    def __init__(self, key: str, **values: object) -> None:
        """Keep the key of the message and the values that its text names."""
        super().__init__(key)
        self.key = key
        self.values = values
