"""Sends the outbox, in this order: poll, batch, gate again, render, announce, hand over, settle."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial

from loopline.decisions.published import PublishedSet
from loopline.delivery.links import Signer
from loopline.model.message import Accepted, Dispatch, Outcome, Unknown
from loopline.model.person import Person
from loopline.model.records import OutboxRow, Transaction
from loopline.model.signal import Signal
from loopline.pipeline.attempts import (
    DOCUMENT_ASIDE,
    LOG_INTERRUPTED,
    PERSON_ASIDE,
    Engine,
    attempt_answered,
    gate_batch,
    put_off,
    render_batch,
    sending_of,
    settle_each,
    started,
)
from loopline.pipeline.isolate import WEATHER, failed_within, failing_as
from loopline.pipeline.take_up import TAKEN_UP
from loopline.ports import Clock, Provider, State
from loopline.runtime.dispatch.backlog import Backlog
from loopline.runtime.dispatch.flight_journal import FlightJournal
from loopline.runtime.dispatch.provider_watch import ProviderWatches
from loopline.runtime.dispatch.queue import BATCH_MAX, Lane, Queue
from loopline.runtime.dispatch.recovery import Recovery
from loopline.runtime.intake.log_writer import GroupCommit
from loopline.runtime.supervise import SupervisedTask, Watch, begin

FINISH_SECONDS = 20.0
YIELD_SECONDS = 0.05
YIELD_FACTOR = 9
YIELD_SECONDS_MAX = 1.0
TRIES_ALONE = 4  # so often an answer is logged alone, when it is not the weather that keeps it from the log


class Dispatcher:
    """One a process. Everything that it learns goes into the log, and only the loop writes the outbox."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        channels: Mapping[str, Provider],
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
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        """`on_sent` gets the name of a provider, and of each batch what it has or may have.

        A provider with an attribute `flight` gets the `journal` there, and tells it of each message.
        """
        self._state, self._clock, self._channels = state, clock, channels
        self._engine, self._signer, self._on_sent = engine, signer, on_sent
        self._accept, self._published, self._people, self._on_error = accept, published, people, on_error
        self._journal, self._busy, self._is_overloaded = journal, 0, is_overloaded
        self._recovery = Recovery(state, clock, channels, accept, journal, on_error)
        self._backlog, self._is_set_aside = Backlog(state, clock, channels), is_set_aside
        self.providers = ProviderWatches(state, channels)
        self._log = GroupCommit(lambda signals: self._accept(signals))
        self._answers, self.settled_at = Watch("answers", on_error), time.monotonic()
        self._answers.well()
        self._lanes = [Lane(name, queue, n) for name, queue in self._backlog.queues.items() for n in range(lanes)]
        self.tasks: tuple[SupervisedTask | Watch, ...] = (*self._workers(), self._answers)
        self._ready, self._unsettled = False, set[str]()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open the channels, settle what a crash left unanswered, begin to send. Call it when the loop is level."""
        self._loop = asyncio.get_running_loop()
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.open()
        for channel in self._channels.values():
            if self._journal and hasattr(channel, "flight"):
                channel.flight = self._journal
        await self._recovery.run()
        self._ready = True
        for task in self.tasks:
            if isinstance(task, SupervisedTask):
                task.start()

    async def stop(self) -> None:
        """Finish the batches in hand, for a while, then close the channels."""
        if self._loop is None:
            return
        self._ready = False
        for queue in self._backlog.queues.values():
            queue.wake()
        for _ in range(round(FINISH_SECONDS / 0.02)):
            if not self._busy:
                break
            await asyncio.sleep(0.02)
        await asyncio.gather(*(task.stop() for task in self.tasks if isinstance(task, SupervisedTask)))
        for lane in self._lanes:
            if lane.behind is not None:
                lane.behind.cancel()
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.close()
        if self._journal:
            self._journal.close()

    def _workers(self) -> Iterator[SupervisedTask]:
        for lane in self._lanes:
            step, rest = partial(self._lane, lane), partial(self._until_filled, lane.queue)
            yield SupervisedTask(f"lane-{lane.channel or 'none'}-{lane.number + 1}", step, self._on_error, rest)
        yield SupervisedTask("outbox", self._backlog.look, self._on_error, self._backlog.rest)

    def on_commit(self, transaction: Transaction) -> None:
        """New messages, from the loop's thread."""
        if self._loop is None or not (transaction.outbox or transaction.marks):
            return
        rows = [OutboxRow(message=m, status="pending", due_at=m.due_at, attempt=0) for m in transaction.outbox]
        again = any(mark.status == "pending" for mark in transaction.marks)
        done = [mark.key for mark in transaction.marks if mark.status != "sending" and mark.reason not in TAKEN_UP]
        self._loop.call_soon_threadsafe(self._backlog.on_marks, rows, done, again)

    @property
    def is_started(self) -> bool:
        """Whether messages are sent: it has been started, and not stopped."""
        return self._ready

    def idle(self) -> bool:
        """Nothing is queued and nothing is on its way."""
        return self._ready and not self._busy and self._backlog.is_empty

    async def _lane(self, lane: Lane) -> None:
        """A batch of a channel. While the loop is far behind, one lane goes on, a tenth of the time."""
        if lane.number and self._is_overloaded():
            await asyncio.sleep(YIELD_SECONDS)
            return
        batch = lane.queue.next_batch(lane.most) if self._ready else []
        if not batch:
            return
        self._busy += 1
        began, keys = time.monotonic(), {row.message.key for row in batch}
        left = set(keys)
        self._backlog.in_hand |= keys
        try:
            broken = await self._dispatch_each(lane, batch, left)
        except BaseException:
            self._backlog.forget(left)
            raise
        finally:
            self._backlog.in_hand -= keys - self._unsettled
            self._busy -= 1
        if broken is not None:
            raise broken
        if self._is_overloaded():
            await asyncio.sleep(min(YIELD_FACTOR * (time.monotonic() - began), YIELD_SECONDS_MAX))

    async def _until_filled(self, queue: Queue) -> None:
        if not queue or not self._ready:
            await queue.wait()

    async def _dispatch_each(self, lane: Lane, rows: list[OutboxRow], left: set[str]) -> Exception | None:
        """One batch; each message alone when something of ours raises, so that the others are sent all the same.

        Takes the key of what is done from `left`: the store may not know for a while that it was sent.
        """
        broken = None
        try:
            broken = await self._dispatch(lane, rows, left)
        except WEATHER:
            raise
        except Exception as error:
            if len(rows) > 1:
                each = [await self._dispatch_each(lane, [row], left) for row in rows]
                return next((error for error in each if error is not None), None)
            self._on_error(error)
            await self._settle([failed_within(rows[0], self._clock.now(), error)])
        left.difference_update(row.message.key for row in rows)
        return broken

    async def _dispatch(self, lane: Lane, rows: list[OutboxRow], left: set[str]) -> Exception | None:
        """One batch: gate, render, announce, hand over, settle. The error of a provider that raised is given back."""
        message, published, now = rows[0].message, self._published(), self._clock.now()
        found, channel = sending_of(message, published), self._channels.get(message.channel)
        if found is None and published.is_unreadable(message.journey, message.version):
            await self._accept([put_off(row, now, DOCUMENT_ASIDE) for row in rows])
            return None
        if found is None or channel is None:
            reason = "channel_missing" if channel is None else "node_missing"
            await self._accept([attempt_answered(row, now, "refused", reason) for row in rows])
            return None
        version, sending = found
        people = self._people([row.message.person for row in rows])
        aside = [row for row in rows if row.message.person not in people and self._is_set_aside(row.message.person)]
        if aside:
            await self._accept([put_off(row, now, PERSON_ASIDE) for row in aside])
            rows = [row for row in rows if row not in aside]
        with failing_as("gate_failed"):
            allowed, refused = gate_batch(rows, version, published, people, now)
        with failing_as("render_failed"):
            render = partial(render_batch, allowed, sending, self._engine, self._signer, now)
            rendered, failed = await asyncio.to_thread(render) if allowed else ([], [])
        announced = [row for row, _ in rendered]
        journal = self._journal if hasattr(channel, "flight") else None
        if journal:
            journal.announced(announced)
        await self._announce(lane, [*refused, *failed], announced, left)
        if lane.behind is not None:  # which was written with the announcement, as a rule
            await asyncio.wait((lane.behind,))
        if not rendered:
            return None
        # From here on nothing may raise: whatever does would let a message that was sent be sent again.
        began = time.monotonic()
        outcomes, broken = await self._hand_over(channel, [dispatch for _, dispatch in rendered])
        lane.note(len(outcomes), time.monotonic() - began, is_journaled=journal is not None and journal.is_kept)
        pairs = list(zip(announced, outcomes, strict=True))
        answers = settle_each(pairs, sending, channel.unknown_policy, self._clock.now(), self._on_error)
        self._unsettled.update(row.message.key for row in announced)
        self._busy += 1
        lane.behind = begin("answers", self._settle_behind(announced, answers, bool(lane.queue)), self._on_error)
        return broken

    async def _settle_behind(self, rows: Sequence[OutboxRow], answers: Sequence[Signal], may_wait: bool) -> None:
        """Log the answers, with what this lane or another one announces next where there is more to send."""
        try:
            if await self._settle(answers, may_wait=may_wait) and self._journal:
                self._journal.settled(rows)
        finally:
            self._unsettled -= (keys := {row.message.key for row in rows})
            self._backlog.in_hand -= keys
            self._busy -= 1

    async def _announce(self, lane: Lane, refused: Sequence[Signal], rows: list[OutboxRow], left: set[str]) -> None:
        """Log what is refused and what is about to be sent. If nobody knows whether that was written, take it back.

        What was taken back is out of `left`: until the loop has decided so, the store may show it as it was before,
        and whoever took it up then would send it beside the lane that takes it up afterwards.
        """
        now = self._clock.now()
        try:
            await self._log.say([*refused, *started(rows, now)], may_wait=len(lane.queue) >= BATCH_MAX)
        except Exception as error:
            now = self._clock.now()
            again = [attempt_answered(row, now, "retry", LOG_INTERRUPTED, next_at=now) for row in rows]
            if isinstance(error, WEATHER) and await self._settle(again):
                left.difference_update(row.message.key for row in rows)
            if self._journal:
                self._journal.settled(rows)
            raise

    async def _hand_over(self, channel: Provider, dispatches: list[Dispatch]) -> tuple[list[Outcome], Exception | None]:
        """The provider's answers; one that breaks its promise and raises leaves every outcome unknown."""
        broken, outcomes = None, list[Outcome]()
        try:
            with self.providers.asked(dispatches[0].outgoing.channel, outcomes):
                outcomes += await channel.send(dispatches)
            pairs = list(zip(dispatches, outcomes, strict=True))
        except Exception as error:
            broken = error
            pairs = [(one, Unknown(f"the channel failed: {type(error).__name__}")) for one in dispatches]
        sent = [dispatch for dispatch, outcome in pairs if isinstance(outcome, Accepted | Unknown)]
        try:
            self._on_sent(channel.name, sent)
        except Exception as error:  # a copy less; what was sent is settled all the same
            self._on_error(error)
        return [outcome for _, outcome in pairs], broken

    async def _settle(self, answers: Sequence[Signal], *, may_wait: bool = False) -> bool:
        """Log the answers, and raise nothing: what was sent must never look unsent. False when one was given up.

        Weather is waited out. Else each is logged alone; one that the log does not take even so, after a few times, is
        given up, so that it holds up nobody: its message stays `sending`, and the next start settles it.
        """
        tries = 0
        while answers:
            try:
                await self._log.say(answers, may_wait=may_wait)
            except Exception as error:
                pause, tries = self._answers.failed(error), tries + (not isinstance(error, WEATHER))
                if tries and len(answers) > 1:
                    return all([await self._settle([one]) for one in answers])
                if tries < TRIES_ALONE:
                    await asyncio.sleep(pause)
                    continue
            else:
                self.settled_at = time.monotonic()
            self._answers.well()
            self._answers.rested()
            return tries < TRIES_ALONE
        return True
