"""The lift of each journey as the list shows it: counted in the background, never while somebody waits."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from loopline.api.shapes.journeys import LiftLine
from loopline.decisions.program import Program
from loopline.learning.lift import Lift
from loopline.model.errors import LooplineError
from loopline.ports import Clock

FRESH_MS: Final = 60_000
AT_ONCE: Final = 50
LEAVE_SECONDS: Final = 30.0


class Lifts:
    """One thread at most counts at a time; it ends when nothing is stale."""

    def __init__(self, judge: Callable[[str], Lift | None], clock: Clock) -> None:
        self._judge, self._clock = judge, clock
        self._known: dict[str, tuple[int, LiftLine | None]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def known(self, journey: str) -> LiftLine | None:
        """What was counted last; None when nobody is held out, or nothing was counted yet."""
        found = self._known.get(journey)
        return found[1] if found else None

    def keep(self, journey: str, lift: Lift | None) -> None:
        """Somebody has just counted it, for a report."""
        self._known[journey] = (self._clock.now(), _short(lift) if lift else None)

    def refresh(self, program: Program) -> None:
        """Count again, in the background, what is stale; the stalest first, a bounded number at once."""
        with self._lock:
            if self._stopping or (self._thread and self._thread.is_alive()):
                return
            stale = self._stale(program)
            if stale:
                self._thread = threading.Thread(target=self._count, args=(stale,), name="loopline-lifts", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish the one in hand."""
        with self._lock:
            self._stopping = True
        if self._thread and self._thread.is_alive():
            self._thread.join(LEAVE_SECONDS)

    def _stale(self, program: Program) -> list[str]:
        before = self._clock.now() - FRESH_MS
        held = [v.id for v in program.live.values() if 0 < v.journey.holdout.percent < 100]
        counted = {journey: self._known.get(journey, (0, None))[0] for journey in held}
        return sorted((j for j in held if counted[j] <= before), key=lambda j: counted[j])[:AT_ONCE]

    def _count(self, journeys: list[str]) -> None:
        for journey in journeys:
            if self._stopping:
                return
            with suppress(LooplineError):
                self.keep(journey, self._judge(journey))


def _short(lift: Lift) -> LiftLine:
    seen = lift.conversion
    return LiftLine(seen.estimate, seen.low, seen.high, lift.verdict, lift.reason)
