"""Trims the log: what is old enough leaves once a snapshot stands from which everything can be gone on with."""

import threading
from collections.abc import Iterator, Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

from loopline.model.duration import DAY
from loopline.model.errors import Conflict, Missing
from loopline.ports import Clock, FactsSource, Log
from loopline.runtime.supervise import OnError, begin_thread
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.runtime.upkeep.snapshots import Copy, Snapshot, Snapshots, goes_on_from

ENTRIES_AT_ONCE: Final = 200
BREATH_SECONDS: Final = 0.05
PAGE: Final = 500

TrimState = Literal["idle", "running", "done", "failed"]


class TrimmedLog(Log, Protocol):
    """A log whose beginning can leave."""

    def horizon(self) -> int:
        """The last position that was trimmed; 0 when the log is whole."""
        ...

    def trim(self, up_to: int, limit: int) -> int:
        """Delete, in one short transaction, the oldest entries that end at or before `up_to`; how many.

        The last entry always stays.
        """
        ...


class TrimStatus(Struct, frozen=True):
    """The trimming that is under way, or the last one: how many entries left, or why none could."""

    state: TrimState = "idle"
    entries: int = 0
    fault: str = ""


def check_reach(log: TrimmedLog, state: FactsSource) -> None:
    """Raises Conflict `log_trimmed` when the state has not decided yet what has left the log."""
    position, horizon = state.position(), log.horizon()
    if position < horizon:
        text = (
            f"state.db has decided the log up to position {position}, and the log begins behind {horizon}: they are of "
            "different times. Restore the whole folder from a backup, or put the state.db of the snapshot in its place."
        )
        raise Conflict("log_trimmed", text)


class LogReach(Struct, frozen=True):
    """Where the log begins and ends, and what is stored, in bytes by file. Times are ms since the epoch, UTC.

    Signals up to `horizon` have left; 0: the log is whole. `oldest_at` is when the oldest that is left was accepted, 0
    when there is none. `snapshot` is the position of the one from which facts are rebuilt then, 0 when there is none.
    """

    horizon: int = 0
    end: int = 0
    oldest_at: int = 0
    snapshot: int = 0
    snapshot_at: int = 0
    stored: dict[str, int] = {}


class LogTrimming:
    """One at a time, and none while a backup is made: `alone` is held. `days` 0 keeps the whole log.

    Nothing leaves that is not decided, that something set aside is waiting for, or that is behind the newest snapshot.
    """

    def __init__(
        self,
        log: TrimmedLog,
        state: FactsSource,
        facts: GuardedFacts,
        exporter: FactsExporter,
        snapshots: Snapshots,
        copies: Sequence[Copy],
        alone: threading.Lock,
        clock: Clock,
        days: int,
        on_error: OnError,
        others: Sequence[tuple[TrimmedLog, FactsSource]] = (),
    ) -> None:
        """`copies` write the states and the facts, each as of one moment; `others` are the logs and states of the
        shards behind the first, where there are more.
        """
        self._shards: Final = [DecidedLog(*one, clock) for one in ((log, state), *others)]
        self._facts, self._exporter = facts, exporter
        self._snapshots, self._copies, self._alone, self._clock = snapshots, copies, alone, clock
        self._days, self._on_error = days, on_error
        self._begin: Final = threading.Lock()
        self._is_stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._oldest: tuple[Sequence[int], int] = ((), 0)
        self.status = TrimStatus()

    def reach(self) -> LogReach:
        """Where the log begins now, and what is stored; of several shards, the sums of theirs."""
        horizons, snapshot = [one.log.horizon() for one in self._shards], self._snapshots.newest()
        end = sum(one.log.end() for one in self._shards)
        if end > sum(horizons) and self._oldest[0] != horizons:
            try:
                found = [one.accepted_at(at + 1) for one, at in zip(self._shards, horizons, strict=True)]
            except Missing:  # it has left just now
                return self.reach()
            self._oldest = horizons, min(found)
        made = (snapshot.position, snapshot.made_at) if snapshot else (0, 0)
        return LogReach(sum(horizons), end, self._oldest[1], *made, self._snapshots.stored())

    def begin(self, days: int) -> TrimStatus:
        """Trim once, to so many days. Raises Conflict `trim_running`, `facts_unfit_for_trim`."""
        with self._begin:
            if self.status.state == "running":
                raise Conflict("trim_running", "The log is being trimmed already: wait until that is done.")
            self._check_facts()
            self.status = TrimStatus("running")
            self._thread = begin_thread("trim", lambda: self._run(days), self._on_error)
            return self.status

    def stop(self) -> None:
        """End after the batch in hand."""
        self._is_stopping.set()
        if self._thread is not None:
            self._thread.join()

    def trim(self, now: int) -> int:
        """What the settings ask for, unless it cannot be now; how many batches are left: none."""
        if self._days and self.status.state != "running":
            self._trim(now - self._days * DAY)
        return 0

    def purge(self, position: int) -> bool:
        """Let all leave that is decided, behind a snapshot of now; whether everything up to `position` has left.

        It has not while something set aside waits for what stands there. Of several shards everything leaves that they
        have decided by now, whatever the position. Raises as `begin`.
        """
        with self._alone:
            self._check_facts()
            up_to = [position] if len(self._shards) == 1 else [one.state.position() for one in self._shards]
            cuts = [one.decided() for one in self._shards]
            if any(cut < wanted for cut, wanted in zip(cuts, up_to, strict=True)):
                return False
            count = self._cut(cuts, self._snapshot())
            self.status = TrimStatus("done", count)
            return self._may_trim and (len(cuts) > 1 or self._shards[0].log.horizon() >= position)

    def _run(self, days: int) -> None:
        try:
            count = self._trim(self._clock.now() - days * DAY)
            self.status = TrimStatus("done", count)
        except BaseException as error:
            self.status = TrimStatus("failed", fault=str(error))
            self._on_error(error)

    @property
    def _may_trim(self) -> bool:
        """Whether nobody reads the log from its beginning, or will have to."""
        return self._facts.fitness == "fit" and not self._facts.is_rebuilding and not self._is_stopping.is_set()

    def _check_facts(self) -> None:
        if not self._may_trim:
            text = (
                "The log is not trimmed while facts are unfit or rebuilt, since they come from it: rebuild them first."
            )
            raise Conflict("facts_unfit_for_trim", text)

    def _trim(self, before: int) -> int:
        """The number of entries that have left."""
        with self._alone:
            if not self._may_trim:
                return 0
            horizons = [one.log.horizon() for one in self._shards]
            parts = zip(self._shards, horizons, strict=True)
            cuts = [min(one.last_before(before, at), one.decided()) for one, at in parts]
            if all(cut <= horizon for cut, horizon in zip(cuts, horizons, strict=True)):
                return 0
            snapshot = self._snapshots.newest()
            if snapshot is None or not goes_on_from(snapshot, cuts):
                snapshot = self._snapshot()
            return self._cut(cuts, snapshot)

    def _cut(self, cuts: Sequence[int], snapshot: Snapshot) -> int:
        parts = zip(self._shards, cuts, snapshot.reached, strict=True)
        count = sum(sum(self._batches(one.log, min(cut, reached))) for one, cut, reached in parts)
        self._snapshots.clear_older()
        return count

    def _snapshot(self) -> Snapshot:
        self._snapshots.check_room()
        positions = [one.state.position() for one in self._shards]  # the copies made now have at least decided this
        with self._exporter.standing_still():
            self._check_facts()
            return self._snapshots.make(positions, self._clock.now(), self._copies)

    def _batches(self, log: TrimmedLog, up_to: int) -> Iterator[int]:
        while self._may_trim:
            count = log.trim(up_to, ENTRIES_AT_ONCE)
            if not count:
                return
            yield count
            self._is_stopping.wait(BREATH_SECONDS)


class DecidedLog:
    """The log of a shard beside its state: what of it is decided, and when it came.

    What others have told it is decided when its position is, as everything else.
    """

    def __init__(self, log: TrimmedLog, state: FactsSource, clock: Clock) -> None:
        self.log, self.state, self._clock = log, state, clock

    def decided(self) -> int:
        """The last position up to which nobody needs the log any more."""
        return min(self.log.end(), self.state.position(), self._awaited() - 1)

    def _awaited(self) -> int:
        """The first position that something set aside is waiting for; the one behind the end when there is none."""
        first, after = self.log.end() + 1, 0
        while items := self.state.quarantine.items(after, PAGE):
            for one in items:
                waits = one.item.kind in ("signals", "signal")
                first = min(first, one.item.position if waits else first, one.first_position or first)
            after = items[-1].id
        return first

    def last_before(self, at: int, horizon: int) -> int:
        """The last position of a signal that was accepted before a time (ms), by halves."""
        low, high = horizon, self.log.end()
        while low < high:
            middle = (low + high + 1) // 2
            if self.accepted_at(middle) < at:
                low = middle
            else:
                high = middle - 1
        return low

    def accepted_at(self, position: int) -> int:
        """When the signal there was accepted, or the first one behind it that can be read."""
        after = position - 1
        while entries := self.log.read(after, 1):
            for signal in entries[0].signals:
                if signal is not None:
                    return signal.received_at
            after = entries[0].end
        return self._clock.now()
