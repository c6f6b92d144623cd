"""Rebuilds facts from the log beside the running engine: a process of its own does the work, this leads it."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from subprocess import Popen
from typing import Final, Literal

import msgspec
from msgspec import Struct

from loopline.model.errors import Conflict, Unavailable
from loopline.model.records import Frontier
from loopline.ports import Clock, FactsSource
from loopline.runtime.supervise import begin_thread
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts

NEAR_SECONDS: Final = 3.0
ROUNDS_MAX: Final = 6
"""After so many rounds exports wait for the last one, however long it takes."""
ATTEMPTS: Final = 3
FRONTIER_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.005
LEAVE_SECONDS: Final = 10.0

RebuildState = Literal["idle", "running", "done", "failed"]


class RebuildGoal(Struct, frozen=True):
    """How far the process is to go, by shard. With `births` it is the last one: then the file becomes that of the
    states."""

    frontiers: tuple[Frontier, ...]
    births: tuple[str, ...] = ()

    @property
    def position(self) -> int:
        """Up to which position of the log, or the sum of those of all."""
        return sum(one.position for one in self.frontiers)


class RebuildProgress(Struct, frozen=True):
    """How far the process has come, in all shards; `level` once it is where it was told to go, `fault` when it must
    give up."""

    position: int = 0
    level: bool = False
    fault: str = ""


class RebuildStatus(Struct, frozen=True):
    """A rebuild as people see it: the position of the log it has reached, of which, since when (ms), why it failed.

    Of several shards these are the sums of theirs.
    """

    state: RebuildState = "idle"
    position: int = 0
    end: int = 0
    began_at: int = 0
    ended_at: int = 0
    fault: str = ""


Launch = Callable[[], "Popen[bytes]"]
"""Starts the process, which reads goals from its standard input and tells its progress on its standard output."""


class FactsRebuild:
    """One rebuild at a time, in a thread that waits most of the time. What was done survives any kill.

    `take_place` puts the finished file where the old one stood; `clean` removes what is left of the work.
    """

    def __init__(
        self,
        state: FactsSource,
        facts: GuardedFacts,
        exporter: FactsExporter,
        clock: Clock,
        launch: Launch,
        take_place: Callable[[], None],
        clean: Callable[[], None],
        on_error: Callable[[BaseException], None],
        others: Sequence[FactsSource] = (),
    ) -> None:
        """`others` are the states of the shards behind the first, where there are more."""
        self._states: Final = (state, *others)
        self._facts, self._exporter, self._clock = facts, exporter, clock
        self._launch, self._take_place, self._clean, self._on_error = launch, take_place, clean, on_error
        self._lock: Final = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: Popen[bytes] | None = None
        self._stopping = threading.Event()
        self.status = RebuildStatus()
        for one in self._states:
            if one.quarantine.counts().get("chunk"):
                with one.quarantine.holding_chunks():  # a process that was killed while it held them holds them no more
                    pass

    def begin(self) -> RebuildStatus:
        """Begin, or go on where an earlier one was cut short. Conflict `rebuild_running` when one is under way."""
        with self._lock:
            if self._stopping.is_set() or self.status.state == "running":
                raise Conflict("rebuild_running", "The facts are being rebuilt already: wait until that is done.")
            end = sum(one.position() for one in self._states)
            self.status = RebuildStatus(state="running", end=end, began_at=self._clock.now())
            if self._thread is not None:
                self._thread.join()
            self._facts.is_rebuilding = True
            self._thread = begin_thread("rebuild", self._run, self._on_error)
            return self.status

    def stop(self) -> None:
        """End it; the next one goes on from there."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(LEAVE_SECONDS)

    def _run(self) -> None:
        for attempt in range(ATTEMPTS):
            before = self.status.position
            try:
                self._once()
                return
            except Exception as error:
                if self._stopping.is_set():
                    return
                self._on_error(error)
                if attempt == ATTEMPTS - 1 or (attempt and self.status.position <= before):
                    self._end("failed", str(error))
                    return

    def _end(self, state: RebuildState, fault: str = "") -> None:
        self._facts.is_rebuilding = False
        self.status = msgspec.structs.replace(self.status, state=state, ended_at=self._clock.now(), fault=fault)

    def _once(self) -> None:
        with self._launch() as process:
            self._process = process
            try:
                for round_ in range(ROUNDS_MAX):
                    began = time.monotonic()
                    self._lead(process, RebuildGoal(self._frontiers()))
                    if time.monotonic() - began < NEAR_SECONDS and round_:
                        break
                # A chunk that came back after the last frontier would be exported beside the same facts made anew.
                with self._exporter.held(), ExitStack() as held:
                    for one in self._states:
                        held.enter_context(one.quarantine.holding_chunks())
                    last = self._frontiers()
                    self._lead(process, RebuildGoal(last, tuple(one.birth() for one in self._states)))
                    process.wait(LEAVE_SECONDS)
                    self._swap(last)
            finally:
                process.kill()
                self._process = None

    def _swap(self, last: Sequence[Frontier]) -> None:
        chunks = [one.chunk for one in last]
        self._exporter.replace(lambda: self._facts.replace(self._take_place), chunks)
        self._clean()
        self._end("done")

    def _lead(self, process: "Popen[bytes]", goal: RebuildGoal) -> None:
        """Have the process go there, and watch it."""
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(msgspec.json.encode(goal) + b"\n")
        process.stdin.flush()
        for line in process.stdout:
            progress = msgspec.json.decode(line, type=RebuildProgress)
            if progress.fault:
                raise Unavailable("rebuild_failed", f"The facts could not be rebuilt: {progress.fault}")
            self.status = msgspec.structs.replace(
                self.status, position=progress.position, end=max(goal.position, progress.position)
            )
            if progress.level:
                return
        raise Unavailable(
            "rebuild_failed", "The process that rebuilds the facts has ended; look into the server's log."
        )

    def _frontiers(self) -> tuple[Frontier, ...]:
        return tuple(map(self._frontier, self._states))

    def _frontier(self, state: FactsSource) -> Frontier:
        """A moment at which every wake-up that was due had been decided, so that it says of each one if it was."""
        ends = time.monotonic() + FRONTIER_SECONDS
        while time.monotonic() < ends and not self._stopping.is_set():
            found = state.frontier()
            if found.wake_at is None or found.wake_at > self._clock.now():
                return found
            time.sleep(LOOK_SECONDS)
        raise Unavailable("rebuild_waits", "Timers are overdue and are not decided: see what health says of the loop.")
