"""Keeps messages back from a provider that takes none, and lets one through now and then to see whether it does."""

from collections.abc import Sequence
from typing import Final

from loopline.model.message import Accepted, Deferred, Outcome, Unknown

FIRST_SECONDS: Final = 1.0
LONGEST_SECONDS: Final = 60.0
ASKED_SECONDS_MAX: Final = 600.0
"""A provider may ask for a longer rest than ours, up to this."""

UNKNOWN_MAX: Final = 2
"""So many batches without a believable answer are a provider that stands; one may be bad luck."""


def is_outage(outcomes: Sequence[Outcome]) -> bool:
    """Whether these, all that became of a batch, say that the provider takes no message at all just now.

    Some say so, and none that it took or put off a message; what was refused without asking it says nothing. A refusal
    about our account is no outage: it may be about the sender of one message, and must not hold up the others.
    """
    speaks = any(isinstance(one, Accepted) or (isinstance(one, Deferred) and not one.away) for one in outcomes)
    return not speaks and any(isinstance(one, Deferred) for one in outcomes)


class Breaker:
    """Closed while messages pass. It opens for a second, and twice as long each time that one let through found nobody.

    Times are seconds of a monotonic clock. Belongs to the event loop; `rests` may be read from any thread.
    """

    def __init__(self) -> None:
        self._in_vain = 0
        self._open_until = 0.0
        self._is_open = self._is_probing = False

    def rests(self, now: float) -> bool:
        """Whether nothing is to be sent: it is open, or the one message that was let through is still on its way."""
        return self._is_open and (self._is_probing or now < self._open_until)

    def seconds_left(self, now: float) -> float:
        """For how long it rests yet, 0.0 when it does not; not known while a message is on its way to find out."""
        return max(0.0, self._open_until - now) if self.rests(now) else 0.0

    def most(self, wanted: int, now: float) -> int:
        """How many of so many may go now: all, none, or one to see whether the provider is there again."""
        if not self._is_open:
            return wanted
        if self.rests(now):
            return 0
        return min(1, wanted)

    def began(self) -> None:
        """A batch is handed over; while it is open, that is the one to see."""
        self._is_probing = self._is_open

    def put_back(self) -> None:
        """What was taken is not handed over after all."""
        self._is_probing = False

    def note(self, outcomes: Sequence[Outcome], now: float) -> bool:
        """How the batch ended. True when the breaker has just opened, or stays open."""
        was_probing, self._is_probing = self._is_probing, False
        unknown = bool(outcomes) and all(isinstance(one, Unknown) for one in outcomes)
        if not (unknown or is_outage(outcomes)):
            self._in_vain, self._is_open = 0, False
            return False
        if unknown or was_probing or not self._is_open:  # batches that were in the air together are one try
            self._in_vain += 1
        if unknown and self._in_vain < UNKNOWN_MAX:
            return False
        times = min(self._in_vain - 1, 16)
        asked = max((one.retry_after_ms or 0 for one in outcomes if isinstance(one, Deferred)), default=0) / 1_000
        rest = max(min(FIRST_SECONDS * 2**times, LONGEST_SECONDS), min(asked, ASKED_SECONDS_MAX))
        self._open_until, self._is_open = max(self._open_until, now + rest), True
        return True
