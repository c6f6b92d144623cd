"""The ledger of a provider's rate: how much of it each process holds, and what was used within the last second.

What may be on its way to the provider counts from the moment it is lent until a second after it has been said to be
over. A message arrives between the two, so those that arrive within any one second are all counted at the moment of the
last of them, and the ledger never counts more than the bound. No clock of a holder enters: it stops by its own
monotonic clock, from before it asked.
"""

from math import ceil
from typing import Final

from msgspec import Struct

LEASE_MS: Final = 5_000
"""For so long a holder may use what it has, from the moment at which it last asked."""

WAIT_MS: Final = 500
"""A holder that got nothing goes before others for so long after its last try."""

PARTS: Final = 10
"""At most such a part of the bound is lent at once."""

USED_MAX: Final = 256


class RateBound(Struct, frozen=True):
    """So many messages within any stretch of so many ms."""

    limit: int
    window_ms: int


class RateAsk(Struct, frozen=True):
    """What a holder says: how much it keeps, how much it has used since it last said so, and how much more it wants."""

    holder: str
    keeps: int = 0
    used: int = 0
    wants: int = 0


class RateAnswer(Struct, frozen=True):
    """How much more it has from now on. Where it is not `known`, what it keeps was taken back, as it was silent."""

    granted: int
    known: bool


class RateLedger(Struct, frozen=True):
    """What is held by whom, what was used, and who waits since when: each until a moment (ms of the ledger's clock)."""

    held: dict[str, tuple[int, int]] = {}
    used: tuple[tuple[int, int], ...] = ()
    waits: dict[str, tuple[int, int]] = {}

    @property
    def count(self) -> int:
        """All that counts."""
        return sum(count for count, _ in self.held.values()) + sum(count for count, _ in self.used)


def bound_of(a_second: float) -> RateBound:
    """Of a rate above 0; below one a second one message goes within its time."""
    limit = max(1, int(a_second))
    return RateBound(limit, ceil(1_000 * limit / a_second))


def asked_of_rate(ledger: RateLedger, bound: RateBound, ask: RateAsk, now: int) -> tuple[RateLedger, RateAnswer]:
    """The ledger after this ask at `now`, and its answer. A clock that was set back shortens no count."""
    used_until = now + bound.window_ms + 1
    held_until = used_until + LEASE_MS
    held = {one: (count, min(until, held_until)) for one, (count, until) in ledger.held.items() if until > now}
    waits = {one: (since, until) for one, (since, until) in ledger.waits.items() if now < until <= now + WAIT_MS}
    used = [(count, min(until, held_until)) for count, until in ledger.used if until > now]
    if ask.used:
        used.append((ask.used, used_until))
    known = ask.holder in held or not ask.keeps
    held.pop(ask.holder, None)
    keeps = ask.keeps if known else 0
    since, _ = waits.pop(ask.holder, (now, 0))
    before = sum((other_since, one) < (since, ask.holder) for one, (other_since, _) in waits.items())
    free = bound.limit - RateLedger(held, tuple(used)).count - keeps - before
    granted = max(0, min(ask.wants, free, max(1, bound.limit // PARTS)))
    if ask.wants and not granted:
        waits[ask.holder] = (since, now + WAIT_MS)
    if keeps + granted:
        held[ask.holder] = (keeps + granted, held_until)
    return RateLedger(held, _bounded(used), waits), RateAnswer(granted, known)


def _bounded(used: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Two that end soonest as one that ends with the later, while there are too many."""
    used = sorted(used, key=lambda one: one[1])
    while len(used) > USED_MAX:
        (first, _), (second, until) = used[:2]
        used[:2] = [(first + second, until)]
    return tuple(used)
