"""How long a pass works before it closes, so that nobody waits long for the next one."""

import time
from collections.abc import Callable
from typing import Final, Protocol

from loopline.ports import Clock
from loopline.runtime.clock import SystemClock

PASS_SECONDS: Final = 0.025
"""Processor time after which a pass closes; it then commits what it has, and the next pass goes on."""
SIGNALS_SHARE: Final = 0.5
"""What signals use of it at most while timers are due; timers have the rest."""
STEP_EMITTED: Final = 2_000
"""A pass closes once its signals, or its timers, have emitted so many."""
LOOK_EVERY: Final = 8


class Budget(Protocol):
    """Says when a pass has worked enough. What is decided does not depend on where a pass ends, only when."""

    def begin(self) -> None:
        """A pass begins."""
        ...

    def is_spent(self, share: float = 1.0) -> bool:
        """Whether this share of the pass's budget is used up; asked after each signal and each timer."""
        ...


class Unlimited:
    """No bound but those in bytes and numbers: for virtual time, where nobody waits."""

    def begin(self) -> None:
        """A pass begins."""

    def is_spent(self, share: float = 1.0) -> bool:
        """Never."""
        return False


class TimeBudget:
    """So many seconds of this thread's processor time: a pass that the machine keeps waiting does not get smaller."""

    def __init__(self, seconds: float = PASS_SECONDS, clock: Callable[[], float] = time.thread_time) -> None:
        self._seconds, self._clock = seconds, clock
        self._asked = 0
        self._used = 0.0
        self._begun = 0.0

    def begin(self) -> None:
        """A pass begins."""
        self._begun, self._used, self._asked = self._clock(), 0.0, 0

    def is_spent(self, share: float = 1.0) -> bool:
        """Whether this share is used up. The clock is looked at once in a while, since looking is not free."""
        self._asked += 1
        if self._asked % LOOK_EVERY == 0:
            self._used = self._clock() - self._begun
        return self._used >= self._seconds * share


def budget_for(clock: Clock) -> Budget:
    """What a loop with this clock needs: a bound by time where time passes by itself."""
    return TimeBudget() if isinstance(clock, SystemClock) else Unlimited()
