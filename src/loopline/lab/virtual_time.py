"""The loop and a delivery in virtual time: every wake-up and every message happens at its own moment, at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from loopline.model.errors import Conflict
from loopline.model.fact import Fact
from loopline.model.records import Transaction
from loopline.model.signal import Signal
from loopline.pipeline.attempts import Engine
from loopline.ports import Log, State
from loopline.runtime.clock import VirtualClock
from loopline.runtime.dispatch.carriers import Carriers, InstantProvider, OneCarrier
from loopline.runtime.dispatch.inline import InlineDispatcher
from loopline.runtime.engine.budget import Budget
from loopline.runtime.engine.loop import STEP_BYTES, Loop
from loopline.runtime.engine.people import People
from loopline.runtime.upkeep.fan_out import fan_out_batches
from loopline.signals.people.account import MEMBERS_AT_ONCE

ROUNDS_MAX = 100_000
Stores = Callable[[], tuple[Log, State]]
"""Makes an empty log and an empty state: the caller says which."""


class Virtual:
    """One shard without threads. `accept` and `move_to` return when nothing is left to do at that moment."""

    def __init__(
        self,
        log: Log,
        state: State,
        provider: InstantProvider,
        at: int,
        *,
        batch_max: int = 5_000,
        step_bytes: int = STEP_BYTES,
        members_at_once: int = MEMBERS_AT_ONCE,
        hot_people: int = 120_000,
        budget: Budget | None = None,
        writer: Executor | None = None,
        engine: Engine | None = None,
        carriers: Callable[[], Carriers] | None = None,
    ) -> None:
        """Every message goes to `provider`, or to `carriers`, which are made anew after each crash."""
        self._engine = engine
        self.log, self.state, self.provider = log, state, provider
        self._carriers = carriers or (lambda: OneCarrier(provider))
        self.clock, self._budget, self._writer = VirtualClock(at), budget, writer
        self.facts: list[Fact] = []
        self._batch_max, self._step_bytes, self._members_at_once = batch_max, step_bytes, members_at_once
        self._hot_people = hot_people
        self.open()

    def open(self) -> None:
        """Open the stores: the first time, and again after a crash."""
        self.loop = Loop(
            self.log,
            self.state,
            self.clock,
            batch_max=self._batch_max,
            step_bytes=self._step_bytes,
            members_at_once=self._members_at_once,
            hot_people=self._hot_people,
            budget=self._budget,
            writer=self._writer,
            on_commit=self._on_commit,
        )
        self.people = People(self.loop.people, self.state)
        self.delivery = InlineDispatcher(
            self.log, self.state, self.clock, self._carriers(), lambda: self.loop.published, self.people, self._engine
        )

    def accept(self, signals: Sequence[Signal]) -> None:
        """Accept signals, decide, send what follows."""
        self.log.append([signals])
        self.settle()

    def settle(self) -> None:
        """Decide and send until nothing is left to do now. Raises Conflict `restless` when that never comes."""
        for _ in range(ROUNDS_MAX):
            if not self.loop.run_once() and not self.fan_out() and not self.delivery.dispatch_next():
                return
        raise Conflict("restless", "This never comes to rest: look for journeys that hand over to each other.")

    def fan_out(self) -> bool:
        """Fan out pending changes of journeys; False when there are none. Call it when the loop is level."""
        batches = list(fan_out_batches(self.state, lambda: self.loop.published, self.clock))
        for batch in batches:
            self.log.append([batch])
        return bool(batches)

    def next_moment(self) -> int | None:
        """When something is due by time alone (ms)."""
        moments = [at for at in (self.state.next_wake_at(), self.delivery.next_due()) if at is not None]
        return min(moments) if moments else None

    def move_to(self, at: int) -> None:
        """Let time pass until `at` (ms), moment by moment."""
        while (moment := self.next_moment()) is not None and moment <= at:
            self.clock.move_to(moment)
            self.settle()
        self.clock.move_to(at)
        self.settle()

    def _on_commit(self, transaction: Transaction) -> None:
        self.facts.extend(transaction.facts)
