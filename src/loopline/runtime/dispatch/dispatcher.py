"""Carries the outbox to the channels: gate again, render, mark as started, send, tell the log what became of it."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from loopline.decisions.published import PublishedSet
from loopline.model.errors import Unavailable
from loopline.model.message import Dispatch, Outcome, Outgoing, Refusal, Rendered, Sending, Unknown
from loopline.model.nodes.message import Content
from loopline.model.person import Person
from loopline.model.records import OutboxRow, Transaction
from loopline.model.signal import AttemptAnswered, Signal
from loopline.pipeline.attempts import NOT_SAID, answer, gate_batch, outgoing_of, recover, sending_of, settle, started
from loopline.ports import Clock, Provider, State

QUEUE_MAX = 20_000
BATCH_MAX = 32
REFILL_AT_ONCE = 2_000
LOOK_SECONDS = 1.0
FINISH_SECONDS = 20.0
FEW = 64
YIELD_SECONDS = 0.05
YIELD_FACTOR = 9
YIELD_SECONDS_MAX = 1.0


class Renderer(Protocol):
    """Turns content and contexts into parts, with everything that tracking adds."""

    def render(self, content: Content, batch: Sequence[Outgoing]) -> list[Rendered | Refusal]: ...


class Dispatcher:
    """One worker a process. Everything that it learns goes into the log, and only the loop writes the outbox."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        channels: Mapping[str, Provider],
        renderer: Renderer,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        published: Callable[[], PublishedSet],
        people: Callable[[Sequence[str]], dict[str, Person]],
        *,
        lanes: int = 3,
        is_overloaded: Callable[[], bool] = lambda: False,
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        self._state, self._clock, self._channels, self._renderer = state, clock, channels, renderer
        self._accept, self._published, self._people, self._on_error = accept, published, people, on_error
        self._queue: deque[OutboxRow] = deque()
        self._held: set[str] = set()
        self._settled_meanwhile: set[str] | None = None
        self._lanes, self._busy, self._is_overloaded = lanes, 0, is_overloaded
        self._behind = True
        self._tasks: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self._ready = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open the channels, settle what a crash left in the air, begin to send. Call it when the loop is level."""
        self._loop = asyncio.get_running_loop()
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.open()
        await self._reconcile()
        self._ready = True
        self._tasks = [asyncio.create_task(self._lane(number)) for number in range(self._lanes)]
        self._tasks.append(asyncio.create_task(self._feed()))

    async def stop(self) -> None:
        """Finish the batches in hand, for a while, then close the channels."""
        self._ready = False
        self._wake.set()
        for _ in range(round(FINISH_SECONDS / 0.02)):
            if not self._busy:
                break
            await asyncio.sleep(0.02)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.close()

    def on_commit(self, step: Transaction) -> None:
        """New messages, from the loop's thread."""
        if self._loop is None or not (step.outbox or step.marks):
            return
        rows = [OutboxRow(m, "pending", m.due_at, 0) for m in step.outbox]
        again = any(mark.status == "pending" for mark in step.marks)
        done = [mark.key for mark in step.marks if mark.status != "sending"]
        self._loop.call_soon_threadsafe(self._offer, rows, done, again)

    def idle(self) -> bool:
        """Nothing is queued and nothing is on its way."""
        return self._ready and not self._queue and not self._busy and not self._behind and not self._held

    def _offer(self, rows: list[OutboxRow], done: list[str], again: bool) -> None:
        self._held.difference_update(done)
        if self._settled_meanwhile is not None:
            self._settled_meanwhile.update(done)
        for row in rows:
            self._take_in(row)
        self._behind = self._behind or again
        self._wake.set()

    def _take_in(self, row: OutboxRow) -> None:
        if row.message.key in self._held:
            return
        if len(self._queue) >= QUEUE_MAX:
            self._behind = True
            return
        self._held.add(row.message.key)
        self._queue.append(row)

    async def _feed(self) -> None:
        """Look for due messages that are not in memory: after a start, a retry, or when more came than we hold."""
        while True:
            if len(self._queue) < (QUEUE_MAX // 2 if self._behind else FEW):
                await self._refill()
            await asyncio.sleep(LOOK_SECONDS if not self._behind else 0.02)

    async def _refill(self) -> None:
        now = self._clock.now()
        limit = REFILL_AT_ONCE + len(self._held)
        # What is settled while we read may still read as pending: it is left for the next look.
        settled: set[str] = set()
        self._settled_meanwhile = settled
        try:
            rows = await asyncio.to_thread(self._state.outbox, ("pending",), now, limit)
        finally:
            self._settled_meanwhile = None
        fresh = [row for row in rows if row.message.key not in self._held and row.message.key not in settled]
        self._behind = len(rows) >= limit
        for row in fresh:
            self._take_in(row)
        if fresh:
            self._wake.set()

    async def _lane(self, number: int) -> None:
        """Batch after batch. While the loop is far behind, one lane goes on, a tenth of the time."""
        while self._ready:
            if number and self._is_overloaded():
                await asyncio.sleep(YIELD_SECONDS)
                continue
            batch = self._next_batch()
            if not batch:
                self._wake.clear()
                await self._wake.wait()
                continue
            self._busy += 1
            began = time.monotonic()
            try:
                await self._carry(batch)
            except Exception as error:
                self._on_error(error)
                self._held.difference_update(row.message.key for row in batch)
                self._behind = True
                await asyncio.sleep(LOOK_SECONDS)
            finally:
                self._busy -= 1
            if self._is_overloaded():
                await asyncio.sleep(min(YIELD_FACTOR * (time.monotonic() - began), YIELD_SECONDS_MAX))

    def _next_batch(self) -> list[OutboxRow]:
        """The next messages of one node, so that they share a template; others keep their place."""
        if not self._queue or not self._ready:
            return []
        first = self._queue[0].message
        kind = (first.journey, first.version, first.node)
        batch: list[OutboxRow] = []
        passed: list[OutboxRow] = []
        while self._queue and len(batch) < BATCH_MAX and len(passed) < BATCH_MAX:
            row = self._queue.popleft()
            m = row.message
            (batch if (m.journey, m.version, m.node) == kind else passed).append(row)
        self._queue.extendleft(reversed(passed))
        return batch

    async def _carry(self, rows: list[OutboxRow]) -> None:
        message = rows[0].message
        published = self._published()
        found = sending_of(message, published)
        channel = self._channels.get(message.channel)
        now = self._clock.now()
        if found is None or channel is None:
            reason = "channel_missing" if channel is None else "node_missing"
            await self._accept([answer(row, now, "refused", reason) for row in rows])
            return
        version, sending = found
        people = self._people([row.message.person for row in rows])
        allowed, told = gate_batch(rows, version, published, people, now)
        dispatches, refused = await self._render(allowed, sending)
        told += refused
        if dispatches:
            now = self._clock.now()
            told += [started(row, now) for row, _ in dispatches]
        if told:
            await self._announce(told, [row for row, _ in dispatches])
        if dispatches:
            outcomes = await self._send(channel, [dispatch for _, dispatch in dispatches])
            pairs, now = zip(dispatches, outcomes, strict=True), self._clock.now()
            policy = channel.unknown_policy
            await self._tell([settle(row, outcome, sending, policy, now) for (row, _), outcome in pairs])

    async def _announce(self, told: Sequence[Signal], rows: Sequence[OutboxRow]) -> None:
        """Say what is about to be sent, and what is not. Where nobody knows whether that was written, take it back."""
        try:
            await self._accept(told)
        except Unavailable:
            now = self._clock.now()
            await self._tell([answer(row, now, "retry", NOT_SAID, next_at=now) for row in rows])
            raise

    async def _send(self, channel: Provider, dispatches: list[Dispatch]) -> list[Outcome]:
        """The channel's answers; a channel that breaks its promise and raises leaves every fate unknown."""
        try:
            return await channel.send(dispatches)
        except Exception as error:
            self._on_error(error)
            return [Unknown(f"the channel failed: {type(error).__name__}") for _ in dispatches]

    async def _tell(self, answers: Sequence[Signal]) -> None:
        """Tell the log what became of messages, as often as it takes: what was sent must never look unsent."""
        while answers:
            try:
                await self._accept(answers)
                return
            except Unavailable as error:
                self._on_error(error)
                await asyncio.sleep(LOOK_SECONDS)

    async def _render(
        self, rows: list[OutboxRow], sending: Sending
    ) -> tuple[list[tuple[OutboxRow, Dispatch]], list[Signal]]:
        if not rows:
            return [], []
        outgoing = [outgoing_of(row, sending) for row in rows]
        parts = await asyncio.to_thread(self._renderer.render, sending.content, outgoing)
        ready: list[tuple[OutboxRow, Dispatch]] = []
        refused: list[Signal] = []
        for row, one, part in zip(rows, outgoing, parts, strict=True):
            if isinstance(part, Refusal):
                refused.append(answer(row, self._clock.now(), "refused", part.code, words=part.reason))
            else:
                ready.append((row, Dispatch(one, part)))
        return ready, refused

    async def _reconcile(self) -> None:
        """Messages that were on their way when we stopped: ask, send again or hold, as the channel says."""
        after_key = ""
        while rows := self._state.outbox(("sending",), 2**62, REFILL_AT_ONCE, after_key):
            await self._accept([await self._recover(row) for row in rows])
            after_key = rows[-1].message.key
            if len(rows) < REFILL_AT_ONCE:
                break

    async def _recover(self, row: OutboxRow) -> AttemptAnswered:
        channel = self._channels.get(row.message.channel)
        policy = channel.unknown_policy if channel else "hold"
        told = await channel.ask(row.message.key) if channel and policy == "ask" else None
        return recover(row, policy, told, self._clock.now())
