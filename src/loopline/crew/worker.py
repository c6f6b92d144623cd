"""One shard in a process of its own: its loop, its delivery, its carrier and its fan-outs, over its own stores."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from loopline.crew.live import LiveWords
from loopline.crew.looking import ShardLook
from loopline.crew.neighbours import Neighbours
from loopline.delivery.redact import redactor
from loopline.logs import fault_teller, log
from loopline.model.errors import Conflict
from loopline.model.records import Transaction
from loopline.ports import Clock
from loopline.runtime.clock import SystemClock
from loopline.runtime.crew.carrying import Carrying
from loopline.runtime.crew.fanning import FanOutWatch
from loopline.runtime.crew.protocol import InboxChanged, Sampled
from loopline.runtime.dispatch.archive import SentArchive
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.dispatch.flight_journal import FlightJournal, boot_of_this_machine
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.engine.ownership import Ownership
from loopline.runtime.engine.people import People
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.levelling import until_level
from loopline.runtime.shards.tally import ProviderTrouble, ShardTally
from loopline.runtime.supervise import SupervisedTask, Watch
from loopline.runtime.upkeep.fan_out import FanOut
from loopline.runtime.upkeep.retention import Retention
from loopline.runtime.upkeep.sweeper import Sweeper
from loopline.settings import Settings
from loopline.storage.folder_lock import FolderLock
from loopline.storage.opened_log import KeptLog, open_log
from loopline.storage.opened_state import open_state
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.keyring import links_signer
from loopline.studio.catalogs.engine import lookup_engine
from loopline.studio.studio import provider_directory
from loopline.upkeep.alarms import warn_of_stranded
from loopline.upkeep.deciding import decide_here
from loopline.upkeep.purge import hidden_in

LOCK_SECONDS: Final = 60.0
"""The process before may be finishing what it had in hand."""

LOOK_SECONDS: Final = 0.05
FAULT_CHARACTERS_MAX: Final = 1_000


class OpenedShard(Protocol):
    """The stores of one shard, which is ours; the desk, which all share; and the stores of the neighbours."""

    @property
    def lease(self) -> OwnerLock | None: ...

    @property
    def studio(self) -> StudioStore: ...

    @property
    def log(self) -> KeptLog: ...

    @property
    def state(self) -> SqlState: ...

    @property
    def neighbours(self) -> Neighbours: ...

    @property
    def boot(self) -> str:
        """What tells this boot of the machine from others; "" where no journal is kept of what is in the air."""
        ...

    def close(self) -> None: ...


class ShardStores:
    """The stores of one shard of a folder."""

    def __init__(self, folder: Path, settings: Settings, shard: int) -> None:
        """Raises Conflict `folder_taken` or `store_taken` when another process keeps the shard."""
        places = Places(folder, settings.store_url())
        self.lock: Final = _locked(folder, shard)
        self.boot: Final = boot_of_this_machine()
        self.lease: Final = OwnerLock(places.url, shard, LOCK_SECONDS) if places.url else None
        self.studio: Final = StudioStore(places.studio(), *settings.rooms())
        self.log, self.state = open_log(places, shard=shard), open_state(places, shard)
        self.neighbours: Final = Neighbours(places, shard, settings.shards)

    def close(self) -> None:
        """Write what is buffered, give everything back, and let somebody else have the shard."""
        for store in (self.state, self.log, self.neighbours, self.studio, self.lease, self.lock):
            if store is not None:
                store.close()


class ShardWorker:
    """Belongs to one event loop. `told` is called with each shard that has something new in its log."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        shard: int,
        told: Callable[[int], None],
        on_replaced: Callable[[], None],
        clock: Clock | None = None,
        tell: Callable[[Sampled | InboxChanged], None] = lambda word: None,
        stores: OpenedShard | None = None,
    ) -> None:
        """`tell` is called, from any thread, with what the live streams of the server show.

        `stores`: those that somebody has opened for it; it closes them all the same.
        """
        self.tally: Final = ShardTally()
        self.stores = stores = stores or ShardStores(folder, settings, shard)
        self.shard, self._settings, self._folder = shard, settings, folder
        self._clock = clock or SystemClock()
        self._live = LiveWords(tell, self._clock)
        stores.studio.inbox.listen(self._live.on_inbox)
        self._ownership = Ownership(stores.lease, on_replaced, self._fault("owner"))
        decided = (stores.log, stores.state, self._clock, settings, hidden_in(folder), self._on_commit)
        self.loop, self.worker = decide_here(*decided, self._fault, shard)
        self._own = LogWriter(stores.log, self.worker.wake, self._fault("intake"))
        self._accept = self._ownership.fenced(self._own.accept)
        self._directory = provider_directory(folder, settings, self._clock, stores.studio, self._take_over)
        clean = redactor(settings.public_url, settings.link_url, stores.studio.short_links.find)
        self._archive = SentArchive(stores.studio.sent, self._clock, clean, self._fault("copies"))
        self.delivery = self._delivery()
        others = [one for one in range(settings.shards) if one != shard]
        carrier = Carrier(shard, settings.shards, stores.state, stores.neighbours.logs, stores.neighbours.states)
        self._carrying = Carrying(carrier, stores.state, others, told, self._fault("carrier"))
        swept = (stores.state, self._clock, self.loop, self._own.accept)
        self._sweeper = Sweeper(*swept, warn_of_stranded, self._fault("sweeper"))
        self._retention = Retention(stores.state, (), settings.outbox_days, self._clock, self._fault("retention"))
        fan_out = FanOut(self._own.accept, stores.state, lambda: self.loop.published, self._clock)
        self._fanning = FanOutWatch(fan_out, lambda: self.loop.published, self.level, self._fault("fan_out"))
        self._start = SupervisedTask("start", self._deliver, self._fault("start"), once=True)
        seen = (stores.log, stores.state, self.loop, self._clock, lambda: self.delivery.is_started)
        self.look = ShardLook(shard, settings.shards, *seen, lambda: len(self._sweeper.found), self._faults)

    def begin(self) -> None:
        """Decide from now on; deliver as soon as all that was accepted before has been decided."""
        self._own.start()
        self.worker.start()
        self._carrying.task.start()
        self._archive.start()
        self._ownership.start()
        self._start.start()

    def is_at_rest(self) -> bool:
        """Whether nothing is being decided or sent at this moment. It looks at no clock."""
        is_decided = self.worker.wait_idle(0) and self.loop.position >= self.stores.log.end()
        return is_decided and self.delivery.idle() and self.worker.wait_idle(0)

    async def level(self) -> None:
        """Wait until everything in the log has been decided."""
        await until_level(self.stores.log, self.loop, self.worker)

    async def stop(self) -> None:
        """Finish what is on its way, then close everything."""
        await self._start.stop()
        for task in (self._fanning.task, self._sweeper.task):
            await task.stop()
        await asyncio.to_thread(self._retention.stop)
        await self.delivery.stop()
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._own.stop()
        self.worker.stop()
        self._carrying.stop()
        self._archive.stop()
        self._ownership.stop()
        self.stores.close()

    async def reread_providers(self) -> None:
        """Send by the providers that are set up now."""
        await self.delivery.take_over(self._directory.routes())

    async def _deliver(self) -> None:
        await self.level()
        await self.delivery.start()
        self._fanning.task.start()
        if isinstance(self._clock, SystemClock):  # in virtual time nothing is late, and nothing grows old
            self._sweeper.task.start()
            self._retention.start()
        log.info("started", shard=self.shard, position=self.loop.position)

    async def _take_over(self, routes: Routes) -> None:
        await self.delivery.take_over(routes)

    def _on_commit(self, transaction: Transaction) -> None:
        self.tally.decided(transaction)
        self.delivery.on_commit(transaction)
        self._carrying.on_commit(transaction)
        self._live.on_commit(transaction)

    def _fault(self, where: str) -> Callable[[BaseException], None]:
        return fault_teller(where, self.tally.fault)

    def _delivery(self) -> Dispatcher:
        stores, settings, published = self.stores, self._settings, lambda: self.loop.published
        fence = self._ownership.fence
        people = People(self.loop.people, stores.state, stores.neighbours.elsewhere)
        signer = links_signer(self._folder, settings, stores.studio.short_links.keep)
        engine = lookup_engine(settings, stores.studio, published, self._fault("templates"))
        return Dispatcher(
            stores.state,
            self._clock,
            self._directory.routes(),
            engine,
            signer,
            self._accept,
            published,
            people.get,
            on_sent=self._archive.on_sent,
            lanes=settings.delivery_lanes,
            is_overloaded=lambda: self.loop.is_overloaded,
            journal=FlightJournal(self._folder, stores.boot, self.shard, fence),
            is_set_aside=people.is_set_aside,
            on_error=self._fault("delivery"),
        )

    def provider_trouble(self) -> ProviderTrouble:
        """The providers that rest or are silent, as this shard sees them."""
        routes, watches = self.delivery.routes.all, self.delivery.providers
        return ProviderTrouble(
            tuple((one.channel, one.name) for one in routes if self.delivery.rests(one)),
            tuple((one.channel, one.name) for one in routes if watches.is_silent(one)),
        )

    def _tasks(self) -> Sequence[Watch]:
        own = (self.worker.task, *self._own.tasks, self._carrying.task, self._archive.task, *self._ownership.tasks)
        late = (self._sweeper.task, self._retention.task, self._fanning.task, self._start)
        return (*own, *self.delivery.tasks, *late)

    def _faults(self) -> str:
        reports = [task.report() for task in self._tasks()]
        bad = [one for one in reports if one.state in ("failing", "dead")]
        words = [f'The background task "{one.name}" fails: {one.words or one.fault}.' for one in bad]
        watched = self.delivery.providers
        words += [one.words for one in watched.standing(watched.silent_seconds())]
        return " ".join(words)[:FAULT_CHARACTERS_MAX]


def _locked(folder: Path, shard: int) -> FolderLock:
    for _ in range(round(LOCK_SECONDS / LOOK_SECONDS)):
        with suppress(Conflict):
            return FolderLock(folder, shard)
        time.sleep(LOOK_SECONDS)
    return FolderLock(folder, shard)
