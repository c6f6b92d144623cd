"""Which shards a worker takes, and when it gives one away: decided from what PostgreSQL says that everybody holds."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from loopline.storage.sql.drivers.record_seat import Seats

FREE_SECONDS: Final = 0.5
"""A shard that nobody with less than a part has taken for so long is taken by one who has a part already."""


class Move(Struct, frozen=True):
    """What to do now: take these, as far as nobody else is quicker; give one away, or say that more is wanted."""

    take: tuple[int, ...] = ()
    gives: bool = False
    is_hungry: bool = False


class Share:
    """The part of one worker in `shards`, of which it takes at most `most`. `place` says where it begins to look, so
    that workers which begin together do not ask for the same ones."""

    def __init__(self, shards: int, most: int, place: int) -> None:
        self._shards: Final = shards
        self._most: Final = min(most, shards)
        self._place: Final = place
        self._free_since: dict[int, float] = {}

    def decide(self, seats: Seats, mine: Sequence[int], now: float) -> Move:
        """The next move, at a moment of a monotonic clock."""
        free = [one for one in self._in_turn() if one not in seats.owned and one not in mine]
        self._free_since = {one: self._free_since.get(one, now) for one in free}
        part = self._shards // max(1, seats.workers)
        room = self._most - len(mine)
        if free and room > 0:
            return Move(take=self._taken(free, min(room, part - len(mine)), room, now))
        gives = seats.hungry > 0 and len(mine) > part
        return Move(gives=gives, is_hungry=not free and len(mine) < min(self._most, part))

    def _taken(self, free: Sequence[int], at_once: int, room: int, now: float) -> tuple[int, ...]:
        """Up to a whole part at once; of what nobody else takes, one more each time."""
        if at_once > 0:
            return tuple(free[:at_once])
        left = [one for one in free if now - self._free_since[one] >= FREE_SECONDS]
        return tuple(left[: min(1, room)])

    def _in_turn(self) -> Sequence[int]:
        return [(self._place + one) % self._shards for one in range(self._shards)]
