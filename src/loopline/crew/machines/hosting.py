"""The shards that one process has taken from a record in PostgreSQL: it runs them, and lets them go when it stops."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from loopline.crew.machines.shares import Move, Share
from loopline.crew.neighbours import Neighbours
from loopline.crew.worker import ShardWorker
from loopline.logs import fault_teller, log
from loopline.model.errors import Conflict, Unavailable
from loopline.runtime.engine.ownership import now_awake_or_asleep
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.supervise import SupervisedTask, SupervisedThread, begin, in_thread
from loopline.settings import Settings
from loopline.storage.opened_log import KeptLog, open_log
from loopline.storage.opened_state import open_state
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.storage.sql.drivers.record_seat import LogEnds, RecordSeat
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StoredProvider, StudioStore
from loopline.upkeep.shared_secrets import check_secrets

LOOK_SECONDS: Final = 0.2
"""So often a worker looks whether a shard is free, in one round trip."""

THREADS: Final = 16
THREADS_A_SHARD: Final = 4
"""Of the pool in which stores are asked: each shard waits for PostgreSQL in some of them."""

ENDS_SECONDS: Final = 0.02
"""So often it looks whether something has come into the logs of its shards, in one round trip for all of them. A
NOTIFY with each append would take a lock of the whole database at every commit."""

REPORT_SECONDS: Final = 0.5
PROVIDERS_SECONDS: Final = 2.0
"""So soon a provider that somebody has set up, or taken away, holds here."""

AGAIN_SECONDS: Final = 2.0
"""A shard that could not be opened is left to others for so long."""

END_SILENT_SECONDS: Final = 1.0
GIVING_SECONDS: Final = 3.0
"""A shard that was given away and that nobody has taken for so long is for whoever finds it."""


class Around:
    """What all shards of a process share: the desk, and the stores of the whole record as others than their owners
    read and append to them."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.places: Final = Places(folder, settings.store_url())
        self.shards: Final = settings.shards
        self.studio: Final = StudioStore(self.places.studio(), *settings.rooms())
        self._pairs: Final = [
            (open_log(self.places, 1, shard=one), open_state(self.places, one)) for one in range(self.shards)
        ]

    def beside(self, shard: int) -> Neighbours:
        """The stores of the others."""
        others = [pair for one, pair in enumerate(self._pairs) if one != shard]
        return Neighbours(self.places, shard, self.shards, others)

    def close(self) -> None:
        """Give everything back."""
        for log_, state in self._pairs:
            log_.close()
            state.close()
        self.studio.close()


class TakenShard:
    """The stores of a shard that was taken just now, whose lock is held."""

    boot = ""  # others may have had the shard since this folder's journal was written

    def __init__(self, around: Around, shard: int, lease: OwnerLock) -> None:
        self.lease: Final = lease
        self.studio: Final = around.studio
        self.neighbours: Final = around.beside(shard)
        self.log: Final[KeptLog] = open_log(around.places, shard=shard)
        self.state: Final[SqlState] = open_state(around.places, shard)

    def close(self) -> None:
        """Write what is buffered, and let somebody else have the shard."""
        with closing(self.lease), closing(self.log):
            self.state.close()


class ShardHost:
    """Belongs to one event loop. `most` is how many shards it takes at most."""

    def __init__(self, folder: Path, settings: Settings, most: int, on_replaced: Callable[[], None]) -> None:
        """`on_replaced` is called when another process has taken one of the shards; it should end this one."""
        self._folder, self._settings, self._on_replaced = folder, settings, on_replaced
        self._around: Final = Around(folder, settings)
        self._seat: Final = RecordSeat(settings.store_url(), settings.shards)
        self._share: Final = Share(settings.shards, most, os.getpid())
        self._workers: dict[int, ShardWorker] = {}
        self._loop: asyncio.AbstractEventLoop
        self._is_stopping = False
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._again_at: dict[int, float] = {}
        self._going: asyncio.Task[None] | None = None
        self._move, self._given, self._giving_until, self._end_silent_at = Move(), -1, 0.0, 0.0
        self._providers: list[StoredProvider] | None = None
        self.reports: tuple[ShardReport, ...] = ()
        self._ends: Final = LogEnds(settings.store_url())
        self._known: dict[int, int] = {}
        self._seats_task: Final = SupervisedThread("shards", self._look, self._rest_of_looks, fault_teller("shards"))
        self._report_task: Final = SupervisedTask(
            "reports", self._report, fault_teller("reports"), lambda: asyncio.sleep(REPORT_SECONDS)
        )
        self._providers_task: Final = SupervisedTask(
            "providers", self._look_at_providers, fault_teller("providers"), lambda: asyncio.sleep(PROVIDERS_SECONDS)
        )
        self._ends_task: Final = SupervisedThread("ends", self._look_at_ends, self._rest, fault_teller("ends"))

    @property
    def mine(self) -> Sequence[int]:
        """The shards that are run here, in the order in which they were taken."""
        return tuple(self._workers)

    def not_ready(self) -> str:
        """Why some shard that is here does not send yet; "" when all do, also where none is here."""
        waiting = [one for one, worker in self._workers.items() if not worker.delivery.is_started]
        return f"Shard {waiting[0]} decides what was accepted before; its messages wait for that." if waiting else ""

    def begin(self) -> None:
        """Take shards, as many as are ours."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(THREADS + THREADS_A_SHARD * self._settings.shards))
        self._ends_task.start()
        self._seats_task.start()
        self._report_task.start()
        self._providers_task.start()

    async def stop(self) -> None:
        """Count as a worker no more, finish what is in hand, and let all shards go."""
        self._is_stopping = True
        await asyncio.to_thread(self._seats_task.stop)
        for task in (self._report_task, self._providers_task):
            await task.stop()
        with suppress(Unavailable):
            await asyncio.to_thread(self._seat.stand_up)
        under_way = [*self._taking.values(), *([self._going] if self._going else [])]
        await asyncio.gather(*under_way, return_exceptions=True)
        await asyncio.gather(*(self._let_go(shard) for shard in self.mine), return_exceptions=True)
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._ends_task.stop()
        self._ends.close()
        self._around.close()
        self._seat.close()

    def _look(self) -> None:
        """See what is free and ours, or to be given to a worker that has less than its part.

        In a thread of its own: one that does not look for a while counts for nobody, however busy it is.
        """
        now = now_awake_or_asleep()
        seats = self._seat.look(is_hungry=self._move.is_hungry)
        self._end_giving(seats.owned, now)
        self._move = move = self._share.decide(seats, (*self._workers, *self._taking), now)
        if take := [one for one in move.take if one != self._given and now > self._again_at.get(one, now - 1)]:
            self._loop.call_soon_threadsafe(self._begin_taking, take)
        if move.gives and not self._taking and self._given < 0 and self._seat.begin_giving():
            self._given, self._giving_until = self.mine[-1], now + GIVING_SECONDS
            self._loop.call_soon_threadsafe(self._give, self._given)
        if now > self._end_silent_at:
            self._end_silent_at = now + END_SILENT_SECONDS
            if ended := self._seat.end_silent():
                log.info("silent_ended", sessions=ended)

    def _end_giving(self, owned: frozenset[int], now: float) -> None:
        is_here = self._given in self._workers or (self._going is not None and not self._going.done())
        if self._given >= 0 and not is_here and (self._given in owned or now > self._giving_until):
            self._given = -1
            self._seat.end_giving()

    def _begin_taking(self, shards: Sequence[int]) -> None:
        for shard in shards:
            if shard not in self._taking and shard not in self._workers and not self._is_stopping:
                self._taking[shard] = begin("take", self._take(shard), fault_teller("take"))

    def _give(self, shard: int) -> None:
        if shard in self._workers and not self._is_stopping:
            self._going = begin("let_go", self._let_go(shard), fault_teller("let_go"))

    async def _take(self, shard: int) -> None:
        """Nothing when somebody else was quicker; a fault is told, and the next look begins again."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            worker = await in_thread(lambda: self._opened(shard))
            self._workers[shard] = worker
            worker.begin()
            seconds = round(clock() - began, 3)
            log.info("shard_taken", shard=shard, seconds=seconds, position=worker.loop.position)
        except Exception as fault:
            if not (isinstance(fault, Conflict) and fault.code == "store_taken"):
                self._again_at[shard] = now_awake_or_asleep() + AGAIN_SECONDS
                raise
        finally:
            del self._taking[shard]

    def _opened(self, shard: int) -> ShardWorker:
        lease = OwnerLock(self._settings.store_url(), shard, 0.0)
        opened: TakenShard | OwnerLock = lease
        try:
            opened = stores = TakenShard(self._around, shard, lease)
            return ShardWorker(self._folder, self._settings, shard, self._told, self._on_replaced, stores=stores)
        except BaseException:
            opened.close()
            raise

    async def _let_go(self, shard: int) -> None:
        worker = self._workers.pop(shard)
        await worker.stop()
        log.info("shard_let_go", shard=shard)

    def _told(self, target: int) -> None:
        """From a carrier's thread; other processes look by themselves."""
        worker = self._workers.get(target)
        if worker is not None:
            worker.worker.wake()

    def _look_at_ends(self) -> None:
        mine = list(self._workers)
        if not mine:
            return
        for shard, end in self._ends.of(mine).items():
            if self._known.get(shard) != end:
                self._known[shard] = end
                self._told(shard)

    def _rest(self) -> None:
        time.sleep(ENDS_SECONDS)

    def _rest_of_looks(self) -> None:
        time.sleep(LOOK_SECONDS)

    async def _report(self) -> None:
        workers = tuple(self._workers.values())
        self.reports = tuple([await in_thread(one.look.take) for one in workers])

    async def _look_at_providers(self) -> None:
        """Send by those that are set up now; where they cannot be read, those of before go on."""
        studio = self._around.studio
        now = await in_thread(studio.providers.all)
        if self._providers is not None and self._providers != now:
            await in_thread(lambda: check_secrets(self._folder, studio.secret_marks, is_first=False))
            for worker in tuple(self._workers.values()):
                await worker.reread_providers()
        self._providers = now
