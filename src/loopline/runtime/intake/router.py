"""The way into the logs of several shards: each signal goes to that of its key, and is answered after all of them."""

from collections.abc import Sequence
from typing import Final, Protocol

from loopline.model.ids import shard_of
from loopline.model.signal import Signal


class Entrance(Protocol):
    """What signals are appended to."""

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Write all batches; on disk when this returns each batch's first position."""
        ...

    def end(self) -> int:
        """A number that is read where signals would be written: raises what that raises."""
        ...


class Router:
    """The entrance of several shards.

    A request whose signals are for several shards is in all their logs when `append` returns. When one of them fails,
    others may have taken their part, so it is to be sent again, by the same ids: no part counts twice.
    """

    def __init__(self, logs: Sequence[Entrance]) -> None:
        self._logs: Final = tuple(logs)

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Write all batches, each signal to the log of its shard. A batch's position is that of its first part."""
        parts = [by_shard(batch, len(self._logs)) for batch in batches]
        firsts = [0] * len(batches)
        for shard, log in enumerate(self._logs):
            mine = [number for number, part in enumerate(parts) if shard in part]
            if mine:
                for number, first in zip(mine, log.append([parts[one][shard] for one in mine]), strict=True):
                    firsts[number] = firsts[number] or first
        return firsts

    def end(self) -> int:
        """How far all logs go together."""
        return sum(log.end() for log in self._logs)


def by_shard(signals: Sequence[Signal], shards: int) -> dict[int, list[Signal]]:
    """The signals of a request by the shard of their keys, each in their order."""
    parts: dict[int, list[Signal]] = {}
    for one in signals:
        parts.setdefault(shard_of(one.key, shards), []).append(one)
    return parts
