"""What a quarantine promises: the part of a state that keeps what could not be read or decided."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from loopline.model.records import QuarantineAct, Quarantined, SetAside, Skipped


class Quarantine(Protocol):
    """What could not be read or decided, set aside until an operator decides; safe from any thread."""

    def report(self, found: SetAside) -> None:
        """Set something aside, durably with the next `flush`; the same kind and name again changes nothing."""
        ...

    def flush(self) -> None:
        """Write what was reported."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How much is set aside, by kind; without I/O."""
        ...

    def items(self, after: int, limit: int) -> list[Quarantined]:
        """What is set aside with an id above `after`, oldest first."""
        ...

    def item(self, number: int) -> Quarantined | None:
        """One of them."""
        ...

    def ask(self, number: int, act: QuarantineAct) -> None:
        """Remember, durably, what an operator asked for; the loop does it at its next pass."""
        ...

    def asked(self) -> Sequence[int]:
        """Ids for which something was asked that is not done yet; without I/O."""
        ...

    def refuse(self, number: int, reason: str) -> None:
        """What was asked for could not be done; it stays aside, for this reason."""
        ...

    def skipped(self, key: str, limit: int) -> list[tuple[int, Skipped]]:
        """The first signals that wait for a record, with their numbers, in their order."""
        ...

    def put_back(self, item: Quarantined) -> bool:
        """Put a message or a chunk back where it was taken out. False: it still cannot be read.

        A chunk stays asked for while somebody holds chunks.
        """
        ...

    def holding_chunks(self) -> AbstractContextManager[None]:
        """No chunk is put back inside the block; what was being put back is, when it begins."""
        ...

    def drop_line(self, item: Quarantined) -> None:
        """Take it off the list, and leave what it was about as it is."""
        ...

    def drop_chunks(self, up_to: int) -> None:
        """Take chunks up to this number off the list: their facts were made anew."""
        ...

    def drop(self, item: Quarantined) -> None:
        """Forget it for good."""
        ...
