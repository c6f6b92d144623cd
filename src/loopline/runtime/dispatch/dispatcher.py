"""Sends the outbox, in this order: poll, batch, gate again, render, announce, hand over, settle."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from loopline.decisions.published import PublishedSet
from loopline.delivery.links import Signer
from loopline.model.errors import Unavailable
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
from loopline.ports import Clock, Provider, State
from loopline.runtime.dispatch.queue import Queue
from loopline.runtime.dispatch.recovery import recovered

NO_CHANNEL = ""
QUEUE_MAX = 20_000
REFILL_AT_ONCE = 2_000
LOOK_SECONDS = 1.0
LATE_SECONDS = 10.0
FINISH_SECONDS = 20.0
FEW = 64
YIELD_SECONDS = 0.05
YIELD_FACTOR = 9
YIELD_SECONDS_MAX = 1.0


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
        is_set_aside: Callable[[str], bool] = lambda person: False,
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        """`on_sent` gets the name of a provider, and of each batch what it has or may have."""
        self._state, self._clock, self._channels = state, clock, channels
        self._engine, self._signer, self._on_sent = engine, signer, on_sent
        self._accept, self._published, self._people, self._on_error = accept, published, people, on_error
        # A queue and lanes a channel: an endpoint that falls silent holds up its own channel and no other.
        self._queues = {name: Queue() for name in (*channels, NO_CHANNEL)}
        self._in_memory: set[str] = set()
        self._in_hand: set[str] = set()
        self._settled_meanwhile: set[str] | None = None
        self._is_set_aside = is_set_aside
        self._lanes, self._busy, self._is_overloaded = lanes, 0, is_overloaded
        self._more_due, self._poll_after = True, ""
        self._tasks: list[asyncio.Task[None]] = []
        self._ready = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open the channels, settle what a crash left unanswered, begin to send. Call it when the loop is level."""
        self._loop = asyncio.get_running_loop()
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.open()
        await self._reconcile()
        self._ready = True
        lanes = [(queue, number) for queue in self._queues.values() for number in range(self._lanes)]
        self._tasks = [asyncio.create_task(self._lane(*lane)) for lane in lanes]
        self._tasks.append(asyncio.create_task(self._poll_forever()))

    async def stop(self) -> None:
        """Finish the batches in hand, for a while, then close the channels."""
        self._ready = False
        for queue in self._queues.values():
            queue.wake()
        for _ in range(round(FINISH_SECONDS / 0.02)):
            if not self._busy:
                break
            await asyncio.sleep(0.02)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.close()

    def on_commit(self, transaction: Transaction) -> None:
        """New messages, from the loop's thread."""
        if self._loop is None or not (transaction.outbox or transaction.marks):
            return
        rows = [OutboxRow(message=m, status="pending", due_at=m.due_at, attempt=0) for m in transaction.outbox]
        again = any(mark.status == "pending" for mark in transaction.marks)
        done = [mark.key for mark in transaction.marks if mark.status != "sending"]
        self._loop.call_soon_threadsafe(self._on_transaction, rows, done, again)

    def idle(self) -> bool:
        """Nothing is queued and nothing is on its way."""
        queued = any(self._queues.values())
        return self._ready and not queued and not self._busy and not self._more_due and not self._in_memory

    def _on_transaction(self, rows: list[OutboxRow], done: list[str], again: bool) -> None:
        self._in_memory.difference_update(done)
        if self._settled_meanwhile is not None:
            self._settled_meanwhile.update(done)
        for row in rows:
            self._enqueue(row)
        self._more_due = self._more_due or again

    def _enqueue(self, row: OutboxRow) -> bool:
        """False: its queue is full, and it is left for a later poll."""
        if row.message.key in self._in_memory:
            return True
        if row.message.key in self._in_hand:  # whatever a mark says: two lanes must never have one message
            self._more_due = True
            return True
        queue = self._queues.get(row.message.channel, self._queues[NO_CHANNEL])
        if len(queue) >= QUEUE_MAX:
            self._more_due = True
            return False
        self._in_memory.add(row.message.key)
        queue.put(row)
        return True

    async def _poll_forever(self) -> None:
        """Look for due messages that are not in memory: after a start, after a retry, or when a queue was full.

        No fault ends it.
        """
        looked = time.monotonic()
        while True:
            longest = max(map(len, self._queues.values()))
            is_late = time.monotonic() - looked > LATE_SECONDS  # one channel stands still: the others go on
            if longest < (QUEUE_MAX // 2 if self._more_due else FEW) or is_late:
                try:
                    await self._poll()
                    looked = time.monotonic()
                except Exception as error:
                    self._on_error(error)
                    await asyncio.sleep(LOOK_SECONDS)
            await asyncio.sleep(LOOK_SECONDS if not self._more_due else 0.02)

    async def _poll(self) -> None:
        now = self._clock.now()
        limit = REFILL_AT_ONCE + len(self._in_memory)
        # A message settled during this read may still read as pending: it is left for the next poll.
        settled: set[str] = set()
        self._settled_meanwhile = settled
        try:
            rows = await asyncio.to_thread(self._state.outbox, ("pending",), now, limit, self._poll_after)
        finally:
            self._settled_meanwhile = None
        found = [row for row in rows if row.message.key not in self._in_memory and row.message.key not in settled]
        self._more_due = len(rows) >= limit or self._poll_after != ""
        left = [row for row in found if not self._enqueue(row)]
        # What a channel that stands still has no room for must not hide what others have due behind it.
        self._poll_after = rows[-1].message.key if left and len(rows) >= limit else ""

    async def _lane(self, queue: Queue, number: int) -> None:
        """Batch after batch of a channel. While the loop is far behind, one lane goes on, a tenth of the time."""
        while self._ready:
            if number and self._is_overloaded():
                await asyncio.sleep(YIELD_SECONDS)
                continue
            batch = queue.next_batch()
            if not batch:
                await queue.wait()
                continue
            self._busy += 1
            began, keys = time.monotonic(), {row.message.key for row in batch}
            self._in_hand |= keys
            try:
                await self._dispatch_each(batch)
            except Exception as error:
                self._on_error(error)
                self._in_memory -= keys
                self._in_hand -= keys
                self._more_due = True
                await asyncio.sleep(LOOK_SECONDS)
            finally:
                self._in_hand -= keys
                self._busy -= 1
            if self._is_overloaded():
                await asyncio.sleep(min(YIELD_FACTOR * (time.monotonic() - began), YIELD_SECONDS_MAX))

    async def _dispatch_each(self, rows: list[OutboxRow]) -> None:
        """One batch; each message alone when something of ours raises, so that the others are sent all the same."""
        try:
            await self._dispatch(rows)
            return
        except WEATHER:
            raise
        except Exception as error:
            if len(rows) == 1:
                self._on_error(error)
                await self._accept([failed_within(rows[0], self._clock.now(), error)])
                return
        for row in rows:
            await self._dispatch_each([row])

    async def _dispatch(self, rows: list[OutboxRow]) -> None:
        """One batch: gate, render, announce, hand over, settle."""
        message, published, now = rows[0].message, self._published(), self._clock.now()
        found, channel = sending_of(message, published), self._channels.get(message.channel)
        if found is None and published.is_unreadable(message.journey, message.version):
            await self._accept([put_off(row, now, DOCUMENT_ASIDE) for row in rows])
            return
        if found is None or channel is None:
            reason = "channel_missing" if channel is None else "node_missing"
            await self._accept([attempt_answered(row, now, "refused", reason) for row in rows])
            return
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
        await self._announce([*refused, *failed], [row for row, _ in rendered])
        if rendered:
            outcomes = await self._hand_over(channel, [dispatch for _, dispatch in rendered])
            pairs = list(zip((row for row, _ in rendered), outcomes, strict=True))
            await self._settle(settle_each(pairs, sending, channel.unknown_policy, self._clock.now(), self._on_error))

    async def _announce(self, refused: Sequence[Signal], rows: Sequence[OutboxRow]) -> None:
        """Log what is refused and what is about to be sent. If nobody knows whether that was written, take it back."""
        now = self._clock.now()
        signals = [*refused, *(started(row, now) for row in rows)]
        if not signals:
            return
        try:
            await self._accept(signals)
        except Unavailable:
            now = self._clock.now()
            await self._settle([attempt_answered(row, now, "retry", LOG_INTERRUPTED, next_at=now) for row in rows])
            raise

    async def _hand_over(self, channel: Provider, dispatches: list[Dispatch]) -> list[Outcome]:
        """The provider's answers; one that breaks its promise and raises leaves every outcome unknown."""
        try:
            outcomes = await channel.send(dispatches)
            pairs = list(zip(dispatches, outcomes, strict=True))
        except Exception as error:
            self._on_error(error)
            unknown = Unknown(f"the channel failed: {type(error).__name__}")
            pairs = [(dispatch, unknown) for dispatch in dispatches]
        sent = [dispatch for dispatch, outcome in pairs if isinstance(outcome, Accepted | Unknown)]
        try:
            self._on_sent(channel.name, sent)
        except Exception as error:  # a copy less; what was sent is settled all the same
            self._on_error(error)
        return [outcome for _, outcome in pairs]

    async def _settle(self, answers: Sequence[Signal]) -> None:
        """Log the answers, as often as it takes: what was sent must never look unsent."""
        while answers:
            try:
                await self._accept(answers)
                return
            except Unavailable as error:
                self._on_error(error)
                await asyncio.sleep(LOOK_SECONDS)
            except Exception as error:  # it must not be raised: nobody may take these messages for unsent
                self._on_error(error)
                for one in answers if len(answers) > 1 else ():
                    await self._settle([one])
                return  # one that cannot be logged at all counts as unknown after the next start

    async def _reconcile(self) -> None:
        """Messages that were being sent when the process stopped: ask, send again or hold, as the channel says."""
        after_key = ""
        while rows := self._state.outbox(("sending",), 2**62, REFILL_AT_ONCE, after_key):
            recover_one = partial(recovered, channels=self._channels, clock=self._clock, on_error=self._on_error)
            await self._accept([await recover_one(row) for row in rows])
            after_key = rows[-1].message.key
            if len(rows) < REFILL_AT_ONCE:
                break
