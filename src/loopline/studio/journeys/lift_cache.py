"""A cache of each journey's lift for the list: counted in the background, never while a request waits."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from msgspec import Struct

from loopline.decisions.published import PublishedSet
from loopline.learning.lift.verdict import Lift
from loopline.model.duration import HOUR
from loopline.model.errors import LooplineError
from loopline.ports import Clock
from loopline.runtime.supervise import begin_thread
from loopline.studio.journeys.schemas import LiftLine

FRESH_MS: Final = 60_000
QUIET_MS: Final = HOUR
AT_ONCE: Final = 50
LEAVE_SECONDS: Final = 30.0


class Counted(Struct, frozen=True):
    """One result: its time (ms), and which chunk of facts was the last one then."""

    at: int
    carried: int
    line: LiftLine | None


class LiftCache:
    """At most one thread counts at a time, and rests as long as it works; it ends when nothing is stale.

    A journey is stale after a minute if facts were exported since, after an hour in any case (windows close by time
    alone).
    """

    def __init__(
        self,
        judge: Callable[[str], Lift | None],
        clock: Clock,
        carried: Callable[[], int],
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        self._judge, self._clock, self._carried, self._on_error = judge, clock, carried, on_error
        self._known: dict[str, Counted] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def known(self, journey: str) -> LiftLine | None:
        """The latest result; None when nobody is held out, or nothing was counted yet."""
        found = self._known.get(journey)
        return found.line if found else None

    def keep(self, journey: str, lift: Lift | None) -> None:
        """Keep a lift that was counted for a report."""
        self._known[journey] = Counted(self._clock.now(), self._carried(), _short(lift) if lift else None)

    def refresh(self, published: PublishedSet) -> None:
        """Count again, in the background, what is stale; the stalest first, a bounded number at once."""
        with self._lock:
            if self._stopping.is_set() or (self._thread and self._thread.is_alive()):
                return
            stale = self._stale(published)
            if stale:
                self._thread = begin_thread("lifts", partial(self._count, stale), self._on_error)

    def stop(self) -> None:
        """Finish the current journey and end the thread."""
        with self._lock:
            self._stopping.set()
        if self._thread and self._thread.is_alive():
            self._thread.join(LEAVE_SECONDS)

    def _stale(self, published: PublishedSet) -> list[str]:
        now, carried = self._clock.now(), self._carried()
        never = Counted(-QUIET_MS, -1, None)
        held = {
            v.id: self._known.get(v.id, never) for v in published.live.values() if 0 < v.journey.holdout.percent < 100
        }
        stale = {
            journey: seen.at
            for journey, seen in held.items()
            if now - seen.at >= (QUIET_MS if seen.carried == carried else FRESH_MS)
        }
        return sorted(stale, key=lambda journey: stale[journey])[:AT_ONCE]

    def _count(self, journeys: list[str]) -> None:
        for journey in journeys:
            began = time.monotonic()
            try:
                with suppress(LooplineError):
                    self.keep(journey, self._judge(journey))
            except Exception as error:  # the journeys behind it are counted all the same
                self._on_error(error)
            if self._stopping.wait(time.monotonic() - began):
                return


def _short(lift: Lift) -> LiftLine:
    seen = lift.conversion
    return LiftLine(seen.estimate, seen.low, seen.high, lift.verdict, lift.reason)
