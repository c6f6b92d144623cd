"""Warm-up, and a provider's pause: how many messages a new provider has had today, and how many it may get."""

from datetime import date
from typing import Final

from loopline.model.duration import DAY
from loopline.model.mail.delivery_rules import DeliveryRules, WarmUp

EPOCH: Final = date(1970, 1, 1).toordinal()
PLAN_DAYS_MAX: Final = 366
"""The longest plan; after it a provider gets what there is."""


def day_of(now: int) -> int:
    """The day of a time (ms), as days since the epoch, UTC."""
    return now // DAY


def plan_day(plan: WarmUp, now: int) -> int:
    """The day of the plan, 1 being the first; before it begins, its first day counts."""
    return max(1, day_of(now) - (date.fromisoformat(plan.starts).toordinal() - EPOCH) + 1)


def day_limit(plan: WarmUp, day: int) -> int | None:
    """The most messages on a day of the plan; None once the plan is over."""
    if day <= len(plan.days):
        return plan.days[day - 1]
    more = day - len(plan.days)
    if plan.growth <= 1 or day > PLAN_DAYS_MAX:
        return None
    grown = float(plan.days[-1])
    for _ in range(more):
        grown *= plan.growth
        if grown >= plan.most:
            return None
    return int(grown)


class Warmth:
    """What one provider has had today, with a plan or without, and whether it is paused. Belongs to the event loop."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._day = self._sent = self._in_air = 0
        self._rules = DeliveryRules()
        self._plan: WarmUp | None = None
        self.is_paused = False

    def follow(self, rules: DeliveryRules) -> None:
        """The plan for this provider, from now on."""
        if rules is not self._rules:
            self._rules, self.is_paused = rules, self._provider in rules.paused
            self._plan = next((one for one in rules.warm_ups if one.provider == self._provider), None)

    def recall(self, sent: int, now: int) -> None:
        """So many it has had today, before this process began."""
        self._turn(now)
        self._sent += sent

    def left(self, now: int) -> int | None:
        """How many it may get yet today; None: as many as there are."""
        limit = self.limit(now)
        self._turn(now)
        return None if limit is None else max(0, limit - self._sent - self._in_air)

    def is_spent(self, now: int) -> bool:
        """Whether it has had all that it may get today."""
        return self.left(now) == 0

    def limit(self, now: int) -> int | None:
        """The most messages today; None where no plan holds."""
        return day_limit(self._plan, plan_day(self._plan, now)) if self._plan else None

    def day(self, now: int) -> int:
        """The day of its plan."""
        return plan_day(self._plan, now) if self._plan else 0

    def sent(self, now: int) -> int:
        """How many it has had today."""
        self._turn(now)
        return self._sent

    def began(self, count: int) -> None:
        """So many are on their way to it."""
        self._in_air += count

    def ended(self, count: int) -> None:
        """So many are not on their way any more, whether it took them or not."""
        self._in_air -= count

    def took(self, count: int, now: int) -> None:
        """It has so many, or may have them."""
        self._turn(now)
        self._sent += count

    async def close(self) -> None:
        """Nothing is sent any more."""

    def _turn(self, now: int) -> None:
        day = day_of(now)
        if not self._day - 1 <= day <= self._day:  # a clock that is put back a little gives no second day
            self._day, self._sent = day, 0
