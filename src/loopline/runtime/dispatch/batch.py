"""One batch on its way: gate again, render, announce, hand over, judge what became of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from loopline.decisions.published import PublishedSet
from loopline.delivery.links import Signer
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Sending, Unknown
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, Signal
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.attempts import (
    DOCUMENT_ASIDE,
    LOG_INTERRUPTED,
    PERSON_ASIDE,
    Engine,
    gate_batch,
    put_off,
    render_batch,
    settle_each,
    started,
)
from loopline.pipeline.isolate import WEATHER, failed_within, failing_as, stuck
from loopline.pipeline.outgoing import sending_of
from loopline.ports import Clock
from loopline.runtime.dispatch.backlog import Backlog
from loopline.runtime.dispatch.bulkhead import Bulkhead
from loopline.runtime.dispatch.flight_journal import FlightJournal
from loopline.runtime.dispatch.judge import handed_to, note_tries
from loopline.runtime.dispatch.pace import Pace, paced
from loopline.runtime.dispatch.provider_watch import ProviderWatches
from loopline.runtime.dispatch.queue import BATCH_MAX, Lane
from loopline.runtime.dispatch.route import Route, Routes
from loopline.runtime.intake.log_writer import GroupCommit
from loopline.runtime.supervise import Watch, begin

YIELD_SECONDS = 0.05
YIELD_FACTOR = 9
YIELD_SECONDS_MAX = 1.0
TRIES_ALONE = 4  # so often an answer is logged alone, when it is not the weather that keeps it from the log


class Answers:
    """Belongs to the event loop. `settled_at` is when the log last took an answer (seconds of a monotonic clock)."""

    def __init__(
        self,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        journal: FlightJournal | None,
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._log, self._journal = GroupCommit(lambda signals: accept(signals)), journal
        self.watch, self.settled_at = Watch("answers", on_error), time.monotonic()
        self.watch.well()

    async def announce(self, signals: Sequence[Signal], *, may_wait: bool) -> int:
        """Log what is about to happen, at a position or after it; `may_wait` for others who have something to log."""
        return await self._log.say(signals, may_wait=may_wait)

    async def settle_batch(self, rows: Sequence[OutboxRow], answers: Sequence[Signal], *, may_wait: bool) -> None:
        """Log the answers of a batch that was handed over, and let the journal forget it."""
        if await self.settle(answers, may_wait=may_wait) and self._journal:
            self._journal.settled(rows)

    async def settle(self, answers: Sequence[Signal], *, may_wait: bool = False) -> bool:
        """Log the answers, and raise nothing: what was sent must never look unsent. False when one was given up.

        Weather is waited out. Else each is logged alone; one that the log does not take even so, after a few times, is
        given up, so that it holds up nobody: its message stays `sending`, and the next start settles it.
        """
        tries = 0
        while answers:
            try:
                await self._log.say(answers, may_wait=may_wait)
            except Exception as error:
                pause, tries = self.watch.failed(error), tries + (not isinstance(error, WEATHER))
                if tries and len(answers) > 1:
                    return all([await self.settle([one]) for one in answers])
                if tries < TRIES_ALONE:
                    await asyncio.sleep(pause)
                    continue
            else:
                self.settled_at = time.monotonic()
            self.watch.well()
            self.watch.rested()
            return tries < TRIES_ALONE
        return True


class BatchSender:
    """Belongs to the event loop. Nothing begins unless it `is_ready`.

    `busy` counts batches whose answers are not in the log yet.
    """

    def __init__(
        self,
        clock: Clock,
        engine: Engine,
        signer: Signer,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        published: Callable[[], PublishedSet],
        people: Callable[[Sequence[str]], dict[str, Person]],
        backlog: Backlog,
        answers: Answers,
        journal: FlightJournal | None,
        watches: ProviderWatches,
        *,
        on_sent: Callable[[str, Sequence[Dispatch]], None],
        is_overloaded: Callable[[], bool],
        is_set_aside: Callable[[str], bool],
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._clock, self._engine, self._signer, self._accept = clock, engine, signer, accept
        self._published, self._people, self._is_set_aside = published, people, is_set_aside
        self._backlog, self._answers, self._journal, self._watches = backlog, answers, journal, watches
        self._on_sent, self._on_error = on_sent, on_error
        self._is_overloaded, self.is_ready, self.busy = is_overloaded, False, 0

    @property
    def _routes(self) -> Routes:
        return self._backlog.bulkheads.routes

    async def lane(self, bulkhead: Bulkhead, lane: Lane) -> None:
        """A batch of a provider. While the loop is far behind, one lane goes on, a tenth of the time."""
        if lane.number and not lane.is_urgent and self._is_overloaded():
            await asyncio.sleep(YIELD_SECONDS)
            return
        batch = bulkhead.take(lane, self._published().workspace.delivery, self._clock.now()) if self.is_ready else []
        if bulkhead.pace.late:
            await self._put_off_late(bulkhead.pace)
        if not batch:
            return
        self.busy, bulkhead.busy = self.busy + 1, bulkhead.busy + 1
        began, keys = time.monotonic(), {row.message.key for row in batch}
        left = set(keys)
        self._backlog.in_hand |= keys
        try:
            broken = await self._send_each(bulkhead, lane, batch, left)
        except BaseException:
            self._backlog.forget(left)
            raise
        finally:
            self._backlog.in_hand -= keys
            bulkhead.put_back(lane, len(keys))
            bulkhead.busy -= 1
            self.busy -= 1
        if broken is not None:
            raise broken
        if not lane.is_urgent and self._is_overloaded():
            await asyncio.sleep(min(YIELD_FACTOR * (time.monotonic() - began), YIELD_SECONDS_MAX))

    async def until_filled(self, bulkhead: Bulkhead, lane: Lane) -> None:
        """Sleep until there is something that may go."""
        if not lane.waits_for or not self.is_ready:
            await bulkhead.until_filled(lane)
        elif (seconds := bulkhead.blocked_seconds()) > 0:
            await asyncio.sleep(seconds)

    async def _put_off_late(self, pace: Pace) -> None:
        """Log when those are due again that wait in the outbox for their domain; a later look finds what failed."""
        late, pace.late = pace.late, []
        try:
            await self._accept(paced(late, self._clock.now()))
        except Exception as error:
            self._backlog.forget({row.message.key for row, _ in late})
            self._on_error(error)

    async def _send_each(
        self, bulkhead: Bulkhead, lane: Lane, rows: list[OutboxRow], left: set[str]
    ) -> Exception | None:
        """One batch; each message alone when something of ours raises, so that the others are sent all the same.

        Takes the key of what is done from `left`: the store may not know for a while that it was sent.
        """
        broken = None
        try:
            broken = await self._send(bulkhead, lane, rows, left)
        except WEATHER:
            raise
        except Exception as error:
            if len(rows) > 1:
                each = [await self._send_each(bulkhead, lane, [row], left) for row in rows]
                return next((error for error in each if error is not None), None)
            self._on_error(error)
            await self._answers.settle([failed_within(rows[0], self._clock.now(), error)])
        left.difference_update(row.message.key for row in rows)
        return broken

    async def _send(self, bulkhead: Bulkhead, lane: Lane, rows: list[OutboxRow], left: set[str]) -> Exception | None:
        """One batch: gate, render, announce, hand over, settle. The error of a provider that raised is given back."""
        message, published, now, route = rows[0].message, self._published(), self._clock.now(), bulkhead.route
        found = sending_of(message, published)
        if found is None and published.is_unreadable(message.journey, message.version):
            await self._accept([put_off(row, now, DOCUMENT_ASIDE) for row in rows])
            return None
        if found is None or route is None:
            is_carried = bool(self._routes.of(message.channel))
            await self._accept([stuck(row, now, has_node=found is not None, is_carried=is_carried) for row in rows])
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
            render = partial(render_batch, allowed, sending, self._engine, self._signer, now, published)
            rendered, failed = await asyncio.to_thread(render) if allowed else ([], [])
        announced = [row for row, _ in rendered]
        journal = self._journal if hasattr(route.provider, "flight") else None
        if journal:
            journal.announced(announced)
        await self._announce(lane, route, [*refused, *failed], announced, left)
        await bulkhead.may_go(lane)
        if not rendered:
            return None
        # From here on nothing may raise: whatever does would let a message that was sent be sent again.
        began = time.monotonic()
        outcomes, broken = await self._hand_over(route, [dispatch for _, dispatch in rendered])
        lane.note(len(outcomes), time.monotonic() - began, is_journaled=journal is not None and journal.is_kept)
        answers = self._judge(bulkhead, route, announced, outcomes, sending)
        self.busy += 1
        lane.behind = begin("answers", self._settle_behind(announced, answers, bool(lane.queue)), self._on_error)
        return broken

    def _judge(
        self, bulkhead: Bulkhead, route: Route, rows: list[OutboxRow], outcomes: list[Outcome], sending: Sending
    ) -> list[AttemptAnswered]:
        """An answer for each; the provider rests where they say that it takes nothing, and others get what it left."""
        has_others = len(self._routes.of(route.channel)) > 1
        try:
            rests = self._backlog.bulkheads.resting(route.channel) if has_others else ()
            by = handed_to(self._routes, route, outcomes, sending, rests)
            pairs = list(zip(rows, outcomes, strict=True))
            answers = settle_each(pairs, sending, by, self._clock.now(), self._on_error)
            note_tries(self._routes, route, rows, outcomes)
            return answers
        finally:
            if bulkhead.note(outcomes) and has_others:
                self._backlog.reroute(bulkhead)

    async def _settle_behind(self, rows: Sequence[OutboxRow], answers: Sequence[Signal], may_wait: bool) -> None:
        """Log the answers, with what this lane or another one announces next where there is more to send."""
        try:
            await self._answers.settle_batch(rows, answers, may_wait=may_wait)
        finally:
            self.busy -= 1

    async def _announce(
        self, lane: Lane, route: Route, refused: Sequence[Signal], rows: list[OutboxRow], left: set[str]
    ) -> None:
        """Log what is refused and what is about to be sent. If nobody knows whether that was written, take it back.

        What was taken back is out of `left`: until the loop has decided so, the store may show it as it was before,
        and whoever took it up then would send it beside the lane that takes it up afterwards.
        """
        now, keys = self._clock.now(), [row.message.key for row in rows]
        self._backlog.on_their_way(keys)
        try:
            said = [*refused, *started(rows, now, route.name)]
            may_wait = len(lane.queue) >= BATCH_MAX and not lane.is_urgent
            self._backlog.on_their_way(keys, await self._answers.announce(said, may_wait=may_wait))
        except Exception as error:
            self._backlog.taken_back(keys)
            now, by = self._clock.now(), route.name
            again = [
                attempt_answered(row, now, "retry", LOG_INTERRUPTED, next_at=now, provider=by, stays=bool(row.provider))
                for row in rows
            ]
            if isinstance(error, WEATHER) and await self._answers.settle(again):
                left.difference_update(row.message.key for row in rows)
            if self._journal:
                self._journal.settled(rows)
            raise

    async def _hand_over(self, route: Route, dispatches: list[Dispatch]) -> tuple[list[Outcome], Exception | None]:
        """The provider's answers; one that breaks its promise and raises leaves every outcome unknown."""
        broken, outcomes = None, list[Outcome]()
        if self._journal and (fault := await self._journal.unsure()) is not None:
            return [Deferred(fault.code, fault.text, away=True) for _ in dispatches], fault
        try:
            with self._watches.asked(route, outcomes):
                outcomes += await route.provider.send(dispatches)
            pairs = list(zip(dispatches, outcomes, strict=True))
        except Exception as error:
            broken = error
            pairs = [(one, Unknown(f"the channel failed: {type(error).__name__}")) for one in dispatches]
        sent = [dispatch for dispatch, outcome in pairs if isinstance(outcome, Accepted | Unknown)]
        try:
            self._on_sent(route.provider.name, sent)
        except Exception as error:  # a copy less; what was sent is settled all the same
            self._on_error(error)
        return [outcome for _, outcome in pairs], broken
