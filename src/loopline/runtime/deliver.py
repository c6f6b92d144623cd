"""Carries the outbox to the channels: gate again, render, mark as started, send, tell the log what became of it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from loopline.decisions.gate import Asked, ask
from loopline.decisions.program import JourneyVersion, Program
from loopline.delivery.attempt import A_DAY, Done, GiveUp, Reconcile, RetryAt, after
from loopline.model.effect import SendMessage
from loopline.model.journey import Content, Message
from loopline.model.message import Accepted, Dispatch, Outcome, Outgoing, Refusal, Rendered
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, AttemptStarted, Signal
from loopline.ports import Channel, Clock, OutboxRow, State, Step

QUEUE_MAX = 20_000
BATCH_MAX = 32
REFILL_AT_ONCE = 2_000
LOOK_SECONDS = 1.0
PERSON_GONE = "person_gone"


class Renderer(Protocol):
    """Turns content and contexts into parts, with everything that tracking adds."""

    def render(self, content: Content, batch: Sequence[Outgoing]) -> list[Rendered | Refusal]: ...


class Delivery:
    """One worker a process. Everything that it learns goes into the log, and only the loop writes the outbox."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        channels: Mapping[str, Channel],
        renderer: Renderer,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        program: Callable[[], Program],
        people: Callable[[Sequence[str]], dict[str, Person]],
        *,
        lanes: int = 3,
        on_fault: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        self._state, self._clock, self._channels, self._renderer = state, clock, channels, renderer
        self._accept, self._program, self._people, self._on_fault = accept, program, people, on_fault
        self._queue: deque[OutboxRow] = deque()
        self._held: set[str] = set()
        self._lanes, self._busy = lanes, 0
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
        self._tasks = [asyncio.create_task(self._lane()) for _ in range(self._lanes)]
        self._tasks.append(asyncio.create_task(self._feed()))

    async def stop(self) -> None:
        """Finish the batches in hand, close the channels."""
        self._ready = False
        self._wake.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for channel in {id(c): c for c in self._channels.values()}.values():
            await channel.close()

    def on_step(self, step: Step) -> None:
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
            if self._behind and len(self._queue) < QUEUE_MAX // 2:
                await self._refill()
            await asyncio.sleep(LOOK_SECONDS if not self._behind else 0.02)
            self._behind = True

    async def _refill(self) -> None:
        now = self._clock.now()
        limit = REFILL_AT_ONCE + len(self._held)
        rows = await asyncio.to_thread(self._state.outbox, ("pending",), now, limit)
        fresh = [row for row in rows if row.message.key not in self._held]
        self._behind = len(rows) >= limit
        for row in fresh:
            self._take_in(row)
        if fresh:
            self._wake.set()

    async def _lane(self) -> None:
        while True:
            batch = self._next_batch()
            if not batch:
                self._wake.clear()
                await self._wake.wait()
                continue
            self._busy += 1
            try:
                await self._carry(batch)
            except Exception as error:
                self._on_fault(error)
                self._held.difference_update(row.message.key for row in batch)
                self._behind = True
                await asyncio.sleep(LOOK_SECONDS)
            finally:
                self._busy -= 1

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
        program = self._program()
        version = program.version(message.journey, message.version)
        node = version.journey.nodes.get(message.node) if version else None
        channel = self._channels.get(message.channel)
        if version is None or not isinstance(node, Message) or channel is None:
            reason = "channel_missing" if channel is None else "node_missing"
            await self._accept([self._answer(row, "refused", reason) for row in rows])
            return
        allowed, told = self._gate(rows, version, program)
        dispatches, refused = await self._render(allowed, node)
        told += refused
        if dispatches:
            now = self._clock.now()
            told += [self._started(row, now) for row, _ in dispatches]
        if told:
            await self._accept(told)
        if dispatches:
            outcomes = await channel.send([dispatch for _, dispatch in dispatches])
            pairs = zip(dispatches, outcomes, strict=True)
            await self._accept([self._settle(row, outcome, node, channel) for (row, _), outcome in pairs])

    def _gate(
        self, rows: list[OutboxRow], version: JourneyVersion, program: Program
    ) -> tuple[list[OutboxRow], list[Signal]]:
        now = self._clock.now()
        people = self._people([row.message.person for row in rows])
        allowed: list[OutboxRow] = []
        told: list[Signal] = []
        for row in rows:
            m = row.message
            person = people.get(m.person)
            if person is None:
                told.append(self._answer(row, "refused", PERSON_GONE))
                continue
            asked = Asked(m.channel, m.topic, m.address, m.transactional, m.key, m.enrollment)
            verdict = ask(asked, person, version, program, now, sending=True)
            if verdict.allowed:
                allowed.append(row)
            elif verdict.held:
                told.append(self._answer(row, "deferred", verdict.reason, next_at=verdict.retry_at))
            elif verdict.reason == "journey_paused":
                told.append(self._answer(row, "deferred", verdict.reason, next_at=now + A_DAY.first_ms))
            else:
                told.append(self._answer(row, "refused", verdict.reason))
        return allowed, told

    async def _render(
        self, rows: list[OutboxRow], node: Message
    ) -> tuple[list[tuple[OutboxRow, Dispatch]], list[Signal]]:
        if not rows:
            return [], []
        outgoing = [outgoing_of(row, node) for row in rows]
        parts = await asyncio.to_thread(self._renderer.render, node.content, outgoing)
        ready: list[tuple[OutboxRow, Dispatch]] = []
        refused: list[Signal] = []
        for row, one, part in zip(rows, outgoing, parts, strict=True):
            if isinstance(part, Refusal):
                refused.append(self._answer(row, "refused", part.code, words=part.reason))
            else:
                ready.append((row, Dispatch(one, part)))
        return ready, refused

    def _started(self, row: OutboxRow, now: int) -> AttemptStarted:
        m, attempt = row.message, row.attempt + 1
        return AttemptStarted(m.person, f"{m.key}/{attempt}/{now}/started", now, now, m.key, attempt)

    def _settle(self, row: OutboxRow, outcome: Outcome, node: Message, channel: Channel) -> AttemptAnswered:
        m, attempt, now = row.message, row.attempt + 1, self._clock.now()
        backoff = msgspec.structs.replace(A_DAY, attempts=node.if_failed.attempts)
        following = after(
            outcome,
            key=m.key,
            attempt=attempt,
            now=now,
            policy=node.if_failed.then,
            unknown_policy=channel.unknown_policy,
            backoff=backoff,
        )
        code, words = getattr(outcome, "code", ""), getattr(outcome, "reason", "")
        match following:
            case Done():
                provider = outcome.provider_id if isinstance(outcome, Accepted) else ""
                return self._answer(row, "sent", attempt=attempt, provider_id=provider)
            case RetryAt(at, _):
                return self._answer(row, "retry", code, words=words, attempt=attempt, next_at=at)
            case GiveUp(_, _, _, suppress):
                return self._answer(row, "failed", code, words=words, attempt=attempt, hard_bounce=suppress)
            case Reconcile():
                return self._answer(row, "unknown", "unknown", words=words, attempt=attempt)

    def _answer(
        self,
        row: OutboxRow,
        result: str,
        code: str = "",
        *,
        words: str = "",
        attempt: int | None = None,
        next_at: int | None = None,
        hard_bounce: bool = False,
        provider_id: str = "",
    ) -> AttemptAnswered:
        m, now = row.message, self._clock.now()
        number = row.attempt if attempt is None else attempt
        return AttemptAnswered(
            key=m.person,
            id=f"{m.key}/{number}/{now}/{result}",
            at=now,
            received_at=now,
            message=m.key,
            attempt=number,
            result=result,
            channel=m.channel,
            topic=m.topic,
            journey=m.journey,
            version=m.version,
            node=m.node,
            enrollment=m.enrollment,
            next_at=next_at,
            code=code,
            reason=words or code,
            hard_bounce=hard_bounce,
            provider_id=provider_id,
            address=m.address,
        )

    async def _reconcile(self) -> None:
        """Messages that were on their way when we stopped: ask the provider, send again or hold, as the channel says."""
        after_key = ""
        while rows := self._state.outbox(("sending",), 2**62, REFILL_AT_ONCE, after_key):
            await self._accept([await self._recover(row) for row in rows])
            after_key = rows[-1].message.key
            if len(rows) < REFILL_AT_ONCE:
                break

    async def _recover(self, row: OutboxRow) -> AttemptAnswered:
        channel = self._channels.get(row.message.channel)
        attempt, now = row.attempt, self._clock.now()
        if channel is None or channel.unknown_policy == "hold":
            return self._answer(row, "unknown", "crashed_while_sending", attempt=attempt)
        if channel.unknown_policy == "resend":
            return self._answer(row, "retry", "crashed_while_sending", attempt=attempt, next_at=now)
        outcome = await channel.ask(row.message.key)
        if isinstance(outcome, Accepted):
            return self._answer(row, "sent", attempt=attempt, provider_id=outcome.provider_id)
        return self._answer(row, "retry", "crashed_while_sending", attempt=attempt, next_at=now)


def outgoing_of(row: OutboxRow, node: Message) -> Outgoing:
    """The message as the delivery room sees it."""
    m = row.message
    return Outgoing(
        key=m.key,
        person=m.person,
        channel=m.channel,
        address=m.address,
        content=node.content,
        context=msgspec.json.decode(m.context),
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        attempt=row.attempt + 1,
        created_at=m.created_at,
        policy=node.if_failed.then,
    )
