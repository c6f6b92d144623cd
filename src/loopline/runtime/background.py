"""Everything that runs beside the requests: the order in which it begins and ends, and how each part does."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from loopline.ports import Intake
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.dispatch.archive import SentArchive
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.engine.ownership import Ownership
from loopline.runtime.engine.worker import Worker
from loopline.runtime.inbound.process import InboundMail
from loopline.runtime.supervise import OnError, SupervisedTask, TaskReport, Watch
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.retention import Retention
from loopline.runtime.upkeep.sweeper import Sweeper


class TendedIntake(Intake, Protocol):
    """An intake that runs in the background."""

    @property
    def tasks(self) -> Sequence[Watch]: ...


class Background:
    """`level` waits until all is decided that was accepted before; `sweeps` says whether the sweeper runs."""

    def __init__(
        self,
        intake: TendedIntake,
        worker: Worker,
        exporter: FactsExporter,
        sent_archive: SentArchive,
        dispatcher: Dispatcher,
        sweeper: Sweeper,
        retention: Retention,
        ownership: Ownership,
        alarms: Sequence[SupervisedTask],
        level: Callable[[], Awaitable[None]],
        *,
        sweeps: bool,
        on_error: OnError,
    ) -> None:
        self._intake, self._worker, self._exporter = intake, worker, exporter
        self._sent_archive, self._dispatcher, self._sweeper = sent_archive, dispatcher, sweeper
        self._retention, self._ownership = retention, ownership
        self._all_alarms = alarms if sweeps else ()
        self._level, self._sweeps = level, sweeps
        self._inbound: InboundMail | None = None
        self.leaves_out: frozenset[str] = frozenset()  # tasks that are not to run, by name
        self._others: list[SupervisedTask] = []
        self._troubles: list[Callable[[], Sequence[Trouble]]] = []
        self._start = SupervisedTask("start", self.deliver_once_level, on_error, once=True)

    @property
    def _alarms(self) -> Sequence[SupervisedTask]:
        return [one for one in self._all_alarms if one.name not in self.leaves_out]

    def take_mail(self, inbound: InboundMail) -> None:
        """Run the mail server for what comes back, too, from `begin` on."""
        self._inbound = inbound

    def also(self, task: SupervisedTask, troubles: Callable[[], Sequence[Trouble]] = tuple) -> None:
        """Run this task, too, from the moment on at which messages are delivered; health tells its `troubles`."""
        if task.name in self.leaves_out:
            return
        self._others.append(task)
        self._troubles.append(troubles)

    def begin(self) -> None:
        """Accept and decide."""
        if self._inbound is not None:
            self._inbound.start()
        self._intake.start()
        self._worker.start()
        self._exporter.start()
        self._sent_archive.start()
        self._ownership.start()
        for task in self._alarms:
            task.start()

    def begin_delivery(self) -> None:
        """Deliver as soon as all is level; a start that fails is tried again."""
        self._start.start()

    async def deliver_once_level(self) -> None:
        """Wait until all is level, settle what a crash left behind, then deliver."""
        await self._level()
        await self._dispatcher.start()
        for task in self._others:
            task.start()
        if self._sweeps:
            self._sweeper.task.start()
            self._retention.start()

    def tasks(self) -> tuple[TaskReport, ...]:
        """How everything in the background does."""
        parts = (self._worker.task, *self._intake.tasks, self._exporter.task, self._sent_archive.task)
        parts += self._ownership.tasks
        parts += (self._inbound.task,) if self._inbound is not None else ()
        watched: tuple[Watch, ...] = (
            *parts,
            *self._dispatcher.tasks,
            self._sweeper.task,
            self._retention.task,
            self._start,
            *self._others,
            *self._alarms,
        )
        return tuple(task.report() for task in watched)

    def troubles(self) -> list[Trouble]:
        """What the tasks that were added have found to be wrong."""
        return [one for found in tuple(self._troubles) for one in found()]

    async def end_delivery(self) -> None:
        """Finish what is on its way."""
        await self._start.stop()
        for task in (*self._alarms, *self._others):
            await task.stop()
        await self._sweeper.task.stop()
        await asyncio.to_thread(self._retention.stop)
        await self._dispatcher.stop()

    def end(self) -> None:
        """Write what is queued, end the threads."""
        if self._inbound is not None:
            self._inbound.stop()
        self._intake.stop()
        self._worker.stop()
        self._exporter.stop()
        self._sent_archive.stop()
        self._ownership.stop()
