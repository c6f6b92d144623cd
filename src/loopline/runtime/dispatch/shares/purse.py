"""What one process holds of a provider's rate: it uses nothing that it may have lost."""

from typing import Final

from loopline.runtime.dispatch.shares.rate import TakenShare
from loopline.runtime.dispatch.shares.rate_ledger import LEASE_MS, RateAnswer, RateAsk

IDLE_SECONDS: Final = 0.25
"""What nobody has asked for within so long is given back to the others."""


class Purse:
    """Pure: the times that it is given are seconds of a monotonic clock of this process.

    `term` counts how often what it held was taken back, because it had been silent for too long.
    """

    def __init__(self, holder: str) -> None:
        self._holder: Final = holder
        self._in_hand = self._in_air = self._used = 0
        self._good_until = self._wanted_at = 0.0
        self.wants, self.term = 0, 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say to the ledger."""
        return not (self._in_hand or self._in_air or self._used or self.wants)

    def most(self, wanted: int, now: float) -> int:
        """How many of so many may go now; what is missing is wanted from the ledger."""
        self._wanted_at = now
        free = self._in_hand if now < self._good_until else 0
        self.wants = max(self.wants, wanted - free)
        return min(wanted, free)

    def took(self, count: int) -> TakenShare:
        """So many go, of those that may."""
        self._in_hand -= count
        self._in_air += count
        return TakenShare(count, self.term)

    def is_good(self, taken: TakenShare, now: float) -> bool:
        """Whether these may be handed over; where what it held was taken back, others of its hand take their place."""
        if taken.term != self.term:
            if self.most(taken.count, now) < taken.count:
                return False
            taken.term = self.took(taken.count).term
        return now < self._good_until

    def ended(self, taken: TakenShare) -> None:
        """These are not on their way any more; the ledger hears that they were used, whoever holds them by now."""
        if taken.term == self.term:
            self._in_air -= taken.count
        self._used += taken.count

    def give_back(self) -> None:
        """What is not on its way is the others' again."""
        self._in_hand = self.wants = 0

    def ask(self, now: float) -> RateAsk:
        """What to tell the ledger."""
        if not self.wants and now - self._wanted_at > IDLE_SECONDS:
            self._in_hand = 0
        return RateAsk(self._holder, self._in_hand + self._in_air, self._used, self.wants)

    def answered(self, ask: RateAsk, answer: RateAnswer, asked_at: float) -> bool:
        """What the ledger said of an ask that was made at that time; False where it gave nothing of what was wanted."""
        self._used -= ask.used
        if not answer.known:
            self.term += 1
            self._in_hand = self._in_air = 0
        self._in_hand += answer.granted
        self._good_until = asked_at + LEASE_MS / 1_000
        self.wants = 0
        return bool(answer.granted) or not ask.wants
