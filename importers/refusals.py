"""Why a document cannot be read."""


class Unreadable(ValueError):
    """A document that no reader can take; `key` says why: empty, too_long or not_text."""

    def __init__(self, key: str, **values: object) -> None:
        """Keep the key of the message and the values that its text names."""
        super().__init__(key)
        self.key = key
        self.values = values
