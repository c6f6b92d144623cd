"""Clocks: the machine's own, and one that is moved by hand for replays, simulations and demos."""

import threading
import time

LONG_SECONDS = 3_600.0
SLOW_NS = 2_000_000
"""Of the monotonic clock, for one of our milliseconds while we wait for a machine that was set back."""


class SystemClock:
    """The machine's clock, corrected so that it never goes backwards and never stands still.

    When the machine is set back, this one goes on at half speed until both are the same.
    """

    def __init__(self) -> None:
        self._last = 0
        self._ticked = time.monotonic_ns()
        self._lock = threading.Lock()

    def now(self) -> int:
        """Milliseconds since the Unix epoch, UTC."""
        machine, tick = time.time_ns() // 1_000_000, time.monotonic_ns()
        with self._lock:
            slow = self._last + max(0, tick - self._ticked) // SLOW_NS
            if machine >= slow:
                self._last, self._ticked = machine, tick
            elif slow > self._last:
                self._ticked += (slow - self._last) * SLOW_NS
                self._last = slow
            return self._last

    def seconds_until(self, at: int) -> float:
        """Real seconds until then, or fewer while this clock is slow; negative when it has passed."""
        return (at - self.now()) / 1_000

    def ahead_seconds(self) -> float:
        """How far this clock is ahead of the machine's; 0.0 when they are the same."""
        return max(0.0, self.now() / 1_000 - time.time())


class VirtualClock:
    """A clock that stands still until it is moved; `release` hands over to the machine's clock for good."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._real: SystemClock | None = None

    def now(self) -> int:
        """The virtual time, or the real one after `release`; never less than before."""
        if self._real is not None:
            self._at = max(self._at, self._real.now())
        return self._at

    def seconds_until(self, at: int) -> float:
        """A clock that is moved by hand does not advance by waiting."""
        return self._real.seconds_until(at) if self._real else (0.0 if at <= self._at else LONG_SECONDS)

    def move_to(self, at: int) -> None:
        """Set the clock forward; it never goes back."""
        self._at = max(self._at, at)

    def release(self) -> None:
        """From now on the time is real."""
        self._real = SystemClock()
