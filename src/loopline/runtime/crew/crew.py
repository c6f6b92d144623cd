"""The Intake port of a parent whose record has several shards: the way into all logs, and the processes behind them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from loopline.model.signal import Signal, Trust
from loopline.runtime.crew.carrying import Carrying
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.intake.process import IntakeProcess
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.tally import ProviderTrouble
from loopline.runtime.supervise import Watch
from loopline.signals.batch import Taken


class CrewMember(Protocol):
    """Another shard, as the parent knows it. `wake`, `take_over`, `stop` and `report` are safe from any thread."""

    @property
    def shard(self) -> int: ...

    @property
    def tasks(self) -> Sequence[Watch]: ...

    @property
    def providers(self) -> ProviderTrouble: ...

    def start(self) -> None: ...
    def wake(self) -> None: ...
    def take_over(self) -> None: ...
    def report(self) -> ShardReport: ...
    def ask_to_stop(self) -> None: ...
    def stop(self) -> None: ...


class Crew:
    """Shard 0 is run by the parent itself, every other one by a process. Belongs to one event loop.

    `entrance` writes signals to the logs of their keys; `own` writes what belongs into the parent's own log, whatever
    its keys. A position that is answered is a mark: once the state of all shards has reached it, all is decided.
    """

    def __init__(
        self,
        entrance: LogWriter | IntakeProcess,
        own: LogWriter,
        carrying: Carrying,
        processes: Sequence[CrewMember],
        mark: Callable[[], int],
    ) -> None:
        self._entrance, self.own, self.carrying = entrance, own, carrying
        self.processes: Final = {one.shard: one for one in processes}
        self._mark = mark
        crew = tuple(task for one in processes for task in one.tasks)
        self.tasks: tuple[Watch, ...] = (*entrance.tasks, *own.tasks, carrying.task, *crew)

    @property
    def fault(self) -> str:
        """Why nothing can be taken in now; "" when all is well."""
        return self._entrance.fault or self.own.fault

    def oldest_seconds(self) -> float:
        """For how long the oldest request has been waiting for its answer; 0.0 when none waits."""
        return max(self._entrance.oldest_seconds(), self.own.oldest_seconds())

    def start(self) -> None:
        """Begin to accept, and start the other shards."""
        self.own.start()
        self._entrance.start()
        self.carrying.task.start()
        for one in self.processes.values():
            one.start()

    def stop(self) -> None:
        """Write what was given, let every process end, then end the way between them."""
        self._entrance.stop()
        for one in self.processes.values():
            one.ask_to_stop()
        for one in self.processes.values():
            one.stop()
        self.carrying.stop()
        self.own.stop()

    async def accept(self, signals: Sequence[Signal]) -> int:
        """All of them are durable, each in the log of its key; a number that, with theirs, makes the mark of this
        moment."""
        await self._entrance.accept(signals)
        return await asyncio.to_thread(self._mark) - len(signals) + 1

    async def take(self, dialect: str, body: bytes, received_at: int, hint: str = "", trust: Trust = "") -> Taken:
        """Have a request's body read and written, each signal to the log of its key."""
        return await self._entrance.take(dialect, body, received_at, hint, trust)

    def wake_all(self) -> None:
        """There may be something in every log. Safe from any thread."""
        for one in self.processes.values():
            one.wake()

    def reports(self) -> tuple[ShardReport, ...]:
        """How the processes are, by shard."""
        return tuple(one.report() for _, one in sorted(self.processes.items()))
