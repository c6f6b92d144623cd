"""What a state promises of tellings: what its transactions say to other shards, until it stands in their logs."""

from collections.abc import Mapping
from typing import Protocol

from loopline.model.records import ShardTelling


class Tellings(Protocol):
    """Tellings that wait for their way, by target; safe from any thread."""

    def tellings(self, target: int, limit: int) -> list[ShardTelling]:
        """What waits for a shard, in the order in which it was told; numbers rise, and none is ever given twice."""
        ...

    def forget_tellings(self, target: int, up_to: int) -> None:
        """Drop what stands in the log of its target: all up to this number."""
        ...

    def heard(self) -> Mapping[int, int]:
        """By source, the number of the newest telling that is decided; a shard that was never heard is absent."""
        ...
