"""Warm-up of a provider that several processes send to: each borrows of the day what it is about to send."""

import time
from collections.abc import Callable
from typing import Final

from loopline.model.mail.delivery_rules import DeliveryRules
from loopline.runtime.dispatch.shares.asking import ShareAsking
from loopline.runtime.dispatch.shares.day_ledger import LEASE_MS, DayAnswer, DayAsk, DayLedger
from loopline.runtime.dispatch.warmth import Warmth, day_of
from loopline.runtime.supervise import OnError

WANTED_AT_ONCE: Final = 32
IDLE_SECONDS: Final = 0.25


class LeasedWarmth(Warmth):
    """What its provider has had today, of all processes. `look` reads the ledger as it is."""

    def __init__(
        self,
        provider: str,
        holder: str,
        lend: Callable[[DayAsk], DayAnswer],
        look: Callable[[], DayLedger],
        on_error: OnError,
    ) -> None:
        super().__init__(provider)
        self._holder, self._look = holder, look
        self._asking: Final = ShareAsking(self, lend, on_error)
        self._clock_now = self._allowed = self._used = self._wants = 0
        self._counted, self._is_spent = -1, False
        self._good_until = self._wanted_at = 0.0

    def follow(self, rules: DeliveryRules) -> None:
        """The plan for this provider, from now on."""
        before = self._plan
        super().follow(rules)
        if self._plan != before:
            self._is_spent = False

    def recall(self, sent: int, now: int) -> None:
        """So many were sent today, by what is recorded."""
        self._clock_now = now
        if self._plan is not None:
            self._counted = sent
            self._asking.wake()

    def left(self, now: int) -> int | None:
        """How many this process may hand over without asking; None: as many as there are. What is missing is asked."""
        self._clock_now = now
        if self.limit(now) is None:
            return None
        at = time.monotonic()
        free = max(0, self._allowed - self._in_air) if at < self._good_until else 0
        self._wanted_at = at
        if not free:
            self._wants = WANTED_AT_ONCE
            self._asking.wake()
        return free

    def is_spent(self, now: int) -> bool:
        """Whether all that it may get today was sent."""
        return self.limit(now) is not None and self._is_spent

    def sent(self, now: int) -> int:
        """How many it has had today, or may have."""
        ledger = self._look()
        return ledger.count if ledger.day - 1 <= day_of(now) <= ledger.day else 0

    def took(self, count: int, now: int) -> None:
        """It has so many, or may have them."""
        self._clock_now = now
        if count and self._plan is not None:
            self._allowed = max(0, self._allowed - count)
            self._used += count
            self._asking.wake()

    async def close(self) -> None:
        """Give back what is not used."""
        await self._asking.close()

    # The promises of Asks.

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return self._plan is None or not (self._allowed or self._used or self._wants or self._counted >= 0)

    def ask(self, now: float) -> DayAsk:
        """What to say."""
        limit = self.limit(self._clock_now)
        if not self._wants and now - self._wanted_at > IDLE_SECONDS:
            self.give_back()
        return DayAsk(
            self._holder,
            day_of(self._clock_now),
            2**53 if limit is None else limit,
            repr(self._plan),
            self._allowed,
            self._used,
            self._wants,
            self._counted,
        )

    def answered(self, ask: DayAsk, answer: DayAnswer, asked_at: float) -> bool:
        """What was answered."""
        self._used -= ask.used
        if ask.counted == self._counted:
            self._counted = -1
        self._allowed = (self._allowed if answer.known else 0) + answer.granted
        self._good_until = asked_at + LEASE_MS / 1_000
        self._wants, self._is_spent = 0, answer.is_spent
        return bool(answer.granted) or not ask.wants

    def give_back(self) -> None:
        """What is not on its way is the others' again."""
        self._allowed, self._wants = min(self._allowed, self._in_air), 0
