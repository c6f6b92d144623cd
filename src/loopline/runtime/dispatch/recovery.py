"""Settles what a crash left in the air: by the journal, by asking the provider, else as its policy says."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from loopline.model.message import Accepted, Outcome, Unknown
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, Signal
from loopline.pipeline.take_up import recover
from loopline.ports import Clock, Provider, State
from loopline.runtime.dispatch.flight_journal import Attempt, FlightEntry, FlightJournal, outcome_left
from loopline.runtime.dispatch.route import Routes

AT_ONCE: Final = 2_000


class Recovery:
    """Run once at a start, when the loop is level and before anything is sent."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        routes: Routes,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        journal: FlightJournal | None,
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._state, self._clock, self._routes, self._accept = state, clock, routes, accept
        self._journal, self._on_error = journal, on_error

    async def run(self) -> None:
        """Messages that were being sent when the process stopped: ask, send again or hold, as the provider says."""
        left = self._journal.left_behind() if self._journal else {}
        after_key = ""
        while rows := self._state.outbox(("sending",), 2**62, AT_ONCE, after_key):
            await self._accept(await asyncio.gather(*(self._recover(row, left) for row in rows)))
            after_key = rows[-1].message.key
            if len(rows) < AT_ONCE:
                break
        if self._journal:
            self._journal.begin()

    async def _recover(self, row: OutboxRow, left: Mapping[Attempt, FlightEntry]) -> AttemptAnswered:
        route = self._routes.named(row.message.channel, row.provider)
        provider = route.provider if route else None
        policy = provider.unknown_policy if provider else "hold"
        known = outcome_left(left.get((row.message.key, row.attempt)))
        if policy == "resend" and not isinstance(known, Accepted):
            known = None
        if provider and policy == "ask" and (known is None or isinstance(known, Unknown)):
            known = await self._ask(provider, row.message.key)
        policy, outcome = ("ask", known) if known is not None else (policy, None)
        return recover(row, policy, outcome, self._clock.now())

    async def _ask(self, provider: Provider, key: str) -> Outcome:
        """Asks what became of a message; a provider that cannot say it now keeps no other message from being sent."""
        try:
            return await provider.ask(key)
        except Exception as error:
            self._on_error(error)
            return Unknown(f"the channel failed: {type(error).__name__}")
