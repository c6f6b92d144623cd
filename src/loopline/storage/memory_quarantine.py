"""The quarantine in a dict, for states that live in memory."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Final

from msgspec.structs import replace

from loopline.model.records import QuarantineAct, Quarantined, SetAside, Skipped, Transaction


class MemoryQuarantine:
    """What is set aside. `add_chunk` puts facts back into the state's chunks."""

    def __init__(self, add_chunk: Callable[[bytes], None]) -> None:
        self._add_chunk: Final = add_chunk
        self._items: dict[int, Quarantined] = {}
        self._skipped: dict[int, Skipped] = {}
        self._ids, self._numbers = count(1), count(1)
        self._holds_chunks = False

    def report(self, found: SetAside) -> None:
        """Set something aside; the same thing again changes nothing."""
        if not any((one.item.kind, one.item.name) == (found.kind, found.name) for one in self._items.values()):
            number = next(self._ids)
            self._items[number] = Quarantined(id=number, item=found)

    def flush(self) -> None:
        """Nothing waits."""

    def counts(self) -> Mapping[str, int]:
        """How much is set aside, by kind."""
        return Counter(one.item.kind for one in self._items.values())

    def items(self, after: int, limit: int) -> list[Quarantined]:
        """What is set aside with an id above `after`, oldest first."""
        return [self._counted(one) for number, one in sorted(self._items.items()) if number > after][:limit]

    def item(self, number: int) -> Quarantined | None:
        """One of them."""
        return self._counted(self._items[number]) if number in self._items else None

    def _counted(self, one: Quarantined) -> Quarantined:
        places = [skipped.position for _, skipped in self.skipped(one.item.name, len(self._skipped))]
        return replace(one, skipped=len(places), first_position=min(places, default=0))

    def ask(self, number: int, act: QuarantineAct) -> None:
        """Remember what an operator asked for."""
        if number in self._items:
            self._items[number] = replace(self._items[number], act=act)

    def asked(self) -> Sequence[int]:
        """Ids for which something was asked that is not done yet."""
        return [number for number, one in sorted(self._items.items()) if one.act]

    def refuse(self, number: int, reason: str) -> None:
        """It stays aside, for this reason."""
        one = self._items[number]
        self._items[number] = replace(one, act="", item=replace(one.item, reason=reason))

    def skipped(self, key: str, limit: int) -> list[tuple[int, Skipped]]:
        """The first signals that wait for a record, with their numbers."""
        return [(number, one) for number, one in sorted(self._skipped.items()) if one.key == key][:limit]

    def put_back(self, item: Quarantined) -> bool:
        """Put a message or a chunk back."""
        if item.item.kind == "chunk" and self._holds_chunks:
            return True
        if item.item.kind == "chunk":
            self._add_chunk(item.item.payload)
        self.drop(item)
        return True

    @contextmanager
    def holding_chunks(self) -> Iterator[None]:
        """No chunk is put back inside the block."""
        self._holds_chunks = True
        try:
            yield
        finally:
            self._holds_chunks = False

    def drop_line(self, item: Quarantined) -> None:
        """Take it off the list, and leave what it was about as it is."""
        self._release(item.id)

    def drop_chunks(self, up_to: int) -> None:
        """Take chunks up to this number off the list."""
        for number, one in list(self._items.items()):
            if one.item.kind == "chunk" and int(one.item.name) <= up_to:
                self._release(number)

    def drop(self, item: Quarantined) -> None:
        """Forget it for good."""
        self._release(item.id)

    def write(self, transaction: Transaction) -> None:
        """A transaction's part of it."""
        for found in transaction.set_aside:
            self.report(found)
        for skipped in transaction.skipped:
            self._skipped[next(self._numbers)] = skipped
        for number in transaction.decided_late:
            self._skipped.pop(number, None)
        for number in transaction.released:
            self._release(number)

    def _release(self, number: int) -> None:
        one = self._items.pop(number, None)
        if one is not None and one.item.kind == "record":
            self._skipped = {n: skipped for n, skipped in self._skipped.items() if skipped.key != one.item.name}
