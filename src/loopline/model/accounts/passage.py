"""What an account remembers of the journeys that it decides on: whom it may choose, and its passages."""

from typing import Final, Literal

from msgspec import Struct

from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.person import JourneyHistory

CANDIDATES_MAX: Final = 200
"""So many members are kept of whom one condition is true."""

PASSAGES_MAX: Final = 100
"""So many passages of one journey may be open at once."""

PASSAGES_BYTES: Final = 64 * 1024
"""What all open passages of an account carry, together."""

TRIED_MAX: Final = 50
"""So many members are chosen for one passage, one after the other, until one of them enters."""


MEMBERS_ASKED_MAX: Final = 256
"""So many members an account asks itself after a publish, of whom its rules are true, before it chooses."""


class Candidates(Struct, frozen=True, gc=False, array_like=True):
    """Members of whom a condition is true. `more`: there were more than are kept."""

    people: tuple[str, ...] = ()
    more: bool = False


class HeldPlace(Struct, frozen=True, gc=False, array_like=True):
    """A member who was chosen: the id of her place, and herself."""

    id: str
    person: str


class Passage(Struct, frozen=True, gc=False, array_like=True):
    """One way of an account through a journey, open as long as somebody holds a place in it.

    `asker` is the member who triggered; `name`, `entry`, `key` and `began_at` are what by. `tried` are all who were
    chosen so far, and `entered` says whether anybody has entered. `depth` is that of the ask; `used` counts the places
    whose members went the way to its end, so that nobody else gets them.
    """

    id: str
    at: int
    asker: str
    name: str
    entry: bytes = b"{}"
    key: str = ""
    began_at: int = 0
    held: HoldoutLevel | Literal[""] = ""
    places: tuple[HeldPlace, ...] = ()
    tried: tuple[str, ...] = ()
    entered: bool = False
    depth: int = 0
    used: int = 0


class AccountJourney(Struct, frozen=True, gc=False, array_like=True):
    """What an account remembers of one journey: its re-entry memory and its arms, and the passages that are open.

    `asked` names the triggers and rules as they were when it last made sure that its members had been asked of them.
    `begun` are the times (ms) of the passages of the last 24 hours that somebody entered, where a rate counts them.
    """

    history: JourneyHistory = JourneyHistory()
    open: tuple[Passage, ...] = ()
    asked: str = ""
    begun: tuple[int, ...] = ()
