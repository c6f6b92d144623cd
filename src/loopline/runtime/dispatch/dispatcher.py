"""Sends the outbox, in this order: poll, batch, gate again, render, announce, hand over, settle."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from loopline.decisions.published import PublishedSet
from loopline.delivery.links import Signer
from loopline.model.duration import DAY
from loopline.model.errors import LooplineError
from loopline.model.message import Dispatch
from loopline.model.person import Person
from loopline.model.records import OutboxRow, Transaction
from loopline.model.signal import Signal
from loopline.pipeline.attempts import Engine
from loopline.pipeline.take_up import TAKEN_UP
from loopline.ports import Clock, Provider, State
from loopline.runtime.dispatch.backlog import Backlog
from loopline.runtime.dispatch.batch import Answers, BatchSender
from loopline.runtime.dispatch.bulkhead import Bulkhead
from loopline.runtime.dispatch.flight_journal import FlightJournal
from loopline.runtime.dispatch.provider_watch import ProviderWatches
from loopline.runtime.dispatch.recovery import Recovery
from loopline.runtime.dispatch.route import Route, Routes
from loopline.runtime.dispatch.warmth import Warmth
from loopline.runtime.supervise import SupervisedTask, Watch, begin

FINISH_SECONDS = 20.0
WAITING = ("pending", "sending")
WAITING_AT_ONCE = 2_000


class Dispatcher:
    """One a process. Everything that it learns goes into the log, and only the loop writes the outbox."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        routes: Routes,
        engine: Engine,
        signer: Signer,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        published: Callable[[], PublishedSet],
        people: Callable[[Sequence[str]], dict[str, Person]],
        *,
        on_sent: Callable[[str, Sequence[Dispatch]], None] = lambda provider, sent: None,
        lanes: int = 3,
        is_overloaded: Callable[[], bool] = lambda: False,
        journal: FlightJournal | None = None,
        is_set_aside: Callable[[str], bool] = lambda person: False,
        sent_since: Callable[[int], Mapping[tuple[str, str], int]] | None = None,
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        """`on_sent` gets the name of a provider, and of each batch what it has or may have.

        `sent_since` says by channel and provider how many were sent since a time (ms), where that is known. A provider
        with an attribute `flight` gets the `journal` there, and tells it of each message.
        """
        self._state, self._clock, self._accept, self._on_error = state, clock, accept, on_error
        self._journal, self._published, self._sent_since = journal, published, sent_since
        self._loop: asyncio.AbstractEventLoop | None = None
        answers = Answers(lambda signals: self._accept(signals), journal, on_error)
        self._answers, self.providers = answers, ProviderWatches(state, routes)
        self._backlog = Backlog(state, clock, routes, lanes, self._make_lanes)
        self._batches = BatchSender(
            clock,
            engine,
            signer,
            lambda signals: self._accept(signals),
            published,
            people,
            self._backlog,
            answers,
            journal,
            self.providers,
            on_sent=on_sent,
            is_overloaded=is_overloaded,
            is_set_aside=is_set_aside,
            on_error=on_error,
        )
        self._outbox = SupervisedTask("outbox", self._backlog.look, on_error, self._backlog.rest)
        self._closing: set[asyncio.Task[None]] = set()
        self._is_over = False

    @property
    def routes(self) -> Routes:
        """The providers of each channel, as they are set up now."""
        return self._backlog.bulkheads.routes

    def rests(self, route: Route) -> bool:
        """Whether its provider is given nothing just now. From any thread."""
        return self._backlog.bulkheads.rests(route)

    @property
    def tasks(self) -> tuple[SupervisedTask | Watch, ...]:
        """What runs in the background."""
        lanes = [task for bulkhead in self._backlog.bulkheads.all for task in bulkhead.tasks]
        return (*lanes, self._outbox, self._answers.watch)

    @property
    def settled_at(self) -> float:
        """When an answer was last written (seconds of a monotonic clock)."""
        return self._answers.settled_at

    async def start(self) -> None:
        """Open the channels, settle what a crash left unanswered, begin to send. Call it when the loop is level."""
        self._loop = asyncio.get_running_loop()
        await self._open(self.routes)
        await Recovery(self._state, self._clock, self.routes, self._accept, self._journal, self._on_error).run()
        await self.recall()
        self._batches.is_ready = True
        for bulkhead in self._backlog.bulkheads.all:
            self._make_lanes(bulkhead)
        self._outbox.start()

    def has_waiting(self, channel: str) -> bool:
        """Whether a message of this channel has not come to its end, whenever it is due. Reads the store."""
        after_key = ""
        while rows := self._state.outbox(WAITING, 2**62, WAITING_AT_ONCE, after_key):
            if any(row.message.channel == channel for row in rows):
                return True
            after_key = rows[-1].message.key
        return False

    def warmth(self, route: Route) -> Warmth:
        """What this provider has had today, by the plan that holds now."""
        found = self._backlog.bulkheads.warmth(route)
        found.follow(self._published().workspace.delivery)
        return found

    async def recall(self) -> None:
        """Where a provider has a plan, what it has had today counts that was sent before this start."""
        if self._sent_since is None or not self._published().workspace.delivery.warm_ups:
            return
        now = self._clock.now()
        try:
            counts = await asyncio.to_thread(self._sent_since, now - now % DAY)
        except LooplineError as error:  # facts that are unfit stop no message: the day is counted from now on
            self._on_error(error)
            return
        for route in self.routes.all:
            self.warmth(route).recall(counts.get((route.channel, route.name), 0), now)

    async def take_over(self, routes: Routes) -> None:
        """Send by these from now on. What the others have in hand ends first, what waits for them goes elsewhere."""
        known = {id(provider) for provider in self.routes.providers}
        if self._loop is not None:
            await self._open(Routes([one for one in routes.all if id(one.provider) not in known]))
        before, gone = self.routes, self._backlog.bulkheads.take_over(routes)
        self.providers.take_over(routes)
        for bulkhead in gone:
            self._backlog.reroute(bulkhead)
        self._backlog.reroute(self._backlog.bulkheads.nobodys)
        left = [one for one in before.providers if one not in routes.providers]
        if self._loop is not None and (gone or left):
            self._closing.add(task := begin("providers", self._let_go(gone, left), self._on_error))
            task.add_done_callback(self._closing.discard)

    async def _let_go(self, bulkheads: Sequence[Bulkhead], providers: Sequence[Provider]) -> None:
        """End lanes once their batches have ended, then close providers that nobody uses any more."""
        while any(one.busy for one in bulkheads) and not self._is_over:  # sends have time limits of their own
            await asyncio.sleep(0.02)
        await asyncio.gather(*(task.stop() for one in bulkheads for task in one.tasks))
        for provider in providers:
            if provider not in self.routes.providers:  # it may have come back meanwhile
                await provider.close()

    async def _open(self, routes: Routes) -> None:
        for provider in routes.providers:
            await provider.open()
            if self._journal and hasattr(provider, "flight"):
                provider.flight = self._journal

    async def stop(self) -> None:
        """Finish the batches in hand, for a while, then close the channels."""
        if self._loop is None:
            return
        self._batches.is_ready = False
        bulkheads = self._backlog.bulkheads.all
        for bulkhead in bulkheads:
            bulkhead.queue.wake()
        for _ in range(round(FINISH_SECONDS / 0.02)):
            if not self._batches.busy:
                break
            await asyncio.sleep(0.02)
        self._is_over = True
        tasks = [task for task in self.tasks if isinstance(task, SupervisedTask)]
        await asyncio.gather(*(task.stop() for task in tasks), *self._closing, return_exceptions=True)
        for lane in (lane for bulkhead in bulkheads for lane in bulkhead.lanes):
            if lane.behind is not None:
                lane.behind.cancel()
        for provider in self.routes.providers:
            await provider.close()
        await self._backlog.bulkheads.close()
        if self._journal:
            self._journal.close()

    def _make_lanes(self, bulkhead: Bulkhead) -> None:
        """A task for each lane, which begins at once; none before messages may be sent."""
        if bulkhead.tasks or not self._batches.is_ready:
            return
        for lane in bulkhead.lanes:
            step = partial(self._batches.lane, bulkhead, lane)
            rest = partial(self._batches.until_filled, bulkhead, lane)
            name = "urgent" if lane.is_urgent else str(lane.number + 1)
            bulkhead.tasks.append(SupervisedTask(f"lane-{bulkhead.name}-{name}", step, self._on_error, rest))
        for task in bulkhead.tasks:
            task.start()

    def on_commit(self, transaction: Transaction) -> None:
        """New messages, from the loop's thread."""
        if self._loop is None or not (transaction.outbox or transaction.marks):
            return
        rows = [OutboxRow(message=m, status="pending", due_at=m.due_at, attempt=0) for m in transaction.outbox]
        again = any(mark.status == "pending" for mark in transaction.marks)
        done = [mark.key for mark in transaction.marks if mark.status != "sending" and mark.reason not in TAKEN_UP]
        self._loop.call_soon_threadsafe(self._backlog.on_marks, rows, done, again, transaction.position)

    @property
    def is_started(self) -> bool:
        """Whether messages are sent: it has been started, and not stopped."""
        return self._batches.is_ready

    def idle(self) -> bool:
        """Nothing is queued and nothing is on its way."""
        return self._batches.is_ready and not self._batches.busy and self._backlog.is_empty
