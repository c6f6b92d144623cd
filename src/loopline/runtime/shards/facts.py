"""The facts as one shard appends to them: all shards are asked together, each has chunks of its own."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from loopline.ports import SqlParameters


class AllShardsFacts(Protocol):
    """Facts of several shards, whose chunks are counted by shard."""

    def append_many(self, chunks: Iterable[tuple[int, bytes]], shard: int = 0) -> None: ...
    def exported(self, shard: int) -> int: ...
    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]: ...
    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> list[list[tuple[object, ...]]]: ...


class ShardFacts:
    """The Facts port for one shard's chunks."""

    def __init__(self, facts: AllShardsFacts, shard: int) -> None:
        self._facts: Final = facts
        self._shard: Final = shard

    def append(self, number: int, lines: bytes) -> None:
        """Append one chunk."""
        self.append_many([(number, lines)])

    def append_many(self, chunks: Iterable[tuple[int, bytes]]) -> None:
        """Append chunks of this shard in their order."""
        self._facts.append_many(chunks, self._shard)

    def exported(self) -> int:
        """The number of the last chunk of this shard that was exported."""
        return self._facts.exported(self._shard)

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        """Read-only SQL over the facts of all shards."""
        return self._facts.query(sql, parameters)

    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> list[list[tuple[object, ...]]]:
        """Several questions over the facts of all shards, as of one moment."""
        return self._facts.query_all(questions)
