"""What the domain refuses. A refusal carries a message key; its words stand in wording.py and the rooms' words.py."""


class RuleBroken(Exception):
    """A rule of the domain was broken.

    `key` names the message, `field` the form field it belongs to (None: the form), `values` fill its placeholders.
    """

    def __init__(self, key: str, field: str | None = None, **values: object) -> None:
        """Remember the message key, the field and the values."""
        super().__init__(key)
        self.key, self.field, self.values = key, field, values


class NotYourOwn(RuleBroken):
    """The person may not judge here: proposer, subject, owner, doer or head of the judged unit."""


class WrongState(RuleBroken):
    """The record is not in a state in which this can be done."""


class Incomplete(RuleBroken):
    """Something that must be there is missing."""


class Stale(RuleBroken):
    """Somebody else changed the record after this form was shown."""

    def __init__(self, key: str = "stale", field: str | None = None, **values: object) -> None:
        """By default the general message about a changed record."""
        super().__init__(key, field, **values)


class SentBefore(Exception):
    """The same create form came twice; `kind` and `id` name the first result."""

    def __init__(self, kind: str, record_id: int) -> None:
        """Remember the first result."""
        super().__init__(kind, record_id)
        self.kind, self.record_id = kind, record_id
