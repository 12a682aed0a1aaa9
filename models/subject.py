"""What access asks of every record: who answers for it, which post carries it out, who leads its focus area."""

from collections.abc import Iterable


class Subject:
    """Defaults for records that have no such thing; records that do override them."""

    @property
    def answering_ids(self) -> frozenset[int]:
        """Ids of the persons who answer for it."""
        return frozenset()

    @property
    def carrying_post_id(self) -> int | None:
        """The post whose holders carry it out."""
        return None

    @property
    def leading_paths(self) -> Iterable[str]:
        """Paths of the units that lead its focus area."""
        return ()

    @property
    def cooperating_paths(self) -> Iterable[str]:
        """Paths of the units that have an own part in it."""
        return ()

    @property
    def cooperating_ids(self) -> Iterable[int]:
        """Ids of the persons whose part it is."""
        return ()
