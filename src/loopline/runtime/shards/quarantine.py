"""What the shards have set aside, as one list. An id names the shard too, so it is the same after every start."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Final, NoReturn

from msgspec.structs import replace

from loopline.model.ids import shard_of
from loopline.model.records import QuarantineAct, Quarantined, SetAside, Skipped
from loopline.pipeline.quarantine import Quarantine

OWNER_ALONE: Final = "the loop of a shard does this, by its own quarantine"


class AllShardsQuarantine:
    """For who looks and who asks; what is asked for is done by the loop of the shard. Safe from any thread."""

    def __init__(self, shards: Sequence[Quarantine]) -> None:
        self._shards: Final = tuple(shards)

    def report(self, found: SetAside) -> None:
        """Set something aside, in the shard whose person it names."""
        self._shards[shard_of(found.person or found.name, len(self._shards))].report(found)

    def flush(self) -> None:
        """Write what was reported."""
        for one in self._shards:
            one.flush()

    def counts(self) -> Mapping[str, int]:
        """How much is set aside, by kind."""
        found: dict[str, int] = {}
        for one in self._shards:
            for kind, count in one.counts().items():
                found[kind] = found.get(kind, 0) + count
        return found

    def items(self, after: int, limit: int) -> list[Quarantined]:
        """What is set aside with an id above `after`, oldest first in each shard, the shards in turn."""
        count = len(self._shards)
        found = [
            replace(item, id=item.id * count + shard)
            for shard, one in enumerate(self._shards)
            for item in one.items((after - shard) // count, limit)
        ]
        return list(islice(sorted(found, key=lambda item: item.id), limit))

    def item(self, number: int) -> Quarantined | None:
        """One of them."""
        own, shard = divmod(number, len(self._shards))
        found = self._shards[shard].item(own)
        return None if found is None else replace(found, id=number)

    def ask(self, number: int, act: QuarantineAct) -> None:
        """Remember what an operator asked for, in its shard, whose loop does it."""
        own, shard = divmod(number, len(self._shards))
        self._shards[shard].ask(own, act)

    def asked(self) -> Sequence[int]:
        """Ids for which something was asked that is not done yet."""
        count = len(self._shards)
        return [number * count + shard for shard, one in enumerate(self._shards) for number in one.asked()]

    def skipped(self, key: str, limit: int) -> list[tuple[int, Skipped]]:
        """The first signals that wait for a record, in its shard."""
        return self._shards[shard_of(key, len(self._shards))].skipped(key, limit)

    def refuse(self, number: int, reason: str) -> NoReturn:
        """Left to the shard's loop."""
        raise NotImplementedError(OWNER_ALONE)

    def put_back(self, item: Quarantined) -> NoReturn:
        """Left to the shard's loop."""
        raise NotImplementedError(OWNER_ALONE)

    def holding_chunks(self) -> AbstractContextManager[None]:
        """Left to the shard's rebuild."""
        raise NotImplementedError(OWNER_ALONE)

    def drop_line(self, item: Quarantined) -> NoReturn:
        """Left to the shard's loop."""
        raise NotImplementedError(OWNER_ALONE)

    def drop_chunks(self, up_to: int) -> NoReturn:
        """Left to the shard's exporter."""
        raise NotImplementedError(OWNER_ALONE)

    def drop(self, item: Quarantined) -> NoReturn:
        """Left to the shard's loop."""
        raise NotImplementedError(OWNER_ALONE)
