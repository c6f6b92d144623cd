"""The record of a journey's limited entries: how many were let in, and when; beside it, the pages of its queue."""

from typing import ClassVar, Final

from msgspec import Struct

ENTRIES: Final = "!entries/"
"""Begins the key of a journey's ledger of entries. No person or account has such a key: theirs with "!" are escaped."""

QUEUE: Final = "!queue/"
"""Begins the key of a page of a journey's queue."""

TICKETS_OF_PAGE: Final = 128
PAGES: Final = 8_192
QUEUE_MAX: Final = TICKETS_OF_PAGE * (PAGES - 1)
"""So many wait for one journey at most. Pages are used again in turn, and never hold those of two turns."""

Tally = tuple[tuple[int, int], ...]
"""Entries by a span of time: its number since 1970, and how many; ascending."""


class EntryLedger(Struct, frozen=True, gc=False, array_like=True):
    """The entries of a journey. `let_in` are those that were let in, without places that came back.

    `hours` counts them by the minute, `days` by the quarter of an hour, as far as they count against a rate. Tickets
    `head` to `tail` (exclusive) wait; `series` tells the pages of one queue from those of one that was lost. `due` is
    when it looks for places again (ms). `clock` is the latest time it has seen (ms), `full_since` when the total was
    reached while some waited (ms; 0: it is not). `is_lost`: its record was dropped, so that nobody knows who came in.
    """

    awaits: ClassVar[tuple[()]] = ()
    merged_into: ClassVar[str] = ""
    key: str
    let_in: int = 0
    hours: Tally = ()
    days: Tally = ()
    head: int = 0
    tail: int = 0
    series: int = 0
    due: int | None = None
    clock: int = 0
    full_since: int = 0
    refused: int = 0
    returned: int = 0
    is_lost: bool = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self.tail - self.head

    def wake_at(self) -> int | None:
        """When it looks for places again, in ms."""
        return self.due


class Ticket(Struct, frozen=True, gc=False, array_like=True):
    """The place in the queue with this number: a person, and the id of what she asked."""

    number: int
    person: str
    ask: str


class QueuePage(Struct, frozen=True, gc=False, array_like=True):
    """One page of a queue: those of its tickets that wait, in their order."""

    awaits: ClassVar[tuple[()]] = ()
    merged_into: ClassVar[str] = ""
    key: str
    tickets: tuple[Ticket, ...] = ()

    def wake_at(self) -> None:
        """It waits for no time."""
        return


def entries_key(journey: str) -> str:
    """The key of a journey's ledger of entries."""
    return ENTRIES + journey


def page_key(journey: str, series: int, ticket: int) -> str:
    """The key of the page that a ticket stands on."""
    return f"{QUEUE}{journey}/{series}/{ticket // TICKETS_OF_PAGE % PAGES}"
