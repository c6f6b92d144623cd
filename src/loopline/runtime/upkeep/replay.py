"""The loop over a log whose signals were decided before: the same decisions, with the time taken from the log."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from loopline.model.erased.digest import Hidden
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.records import Frontier, LogEntry
from loopline.model.signal import Signal
from loopline.model.signals.shards import ShardTold
from loopline.ports import Log, State
from loopline.runtime.engine.loop import Loop

STEP_SIGNALS: Final = 2_000
STEP_MS: Final = 60_000
"""A step covers at most so much time: wake-ups that begin and end in one step are late in the order, not in time."""
TIMERS_MS: Final = 1_000
"""Wake-ups so close to each other are decided in one step."""
HOT_PEOPLE: Final = 10_000
EVER: Final = 1 << 62


class LogClock:
    """Shows the time at which a step of the replay happened."""

    def __init__(self) -> None:
        self.at = 0

    def now(self) -> int:
        """The time of the step."""
        return self.at

    def seconds_until(self, at: int) -> float:
        """Nobody waits in a replay."""
        return 0.0 if at <= self.at else 3_600.0


class LogAhead:
    """A log of which only the signals of the next step can be read."""

    def __init__(self, log: Log) -> None:
        self._log, self.until = log, 0

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """A replay writes nothing into the log."""
        raise NotImplementedError

    def end(self) -> int:
        """The end of the whole log."""
        return self._log.end()

    def count(self, after: int) -> int:
        """How many signals of the whole log stand after a position."""
        return self._log.count(after)

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries after this position, up to the end of the step."""
        found = []
        for entry in self._log.read(after, limit) if after < self.until else ():
            if entry.position <= self.until:
                found.append(LogEntry(entry.position, entry.signals[: self.until - entry.position + 1]))
        return found


class Replay:
    """Owns a scratch state. The same log leaves the same records and facts in it, however often it is replayed.

    What the log does not say is the moment at which a wake-up was looked at. It is taken to be the moment at which it
    was due, as in an engine that keeps up.
    """

    def __init__(
        self,
        log: Log,
        state: State,
        on_error: Callable[[Exception], None],
        hidden: Hidden | None = None,
        shard: int = 0,
        shards: int = 1,
    ) -> None:
        """The log is that of shard `shard` of `shards`; what others have told it stands in there."""
        self._whole, self._state = log, state
        self._others: Final = [number for number in range(shards) if number != shard]
        self._log, self._clock = LogAhead(log), LogClock()
        self._loop: Final = Loop(
            self._log,
            state,
            self._clock,
            batch_max=STEP_SIGNALS,
            hot_people=HOT_PEOPLE,
            hidden=hidden,
            on_error=on_error,
            shard=shard,
            shards=shards,
        )

    @property
    def position(self) -> int:
        """The log position up to which everything was decided again."""
        return self._loop.position

    def step(self, until: Frontier) -> bool:
        """One step towards `until`; False once exactly what was decided there has been decided here."""
        first = self._state.next_wake_at()
        signals, positions = self._ahead(until)
        taken, at = _span(signals, first, self._clock.at)
        if not taken and not signals:
            if first is None or (until.wake_at is not None and first >= until.wake_at):
                return False
            at = first + TIMERS_MS if until.wake_at is None else min(first + TIMERS_MS, until.wake_at - 1)
        self._log.until = positions[taken - 1] if taken else self._loop.position
        self._clock.at = max(self._clock.at, at)
        self._loop.run_once()
        for target in self._others:
            self._state.forget_tellings(target, EVER)  # they stand in the log of their target already
        return True

    def _ahead(self, until: Frontier) -> tuple[list[Signal | None], list[int]]:
        """The next signals up to there, and their positions."""
        after = self._loop.position
        entries = self._whole.read(after, STEP_SIGNALS) if after < until.position else []
        signals = [signal for entry in entries for signal in entry.signals]
        positions = [position for entry in entries for position in entry.positions]
        count = min(STEP_SIGNALS, bisect_right(positions, until.position))
        return signals[:count], positions[:count]


def _span(signals: Sequence[Signal | None], first: int | None, now: int) -> tuple[int, int]:
    """How many of the next signals belong to the next step, and the time that it reaches.

    What another shard has told was on its way for a while: it came no sooner than what stands before it (`now`).
    """
    at = taken = begun = 0
    for signal in signals:
        if signal is None:  # what cannot be read has no time
            taken += 1
            continue
        came_at = max(now, signal.received_at) if isinstance(signal, ShardTold) else signal.received_at
        now = max(now, came_at)
        begun = begun or came_at
        is_publication = signal.key == PUBLISHED_KEY
        if first is not None and came_at >= first and (is_publication or came_at > first + TIMERS_MS):
            return taken, max(at, min(first + TIMERS_MS, came_at))  # what is due before it comes before it
        if taken and (is_publication or came_at > begun + STEP_MS):
            break  # wake-ups that the step itself brings about may be due before it
        at = max(at, came_at)
        taken += 1
    return taken, at
