"""Clocks: the machine's own, and one that is moved by hand for replays, simulations and demos."""

import threading
import time

LONG_SECONDS = 3_600.0


class SystemClock:
    """The machine's clock, corrected so that it never goes backwards."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> int:
        """Milliseconds since the Unix epoch, UTC."""
        with self._lock:
            self._last = max(self._last, time.time_ns() // 1_000_000)
            return self._last

    def seconds_until(self, at: int) -> float:
        """Real seconds until then; negative when it has passed."""
        return at / 1_000 - time.time()


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
