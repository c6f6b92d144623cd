"""What a person remembers of a journey that she has asked to be let into, until its ledger answers."""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from loopline.model.duration import DAY
from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.entry.limits import WAIT_MAX_DAYS

ASKS_MAX: Final = 20
ASKS_BYTES: Final = 16 * 1024
"""So many asks of a person stand open at most, with so many bytes of what they bring."""

ASK_MEMORY_MS: Final = WAIT_MAX_DAYS * DAY


class EntryAsk(Struct, frozen=True, gc=False, array_like=True):
    """An entry that waits for a place: by what she would enter, and the id of the signal that it came from.

    `at` is when she asked (ms), `began_at` when what triggered happened (ms; 0: then).
    """

    id: str
    journey: str
    name: str
    at: int
    entry: bytes = b"{}"
    key: str = ""
    began_at: int = 0
    held: HoldoutLevel | Literal[""] = ""


def has_room_to_ask(asks: Sequence[EntryAsk], entry: bytes) -> bool:
    """Whether another ask with these bytes may stand open."""
    return len(asks) < ASKS_MAX and sum(len(one.entry) for one in asks) + len(entry) <= ASKS_BYTES


def both_asks(own: tuple[EntryAsk, ...], other: tuple[EntryAsk, ...]) -> tuple[EntryAsk, ...]:
    """The asks of two who are found to be one person: the oldest stay, as far as there is room."""
    known = {one.id for one in own}
    kept: list[EntryAsk] = []
    for one in sorted((*own, *(ask for ask in other if ask.id not in known)), key=lambda ask: (ask.at, ask.id)):
        if has_room_to_ask(kept, one.entry):
            kept.append(one)
    return tuple(kept)
