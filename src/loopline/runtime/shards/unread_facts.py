"""The facts of several shards, as long as nobody reads them: every question is refused, and none answered for one."""

from collections.abc import Iterable, Sequence
from typing import Final, NoReturn

from loopline.model.errors import Unavailable
from loopline.ports import SqlParameters

UNREAD: Final = "shards_unread"
TEXT: Final = (
    "Facts of several shards are not read yet, and those of one would be wrong figures: this is answered for a record "
    "of one shard alone."
)


def unread() -> Unavailable:
    """The refusal."""
    return Unavailable(UNREAD, TEXT)


class UnreadFacts:
    """The facts of several shards: every question is refused."""

    def append(self, number: int, lines: bytes) -> NoReturn:
        """Refused."""
        raise unread()

    def append_many(self, chunks: Iterable[tuple[int, bytes]]) -> NoReturn:
        """Refused."""
        raise unread()

    def exported(self) -> NoReturn:
        """Refused."""
        raise unread()

    def query(self, sql: str, parameters: SqlParameters = ()) -> NoReturn:
        """Refused."""
        raise unread()

    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> NoReturn:
        """Refused."""
        raise unread()
