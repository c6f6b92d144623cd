"""What a state promises of the chunks of facts that wait for their export: their sizes, before anything is read."""

from collections.abc import Iterator
from typing import Protocol


class WaitingFacts(Protocol):
    """Chunks on their way, of any size; safe from any thread."""

    def chunk_sizes(self, after: int, limit: int) -> list[tuple[int, int]]:
        """Numbers and sizes in bytes of the chunks after `after`, oldest first, without reading them."""
        ...

    def chunk_pieces(self, number: int, size: int) -> Iterator[bytes]:
        """One chunk in pieces of this size, each read when it is asked for; nothing when it is not there."""
        ...

    def waiting_bytes(self) -> int:
        """The size of all of them."""
        ...
