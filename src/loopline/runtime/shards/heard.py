"""Whether what shards have told each other has been decided where it was told."""

from collections.abc import Mapping, Sequence
from typing import Protocol

ToldSoFar = Mapping[tuple[int, int], int]
"""By source and target, the number of the newest telling."""


class TellingShard(Protocol):
    """A shard's state, as far as it numbers what it tells and what it hears."""

    def told(self) -> Mapping[int, int]:
        """By target, the number of the newest telling, carried or not; a shard that was never told is absent."""
        ...

    def heard(self) -> Mapping[int, int]:
        """By source, the number of the newest telling that is decided."""
        ...


def told_so_far(states: Sequence[TellingShard]) -> ToldSoFar:
    """All that was told by now, by shard."""
    return {(source, target): number for source, one in enumerate(states) for target, number in one.told().items()}


def is_heard(states: Sequence[TellingShard], told: ToldSoFar) -> bool:
    """Whether each target has decided what it was told then: it stands in no table and no log that is undecided."""
    heard = [one.heard() for one in states]
    return all(heard[target].get(source, 0) >= number for (source, target), number in told.items())
