"""The brake on guessed passwords. It counts tries before they are checked, so that no number at once slips through."""

from collections import OrderedDict, deque
from collections.abc import Sequence
from threading import Lock
from typing import Final

from msgspec import Struct

from loopline.model.duration import MINUTE

WINDOW_MS: Final = 15 * MINUTE
TRIES_MAX: Final = 8
"""From one source for one address, and from a browser that has signed in before."""
SOURCE_TRIES_MAX: Final = 40
"""From one source for all addresses."""
ADDRESS_TRIES_MAX: Final = 100
"""For one address from all sources together; a browser that has signed in before does not count and is not held."""
REMEMBERED: Final = 10_000

Name = tuple[str, ...]


class Try(Struct, frozen=True):
    """One try that was counted: where, and when (ms)."""

    counted: tuple[Name, ...]
    at: int


class Brake:
    """Counts within a window; its memory is bounded. Safe from any thread."""

    def __init__(self) -> None:
        self._times: OrderedDict[Name, deque[int]] = OrderedDict()
        self._lock = Lock()

    def begin(self, email: str, source: str, device: str, now: int) -> Try | None:
        """Count a try before the password is looked at; None: too many, it is not to be looked at.

        `source` is "" where it is not known, `device` where the browser has not signed in by this address before.
        """
        limits = _limits(email, source, device)
        with self._lock:
            if any(self._is_full(name, limit, now) for name, limit in limits):
                return None
            for name, limit in limits:
                self._times.setdefault(name, deque(maxlen=limit)).append(now)
                self._times.move_to_end(name)
            while len(self._times) > REMEMBERED:
                self._times.popitem(last=False)
        return Try(tuple(name for name, _ in limits), now)

    def passed(self, one: Try) -> None:
        """The password was right: this try is taken back, and those before it from the same place are forgotten."""
        own, *shared = one.counted
        with self._lock:
            self._times.pop(own, None)
            self._take_back(shared, one.at)

    def undone(self, one: Try) -> None:
        """The password was never looked at."""
        with self._lock:
            self._take_back(one.counted, one.at)

    def _take_back(self, names: Sequence[Name], at: int) -> None:
        for name in names:
            times = self._times.get(name)
            if times and at in times:
                times.remove(at)

    def _is_full(self, name: Name, limit: int, now: int) -> bool:
        times = self._times.get(name)
        return times is not None and len(times) == limit and now - times[0] < WINDOW_MS


def _limits(email: str, source: str, device: str) -> list[tuple[Name, int]]:
    if device:
        return [(("device", device, email), TRIES_MAX)]
    limits: list[tuple[Name, int]] = [(("pair", source, email), TRIES_MAX), (("address", email), ADDRESS_TRIES_MAX)]
    return [*limits, (("source", source), SOURCE_TRIES_MAX)] if source else limits
