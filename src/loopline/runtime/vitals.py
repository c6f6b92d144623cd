"""What health reports: which tasks are alive, how old the oldest thing that waits is, and what that means in words."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

from loopline import __version__
from loopline.decisions.published import BY_LOOPLINE, PublishedSet
from loopline.model.errors import LooplineError
from loopline.ports import Clock, Intake, Log, State
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.clock import SystemClock
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.publication import changes_state
from loopline.runtime.engine.worker import Worker
from loopline.runtime.intake import deadline
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.supervise import TaskReport
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import FactsFitness
from loopline.runtime.upkeep.log_trimming import LogReach
from loopline.runtime.upkeep.sweeper import Sweeper

UNDECIDED_SECONDS: Final = 30.0
UNSENT_SECONDS: Final = 300.0
UNEXPORTED_SECONDS: Final = 60.0
"""Something that has waited for longer than this, while nothing of its kind was done, stands."""

CLOCK_SECONDS: Final = 2.0
"""From so far ahead of the machine's clock on, people who look are told."""

FAULT_CHARACTERS_MAX: Final = 1_000


class Oldest(Struct, frozen=True):
    """For how many seconds the oldest thing of each kind has been waiting; 0 when nothing waits."""

    undecided_signal_seconds: float = 0.0
    unsent_message_seconds: float = 0.0
    unexported_facts_seconds: float = 0.0
    unanswered_request_seconds: float = 0.0


class HealthReport(Struct, frozen=True):
    """Whether the server is well, how far it is behind, and what runs in the background.

    `status` is `failing` when a task fails or something stands; `fault` says what, in plain words. It is
    `degraded` when all goes on but the facts are not `fit`, so that reports are refused. `ready` says whether messages
    are sent, which waits until the backlog of a start is decided. `set_aside` counts by kind what cannot be read or
    decided; that costs itself alone and is no failure, so `warnings` tell of it in words. `log` says where the log
    begins and what is stored. `silent_seconds` says by channel for how long its provider has answered nothing while
    messages wait for it, 0 where it answers. `troubles` are the same faults and warnings one by one, and what operators
    are alarmed of. `shards` has each shard of a record of several: the lag beside it is that of all
    of them, other figures are those of the first.
    """

    status: Literal["ok", "degraded", "failing"]
    version: str
    ready: bool
    position: int
    lag_signals: int
    lag_seconds: float
    stranded: int
    facts: FactsFitness
    facts_lag_chunks: int
    channels: dict[str, str]
    fault: str
    oldest: Oldest
    tasks: tuple[TaskReport, ...]
    set_aside: dict[str, int]
    warnings: tuple[str, ...]
    log: LogReach = LogReach()
    silent_seconds: dict[str, float] = {}
    troubles: tuple[Trouble, ...] = ()
    shards: tuple[ShardReport, ...] = ()


class Tasks(Protocol):
    """What runs in the background, and what it has found to be wrong."""

    def tasks(self) -> tuple[TaskReport, ...]: ...

    def troubles(self) -> Sequence[Trouble]: ...


class Vitals:
    """Reads the running parts; safe from any thread. It looks into the stores, so a disk that hangs holds it up."""

    def __init__(
        self,
        loop: Loop,
        log: Log,
        state: State,
        clock: Clock,
        worker: Worker,
        intake: Intake,
        sweeper: Sweeper,
        exporter: FactsExporter,
        dispatcher: Dispatcher,
        background: Tasks,
        reach: Callable[[], LogReach],
        untold: Callable[[], Iterable[str]],
    ) -> None:
        self._loop, self._log, self._state, self._clock, self._worker = loop, log, state, clock, worker
        self._intake, self._sweeper, self._exporter = intake, sweeper, exporter
        self._dispatcher, self._background, self._reach, self._untold = dispatcher, background, reach, untold
        self.shards: Callable[[], tuple[ShardReport, ...]] = tuple
        self._paused: tuple[PublishedSet | None, tuple[Trouble, ...]] = (None, ())

    def lag(self) -> tuple[int, float]:
        """Signals accepted and not yet decided, and the age of the oldest of them in seconds."""
        behind = self._log.count(self._loop.position)
        if not behind:
            return 0, 0.0
        oldest = self._log.read(self._loop.position, 1)
        if not oldest:
            return behind, 0.0
        first = oldest[0].signals[0]
        return behind, max(0.0, (self._clock.now() - first.received_at) / 1_000) if first else 0.0

    def not_ready(self) -> str:
        """Why nothing may be sent here yet, in a sentence; "" when the server is level and serves."""
        if not self._dispatcher.is_started:
            return "The signals that were accepted before the start are still being decided; messages wait for that."
        return self._intake.fault

    def report(self) -> HealthReport:
        """What GET /api/health answers. Raises nothing: a store that cannot be read is a fault to tell of."""
        faults: list[Trouble] = []
        silent: dict[str, float] = {}
        behind, seconds, unsent, chunks = 0, 0.0, 0.0, 0
        set_aside: dict[str, int] = {}
        reach, paused, shards = LogReach(), tuple[Trouble, ...](), tuple[ShardReport, ...]()
        try:
            shards = self.shards()
            behind, seconds = _of_all(*self.lag(), shards)
            unsent = max(self._unsent(), *(one.unsent_message_seconds for one in shards), 0.0)
            chunks = self._exporter.behind()
            silent = self._dispatcher.providers.silent_seconds()
            set_aside = dict(self._state.quarantine.counts())
            reach, paused = self._reach(), self._pauses()
        except Exception as error:
            words = str(error) if isinstance(error, LooplineError) else type(error).__name__
            faults.append(Trouble("stores", f"A store cannot be read: {words}"))
        oldest = Oldest(
            round(seconds, 3),
            round(unsent, 3),
            round(self._exporter.oldest_seconds(), 3) if chunks else 0.0,
            round(self._intake.oldest_seconds(), 3),
        )
        tasks = self._background.tasks()
        faults = [*_of_tasks(tasks), *_of_shards(shards), *faults, *self._standing(oldest, silent)]
        fitness = self._exporter.fitness
        minded = (*_set_aside(set_aside), *paused, *self._dispatcher.providers.minding(), *_of_clock(self._clock))
        minded = (*minded, *self._background.troubles(), *_set_aside_elsewhere(shards))
        return HealthReport(
            status="failing" if faults else "ok" if fitness == "fit" else "degraded",
            version=__version__,
            ready=not self.not_ready(),
            position=self._loop.position,
            lag_signals=behind,
            lag_seconds=round(seconds, 3),
            stranded=len(self._sweeper.found),
            facts=fitness,
            facts_lag_chunks=chunks,
            channels={name: routes[0].provider.name for name, routes in self._dispatcher.routes.by_channel.items()},
            fault=" ".join(one.words for one in faults)[:FAULT_CHARACTERS_MAX],
            oldest=oldest,
            tasks=tasks,
            set_aside=set_aside,
            warnings=(*(one.words for one in minded), *_of_sandbox(self._dispatcher.routes), *self._untold()),
            log=reach,
            silent_seconds={channel: round(seconds, 3) for channel, seconds in silent.items()},
            troubles=(*faults, *_of_facts(fitness), *minded),
            shards=shards,
        )

    def _unsent(self) -> float:
        now = self._clock.now()
        due = self._state.oldest_due(now)
        return 0.0 if due is None else max(0.0, (now - due) / 1_000)

    def _pauses(self) -> tuple[Trouble, ...]:
        """In words, the journeys that Loopline has paused; read once for each published set."""
        published = self._loop.published
        if self._paused[0] is not published:
            self._paused = published, tuple(_of_pauses(self._state, published))
        return self._paused[1]

    def _standing(self, oldest: Oldest, silent: Mapping[str, float]) -> Iterator[Trouble]:
        """What waits and does not move. What only comes faster than it is done is behind, and no fault."""
        now = time.monotonic()
        if self._intake.fault:
            yield Trouble("intake", self._intake.fault)
        elif oldest.unanswered_request_seconds > deadline.ANSWER_SECONDS:
            yield Trouble("intake", str(deadline.slow()))
        if oldest.undecided_signal_seconds > UNDECIDED_SECONDS < now - self._worker.passed_at:
            yield _stands("signal", oldest.undecided_signal_seconds, "decided")
        if oldest.unsent_message_seconds > UNSENT_SECONDS < now - self._dispatcher.settled_at:
            yield _stands("message", oldest.unsent_message_seconds, "sent")
        has_waited = oldest.unexported_facts_seconds > UNEXPORTED_SECONDS < now - self._exporter.exported_at
        if has_waited and not self._exporter.is_paused:
            yield _stands("chunk of facts", oldest.unexported_facts_seconds, "exported")
        yield from self._dispatcher.providers.standing(silent)


def _set_aside(counts: Mapping[str, int]) -> Iterator[Trouble]:
    if total := sum(counts.values()):
        words = f"{total} set aside, because it cannot be read or decided: see `loopline quarantine list`."
        yield Trouble("set_aside", words, grave=False)


def _of_facts(fitness: FactsFitness) -> Iterator[Trouble]:
    if fitness != "fit":
        yield Trouble("facts", f"The facts are {fitness}: reports are refused until they are fit.", grave=False)


def _of_pauses(state: State, published: PublishedSet) -> Iterator[Trouble]:
    stored = state.documents()
    changes = {one.name: one for one in stored if changes_state(one)}
    for journey, change in changes.items():
        if published.states.get(journey) == "paused" == change.state and change.by == BY_LOOPLINE:
            words = f'The journey "{journey}" was paused by Loopline: {change.reason} Resume it once that is mended.'
            yield Trouble(f"paused:journey:{journey}", words, grave=False)
    said = [one.reason for one in stored if one.kind == "workspace" and one.by == BY_LOOPLINE]
    for provider in published.workspace.delivery.paused:
        why = next((reason for reason in reversed(said) if f'"{provider}"' in reason), "an operator said so.")
        words = f'The provider "{provider}" is paused, as `delivery.paused` of the workspace says: {why}'
        yield Trouble(f"paused:provider:{provider}", words, grave=False)


def _of_sandbox(routes: Routes) -> Iterator[str]:
    """Where some messages leave and others never do, somebody may believe that all do."""
    if routes.sandboxed and any(not one.is_sandbox and not one.is_own for one in routes.all):
        names = ", ".join(routes.sandboxed)
        yield f"No message leaves by {names}: the sandbox keeps them, until `loopline provider add` sets a provider up."


def _of_clock(clock: Clock) -> Iterator[Trouble]:
    ahead = clock.ahead_seconds() if isinstance(clock, SystemClock) else 0.0
    if ahead > CLOCK_SECONDS:
        words = (
            f"The machine's clock was set back: Loopline's time is {ahead:.0f} s ahead of it, and goes at half speed "
            "until both are the same. Restart the server to go on with the machine's time at once."
        )
        yield Trouble("clock", words, grave=False)


def _of_all(behind: int, seconds: float, shards: Sequence[ShardReport]) -> tuple[int, float]:
    """The lag of the first shard together with those of the others."""
    others = shards[1:]
    return behind + sum(one.lag_signals for one in others), max((seconds, *(one.lag_seconds for one in others)))


def _set_aside_elsewhere(shards: Sequence[ShardReport]) -> Iterator[Trouble]:
    for one in shards[1:]:
        if one.set_aside:
            words = f"{one.set_aside} set aside in shard {one.shard}: see `loopline quarantine list`."
            yield Trouble(f"set_aside:{one.shard}", words, grave=False)


def _of_shards(shards: Sequence[ShardReport]) -> Iterator[Trouble]:
    """What is wrong with other shards: those that are down are told of by the tasks that start them."""
    for one in shards:
        if one.fault:
            yield Trouble(f"shard:{one.shard}", f"Shard {one.shard}: {one.fault}")
        if one.lag_signals and one.still_seconds > UNDECIDED_SECONDS:
            words = (
                f"Signals of shard {one.shard} have been waiting for {one.still_seconds:.0f} s, and none was decided."
            )
            yield Trouble(f"waits:decided:{one.shard}", words)
        if one.telling_seconds > UNDECIDED_SECONDS:
            words = f"What shard {one.shard} has to tell the others has been waiting for {one.telling_seconds:.0f} s."
            yield Trouble(f"tellings:{one.shard}", words)


def _of_tasks(tasks: tuple[TaskReport, ...]) -> Iterator[Trouble]:
    for task in tasks:
        if task.state == "failing":
            words = f'The background task "{task.name}" fails and is tried again: {task.words or task.fault}.'
            yield Trouble(f"task:{task.name}", words)
        elif task.state == "dead":
            words = f'The background task "{task.name}" has ended ({task.fault or "no fault"}): restart the server.'
            yield Trouble(f"task:{task.name}", words)


def _stands(what: str, seconds: float, verb: str) -> Trouble:
    words = f"A {what} has been waiting for {seconds:.0f} s to be {verb}, and nothing was {verb} meanwhile."
    return Trouble(f"waits:{verb}", words)
