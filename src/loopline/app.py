"""The only place where concrete things meet: settings, stores, providers, the loop and its workers."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from loopline.api.auth import Writer
from loopline.api.metrics import Metrics
from loopline.delivery.redact import redactor
from loopline.logs import fault_teller, log, warn_of_nobodys
from loopline.model.records import Transaction
from loopline.model.signal import Signal, Trust
from loopline.ports import Clock, Provider, State
from loopline.runtime.background import Background, TendedIntake
from loopline.runtime.clock import SystemClock
from loopline.runtime.dispatch.archive import SentArchive
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.dispatch.flight_journal import FlightJournal, boot_of_this_machine
from loopline.runtime.dispatch.route import Routes, single_routes
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.ownership import Ownership
from loopline.runtime.engine.people import People
from loopline.runtime.engine.worker import Worker
from loopline.runtime.inbound.process import InboundMail, LaunchMail
from loopline.runtime.intake.hooks import Hooks
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.intake.process import IntakeProcess, Launch
from loopline.runtime.levelling import until_level
from loopline.runtime.upkeep.publisher import Publisher
from loopline.runtime.upkeep.sweeper import Sweeper
from loopline.runtime.vitals import Vitals
from loopline.settings import Settings
from loopline.signals.batch import Taken
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.studio.access.access import Access
from loopline.studio.access.keyring import links_signer
from loopline.studio.catalogs.engine import lookup_engine
from loopline.studio.context import StudioContext
from loopline.studio.live.stream import LiveFeed
from loopline.studio.providers.desk import ProviderDesk
from loopline.studio.providers.directory import ProviderDirectory
from loopline.studio.studio import Studio, provider_directory
from loopline.upkeep.alarms import warn_of_stranded
from loopline.upkeep.deciding import decide_here
from loopline.upkeep.parts import Upkeep
from loopline.upkeep.stores import Part, Stores

SETTLE_SECONDS = 0.005


class App:
    """One data folder, opened by its one owner. `start` and `stop` belong to one event loop."""

    has_crew = False  # whether others run shards of the record
    part: Part = "all"
    sends: type[Dispatcher] = Dispatcher
    tends: type[Background] = Background

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        clock: Clock | None = None,
        channels: Mapping[str, Provider] | None = None,
        launch: Launch | None = None,
        on_replaced: Callable[[], None] = lambda: None,
        lease: OwnerLock | None = None,
    ) -> None:
        """`launch` starts a process that takes signals in, else a thread does; `lease` is held already.

        `on_replaced` is called when another process has taken the record over; it should end this one.
        """
        self.stores = stores = Stores(folder, settings, lease, has_crew=self.has_crew, part=self.part)
        self.folder, self.settings, self.clock = folder, settings, clock or SystemClock()
        self.studio_store, self.metrics_board, links = stores.studio, Metrics(), stores.studio.short_links
        self.directory, routes = self._provided(channels)
        self.log, self.state = stores.open_record()
        self.ownership = Ownership(stores.lease, on_replaced, self._fault("owner"))
        self.upkeep = Upkeep(stores, settings, self.clock, self._fault, lambda: self.vitals.report())
        self.facts, self.exporter = self.upkeep.facts, self.upkeep.exporter
        self.loop, self.worker = self._deciding()
        self.people = People(self.loop.people, self.state, self._elsewhere)
        self.intake, self.access = self._intake(launch), Access(folder, self.studio_store, settings)
        self.keys, self.rates = self.access.keys, self.access.rates
        self.signer = links_signer(folder, settings, links.keep)
        self.engine = lookup_engine(settings, stores.studio, lambda: self.loop.published, self._fault("templates"))
        clean = redactor(settings.public_url, settings.link_url, links.find)
        self.sent_archive = SentArchive(stores.studio.sent, self.clock, clean, self._fault("copies"))
        self.delivery = self._delivery(routes)
        swept = (self.state, self.clock, self.loop, self._accept_own)
        self.sweeper = Sweeper(*swept, warn_of_stranded, self._fault("sweeper"))
        known = (self.state, self.facts, lambda: self.loop.published, self.exporter.catch_up)
        self.hooks = Hooks(lambda: self.delivery.routes, *known, self.clock, self.accept, warn_of_nobodys)
        self.background = self._background()
        seen = (self.loop, self.log, self.state, self.clock, self.worker, self.intake, self.sweeper, self.exporter)
        self.vitals = Vitals(*seen, self.delivery, self.background, *self.upkeep.seen)
        self.provider_desk = ProviderDesk(self.directory, self.delivery)
        self.studio = Studio(self._studio_context(), self.background, folder, settings, self.upkeep.open_facts)
        self.live = LiveFeed(lambda: (self.log.end(), *self.vitals.lag()), self.clock, self.studio.inbox_feed.close)
        self._listeners: list[Callable[[Transaction], None]] = [self.live.on_commit]

    def take_mail(self, launch: LaunchMail) -> None:
        """Run the mail server for what comes back, too; called before `begin`."""
        self.background.take_mail(InboundMail(launch, self.hooks.hear_mail, self._fault("inbound")))

    def begin(self) -> None:
        """Accept, decide and answer from now on; deliver as soon as all that was accepted before has been decided."""
        self.background.begin()
        self.background.begin_delivery()

    async def start(self) -> None:
        """Catch up with the log, settle what a crash left behind, then accept and deliver."""
        self.background.begin()
        await self.background.deliver_once_level()

    async def stop(self) -> None:
        """Stop accepting, finish what is in hand, close every file."""
        await self.background.end_delivery()
        await asyncio.to_thread(self.close)
        log.info("stopped", position=self.loop.position)

    def close(self) -> None:
        """Write what is queued, end the threads, close every file."""
        self.live.close()
        self.access.close()
        self.studio.close()
        self.upkeep.stop()
        self.background.end()
        for thing in (self.engine, self.facts, self.stores):
            thing.close()

    async def level(self) -> None:
        """Wait until everything accepted so far has been decided, and where nothing more comes, what is due by now."""
        await until_level(self.log, self.loop, self.worker)

    async def _caught_up(self) -> None:
        await self.level()
        log.info("started", folder=self.folder.name, position=self.loop.position)

    async def settle(self) -> None:
        """Wait until nothing is left to decide or to send, and every fact can be read."""
        for _ in range(1_000_000):
            await self.level()
            if await self.is_at_rest():
                break
            await asyncio.sleep(SETTLE_SECONDS)
        await asyncio.to_thread(self.exporter.catch_up)

    async def is_at_rest(self) -> bool:
        """Whether nothing is being decided or sent at this moment. It looks at no clock."""
        end = self.log.end()
        if not self.worker.wait_idle(0) or self.loop.position < end:
            return False
        await asyncio.sleep(0)  # what the worker handed over before it was idle arrives
        return self.delivery.idle() and self.worker.wait_idle(0) and self.log.end() == end

    # The promises of api/face.py.

    async def accept(self, signals: Sequence[Signal]) -> int:
        """Durable when it returns."""
        first = await self.intake.accept(signals)
        self.metrics_board.accepted(len(signals))
        return first

    async def take(self, dialect: str, body: bytes, hint: str = "", *, trust: Trust) -> Taken:
        """Durable when it returns."""
        taken = await self.intake.take(dialect, body, self.clock.now(), hint, trust)
        self.metrics_board.accepted(taken.signals)
        return taken

    def writer(self, key: str) -> Writer | None:
        """The one whom this key lets send signals."""
        return self.keys.writer(key)

    def check_admin_key(self, key: str) -> bool:
        """Whether a key may do everything."""
        return self.keys.is_admin(key)

    def check_session(self, cookies: Mapping[str, str], method: str, path: str) -> bool:
        """Whether somebody is signed in with one of these cookies, who may do this."""
        return self.access.check_session(cookies, method, path)

    def health(self) -> Mapping[str, object]:
        """Whether everything runs, and how far behind it is. Looks into the stores."""
        return dict(msgspec.to_builtins(self.vitals.report()))

    def not_ready(self) -> str:
        """Why the server is not ready; "" when it is level and serves."""
        return self.vitals.not_ready()

    def metrics(self) -> bytes:
        """Prometheus text."""
        self.metrics_board.looked(self.vitals.report())
        return self.metrics_board.text(len(self.loop.published.live))

    @property
    def channels(self) -> dict[str, Provider]:
        """By channel, the provider that is asked first."""
        return {channel: routes[0].provider for channel, routes in self.delivery.routes.by_channel.items()}

    def listen(self, listener: Callable[[Transaction], None]) -> Callable[[], None]:
        """Be told of each committed step, in the loop's thread; the answer ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _elsewhere(self, key: str) -> State | None:
        """The state of another shard that has this key."""
        return None

    async def _accept_own(self, signals: Sequence[Signal]) -> int:
        """What belongs into the log of the loop here, whatever its keys."""
        return await self.intake.accept(signals)

    def _studio_context(self) -> StudioContext:
        return StudioContext(
            studio_store=self.studio_store,
            facts=self.facts,
            state=self.state,
            log=self.log,
            clock=self.clock,
            people=self.people,
            engine=self.engine.quiet,
            signer=self.signer,
            sent_archive=self.sent_archive,
            publisher=self._publisher(),
            published=lambda: self.loop.published,
            accept=self.intake.accept,
            position=lambda: self.loop.position,
            export_facts=self.exporter.catch_up,
            on_error=self._fault("studio"),
            horizon=self.log.horizon,
            routes=lambda: self.delivery.routes,
            purge=self.upkeep.purge.run,
        )

    def _deciding(self) -> tuple[Loop, Worker]:
        """The loop, and what runs it."""
        stores, heard = (self.log, self.state), (self._on_commit, self._fault)
        return decide_here(*stores, self.clock, self.settings, self.upkeep.hidden, *heard)

    def _intake(self, launch: Launch | None) -> TendedIntake:
        if launch is None:
            return LogWriter(self.log, self.worker.wake, self._fault("intake"))
        return IntakeProcess(launch, self.worker.wake, self._fault("intake"))

    def _delivery(self, routes: Routes) -> Dispatcher:
        parts, fence = (self.state, self.clock, routes, self.engine, self.signer), self.ownership.fence
        return self.sends(
            *parts,
            self.ownership.fenced(self._accept_own),
            lambda: self.loop.published,
            self.people.get,
            on_sent=self.sent_archive.on_sent,
            lanes=self.settings.delivery_lanes,
            is_overloaded=lambda: self.loop.is_overloaded,
            journal=FlightJournal(self.folder, boot_of_this_machine(), 0, fence),
            is_set_aside=self.people.is_set_aside,
            sent_since=self.upkeep.sent_since,
            on_error=self._fault("delivery"),
        )

    def _background(self) -> Background:
        parts = (self.intake, self.worker, self.exporter, self.sent_archive, self.delivery, self.sweeper)
        sweeps = isinstance(self.clock, SystemClock)  # in virtual time nothing is late, and nothing grows old
        more = (self.upkeep.retention, self.ownership, self.upkeep.tasks)
        return self.tends(*parts, *more, self._caught_up, sweeps=sweeps, on_error=self._fault("start"))

    def _publisher(self) -> Publisher:
        decided = (lambda: self.loop.published, self.level, self.exporter.catch_up)
        return Publisher(self.intake.accept, *decided, self.facts, self.clock, self.state, self._fault("fan_out"))

    def _on_commit(self, transaction: Transaction) -> None:
        self.metrics_board.decided(transaction)
        self.delivery.on_commit(transaction)
        if transaction.facts:
            self.exporter.wake(is_overloaded=self.loop.is_overloaded)
        for listener in tuple(self._listeners):
            listener(transaction)

    def _fault(self, where: str) -> Callable[[BaseException], None]:
        return fault_teller(where, self.metrics_board.fault)

    async def _take_over(self, routes: Routes) -> None:
        await self.delivery.take_over(routes)

    def _provided(self, channels: Mapping[str, Provider] | None) -> tuple[ProviderDirectory, Routes]:
        """What is wrong with a provider stops the start, before anything is opened for writing."""
        directory = provider_directory(self.folder, self.settings, self.clock, self.studio_store, self._take_over)
        try:
            return directory, directory.routes() if channels is None else single_routes(channels)
        except BaseException:
            self.stores.close()
            raise
