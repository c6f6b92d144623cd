"""The only place where concrete things meet: settings, stores, providers, the loop and its workers."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

import structlog

from loopline.api.metrics import Metrics
from loopline.delivery.links import Signer
from loopline.delivery.redact import redactor
from loopline.model.records import Transaction
from loopline.model.signal import Signal
from loopline.ports import Clock, Intake, Provider, Taken, Tools
from loopline.providers.registry import connect
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.runtime.clock import SystemClock
from loopline.runtime.dispatch.archive import SentArchive
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.runtime.engine.worker import Worker
from loopline.runtime.intake.hooks import Hooks
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.intake.process import IntakeProcess, Launch
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.publisher import Publisher
from loopline.runtime.upkeep.stranded import Stranded
from loopline.runtime.upkeep.sweeper import Sweeper
from loopline.runtime.vitals import Vitals, set_aside_report
from loopline.settings import Settings
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.sqlite.log import SqlLog
from loopline.storage.sqlite.state import SqlState
from loopline.storage.sqlite.studio import StudioStore
from loopline.storage.sqlite.studio_file import studio_file
from loopline.studio.access.keyring import Keyring, kept_secret
from loopline.studio.access.operators import SignIns
from loopline.studio.context import StudioContext
from loopline.studio.live.stream import LiveFeed
from loopline.studio.messages.sandbox_inbox import StoredSandboxInbox
from loopline.studio.studio import Studio

LEVEL_LOOK_SECONDS = 0.005
log = structlog.get_logger("loopline")


class App:
    """One data folder, opened by its one owner. `start` and `stop` belong to one event loop."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        clock: Clock | None = None,
        channels: Mapping[str, Provider] | None = None,
        launch: Launch | None = None,
    ) -> None:
        """`launch` starts a process that takes signals in; without it a thread of this one does."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.settings = folder, settings
        self.clock: Clock = clock or SystemClock()
        self.studio_store = StudioStore(studio_file(folder), settings.sent_copies_days, settings.sent_copies_mb)
        self.channels = self._providers() if channels is None else channels
        self.log = SqlLog(folder / "log.db")
        self.state = SqlState(folder / "state.db")
        self.facts = DuckFacts(folder / "facts.duckdb", memory=f"{settings.facts_memory_mb}MB")
        self.metrics_board = Metrics()
        self.loop = Loop(
            self.log,
            self.state,
            self.clock,
            batch_max=settings.batch_max,
            hot_people=settings.hot_people,
            on_commit=self._on_commit,
            on_error=self._fault("decision"),
        )
        self.people = People(self.loop.people, self.state)
        self.worker = Worker(self.loop, self.state, self.clock, self._fault("loop"))
        self.exporter = FactsExporter(self.state, self.facts, self._fault("export"))
        self.intake = self._intake(launch)
        self.keys = Keyring(self.studio_store, SystemClock().now)
        self.signer = Signer(kept_secret(folder, "links", lambda: secrets.token_urlsafe(32)), settings.public_url)
        self.engine = TemplateEngine()
        clean = redactor(settings.public_url)
        self.sent_archive = SentArchive(self.studio_store.sent, self.clock, clean, self._fault("copies"))
        self.delivery = self._delivery(self.channels)
        self.sweeper = Sweeper(
            self.state, self.clock, self.loop, self.intake.accept, self._on_stranded, self._fault("sweeper")
        )
        known = (self.state, self.facts, lambda: self.loop.published, self.exporter.catch_up)
        self.hooks = Hooks(self.channels.values(), *known, self.clock, self.accept, self._on_nobodys)
        self.vitals = Vitals(
            self.loop, self.log, self.clock, self.worker, self.intake, self.sweeper, self.exporter, self.channels
        )
        self._sweeping: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[Transaction], None]] = []
        self.live = LiveFeed(self._counts, self.clock)
        self.listen(self.live.on_commit)
        self.sign_ins = SignIns(self.studio_store.operators, SystemClock().now)
        self.studio = Studio(self._studio_context())

    async def start(self) -> None:
        """Catch up with the log, settle what a crash left behind, then accept and deliver."""
        self.intake.start()
        self.worker.start()
        self.exporter.start()
        self.sent_archive.start()
        await self.level()
        await self.delivery.start()
        if isinstance(self.clock, SystemClock):  # in virtual time nothing is late
            self._sweeping = asyncio.create_task(self.sweeper.serve())
        log.info("started", folder=self.folder.name, position=self.loop.position)

    async def stop(self) -> None:
        """Stop accepting, finish what is in hand, close every file."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        await self.delivery.stop()
        await asyncio.to_thread(self.close)
        log.info("stopped", position=self.loop.position)

    def close(self) -> None:
        """Write what is queued, end the threads, close every file."""
        self.live.close()
        self.studio.close()
        self.intake.stop()
        self.worker.stop()
        self.exporter.stop()
        self.sent_archive.stop()
        for thing in (self.facts, self.state, self.log, self.studio_store):
            thing.close()

    async def level(self) -> None:
        """Wait until everything accepted so far has been decided, and where nothing more comes, what is due by now."""
        end = self.log.end()
        while self.loop.position < end or (self.log.end() == end and not self.worker.wait_idle(0)):
            self.worker.wake_if_behind()
            await asyncio.sleep(LEVEL_LOOK_SECONDS)

    async def settle(self) -> None:
        """Wait until nothing is left to decide or to send, and every fact can be read."""
        for _ in range(1_000_000):
            await self.level()
            if await self.is_at_rest():
                break
            await asyncio.sleep(LEVEL_LOOK_SECONDS)
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

    async def take(self, dialect: str, body: bytes, hint: str = "") -> Taken:
        """Durable when it returns."""
        taken = await self.intake.take(dialect, body, self.clock.now(), hint)
        self.metrics_board.accepted(taken.signals)
        return taken

    def check_write_key(self, key: str) -> bool:
        """Whether a key may send signals."""
        return self.keys.check(key, "write")

    def check_admin_key(self, key: str) -> bool:
        """Whether a key may do everything."""
        return self.keys.check(key, "admin")

    def check_session(self, token: str) -> bool:
        """Whether somebody is signed in with this cookie."""
        return self.studio_store.operators.session(sha256(token.encode()).hexdigest(), SystemClock().now()) is not None

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the server by https."""
        return self.settings.public_url.startswith("https://")

    def health(self) -> Mapping[str, object]:
        """Whether the loop runs, and how far behind it is."""
        return {**self.vitals.report(), **set_aside_report(self.state.quarantine.counts())}

    def metrics(self) -> bytes:
        """Prometheus text."""
        signals, seconds = self.vitals.lag()
        self.metrics_board.set_aside(self.state.quarantine.counts())
        return self.metrics_board.text(signals, seconds, len(self.loop.published.live))

    def listen(self, listener: Callable[[Transaction], None]) -> Callable[[], None]:
        """Be told of each committed step, in the loop's thread; the answer ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _studio_context(self) -> StudioContext:
        return StudioContext(
            studio_store=self.studio_store,
            facts=self.facts,
            state=self.state,
            log=self.log,
            clock=self.clock,
            people=self.people,
            engine=self.engine,
            signer=self.signer,
            sent_archive=self.sent_archive,
            publisher=self._publisher(),
            published=lambda: self.loop.published,
            accept=self.intake.accept,
            position=lambda: self.loop.position,
            export_facts=self.exporter.catch_up,
        )

    def _intake(self, launch: Launch | None) -> Intake:
        if launch is None:
            return LogWriter(self.log, self.worker.wake, self._fault("intake"))
        return IntakeProcess(launch, self.worker.wake, self._fault("intake"))

    def _delivery(self, channels: Mapping[str, Provider]) -> Dispatcher:
        return Dispatcher(
            self.state,
            self.clock,
            channels,
            self.engine,
            self.signer,
            self.intake.accept,
            lambda: self.loop.published,
            self.people.get,
            on_sent=self.sent_archive.on_sent,
            lanes=self.settings.delivery_lanes,
            is_overloaded=lambda: self.loop.is_overloaded,
            is_set_aside=self.people.is_set_aside,
            on_error=self._fault("delivery"),
        )

    def _publisher(self) -> Publisher:
        return Publisher(
            self.intake.accept,
            lambda: self.loop.published,
            self.level,
            self.exporter.catch_up,
            self.facts,
            self.clock,
            self.state,
            self._fault("fan_out"),
        )

    def _counts(self) -> tuple[int, int, float]:
        behind, seconds = self.vitals.lag()
        return self.log.end(), behind, seconds

    def _on_commit(self, transaction: Transaction) -> None:
        self.metrics_board.decided(transaction)
        self.delivery.on_commit(transaction)
        if transaction.facts:
            self.exporter.wake()
        for listener in tuple(self._listeners):
            listener(transaction)

    def _on_stranded(self, one: Stranded) -> None:
        log.warning("stranded", enrollment=one.enrollment, journey=one.journey, node=one.node, why=one.why)

    def _on_nobodys(self, provider: str, count: int) -> None:
        log.warning("news_of_nobody", provider=provider, count=count)

    def _fault(self, where: str) -> Callable[[BaseException], None]:
        def tell(error: BaseException) -> None:
            self.metrics_board.fault(where)
            log.error("fault", where=where, error=type(error).__name__, text=str(error)[:500], exc_info=error)

        return tell

    def _providers(self) -> Mapping[str, Provider]:
        settings = self.settings
        tools = Tools(
            clock=self.clock,
            secret=partial(kept_secret, self.folder),
            inbox=StoredSandboxInbox(self.studio_store.sandbox, self.clock),
            allow_private=settings.allow_private_webhooks,
            sender=settings.sender,
            public_url=settings.public_url,
        )
        try:
            return connect(settings.provider_urls(), tools)
        except BaseException:
            self.studio_store.close()
            raise
