"""Several shards in one process and one time: what the demo is played to."""

import asyncio
from pathlib import Path
from typing import Final, NoReturn

from loopline.crew.app import CrewApp
from loopline.crew.worker import ShardWorker
from loopline.model.errors import Unavailable
from loopline.ports import Clock
from loopline.runtime.crew.crew import CrewMember
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.tally import ProviderTrouble
from loopline.runtime.supervise import Watch
from loopline.settings import Settings

STOP_SECONDS: Final = 40.0


class IndoorShard:
    """A shard that this process runs itself. Belongs to one event loop."""

    def __init__(self, worker: ShardWorker) -> None:
        self.worker: Final = worker
        self.tasks: tuple[Watch, ...] = ()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def shard(self) -> int:
        """Its number."""
        return self.worker.shard

    def start(self) -> None:
        """Decide from now on, and deliver."""
        self._loop = asyncio.get_running_loop()
        self.worker.begin()

    def wake(self) -> None:
        """There is something in its log."""
        self.worker.worker.wake()

    def take_over(self) -> None:
        """Have it read the providers again."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self.worker.reread_providers(), self._loop)

    def report(self) -> ShardReport:
        """How it is."""
        return self.worker.look.take()

    @property
    def providers(self) -> ProviderTrouble:
        """Those that rest or are silent."""
        return self.worker.provider_trouble()

    def ask_to_stop(self) -> None:
        """It ends with `stop`."""

    def stop(self) -> None:
        """Finish what is in hand, then end; not in the thread of the event loop."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self.worker.stop(), self._loop).result(STOP_SECONDS)


class IndoorApp(CrewApp):
    """A record of several shards, all of which run here."""

    def __init__(self, folder: Path, settings: Settings, clock: Clock) -> None:
        self._members: list[IndoorShard] = []
        super().__init__(folder, settings, _refuse, clock=clock)

    def _member(self, shard: int) -> CrewMember:
        worker = ShardWorker(self.folder, self.settings, shard, self._told, lambda: None, self.clock, self._heard)
        self._members.append(IndoorShard(worker))
        return self._members[-1]

    def wake(self) -> None:
        """Time has moved, or something was accepted."""
        self._wake_all()

    async def is_at_rest(self) -> bool:
        """Whether nothing is being decided, told or sent in any shard at this moment. It looks at no clock."""
        for _ in range(2):  # what one of them told meanwhile wakes another one
            if not await super().is_at_rest() or not all(one.worker.is_at_rest() for one in self._members):
                return False
            if await asyncio.to_thread(self.all_states.is_telling):
                return False
        return self._marks.mark() == self._marks.reached()

    def is_behind(self) -> bool:
        """Whether signals, or wake-ups due by the clock, were not processed yet, in any shard."""
        return self.loop.behind() or any(one.worker.loop.behind() for one in self._members)


def _refuse(*_: object) -> NoReturn:
    raise Unavailable("shard_down", "No shard has a process of its own here.")
