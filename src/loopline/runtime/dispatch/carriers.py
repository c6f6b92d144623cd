"""Carriers of messages in virtual time: one provider for everything, or the routes of each channel as in production."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from math import floor
from typing import Protocol

from loopline.model.message import Outcome, Sending, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempts import Handed, settle, settle_each
from loopline.runtime.dispatch.breaker import Breaker
from loopline.runtime.dispatch.judge import handed_to, note_tries
from loopline.runtime.dispatch.queue import Queue
from loopline.runtime.dispatch.route import Route, Routes


class InstantProvider(Protocol):
    """A provider that answers at once. `unknown_policy`: ask, hold or resend."""

    unknown_policy: UnknownPolicy

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]: ...

    def ask(self, key: str) -> Outcome: ...


class Carriers(Protocol):
    """Those who carry, as the dispatcher of virtual time asks for them. A provider has the name of its route."""

    def next_batch(self, due: Sequence[OutboxRow], now: int) -> tuple[str, list[OutboxRow]]:
        """A provider and the due messages that it gets next, all of one node; none when they have to wait."""
        ...

    def next_due(self, pending: Sequence[OutboxRow], now: int) -> int | None:
        """When the first of these may go (ms)."""
        ...

    def named(self, row: OutboxRow, name: str) -> InstantProvider | None:
        """The provider with this name in the channel of a message."""
        ...

    def judge(
        self, name: str, rows: Sequence[OutboxRow], outcomes: Sequence[Outcome], sending: Sending, now: int
    ) -> list[AttemptAnswered]:
        """An answer for each message of a batch that was handed over."""
        ...

    def put_back(self, rows: Sequence[OutboxRow], name: str) -> None:
        """The batch is over, whether it was handed over or not."""
        ...


class OneCarrier:
    """One provider without a name that carries every channel and never rests."""

    def __init__(self, provider: InstantProvider) -> None:
        self._provider = provider

    def next_batch(self, due: Sequence[OutboxRow], now: int) -> tuple[str, list[OutboxRow]]:
        """The first node's, as far as they stand together."""
        return "", list(takewhile(lambda row: _place(row) == _place(due[0]), due))

    def next_due(self, pending: Sequence[OutboxRow], now: int) -> int | None:
        """The first one's time."""
        return pending[0].due_at if pending else None

    def named(self, row: OutboxRow, name: str) -> InstantProvider | None:
        """The only one."""
        return self._provider

    def judge(
        self, name: str, rows: Sequence[OutboxRow], outcomes: Sequence[Outcome], sending: Sending, now: int
    ) -> list[AttemptAnswered]:
        """What each outcome means by itself."""
        by = Handed(name, self._provider.unknown_policy)
        return [settle(row, outcome, sending, by, now) for row, outcome in zip(rows, outcomes, strict=True)]

    def put_back(self, rows: Sequence[OutboxRow], name: str) -> None:
        """Does nothing."""


class RoutedCarriers:
    """Routes, queues and breakers of production. Each channel has a route; what it remembers is lost in a crash."""

    def __init__(self, routes: Routes, providers: Mapping[str, InstantProvider]) -> None:
        """`providers` by the names of their routes."""
        self.routes, self._providers = routes, providers
        self._breakers = {one.name: Breaker() for one in routes.all}

    def next_batch(self, due: Sequence[OutboxRow], now: int) -> tuple[str, list[OutboxRow]]:
        """The first provider's that does not rest, in the order of its queue."""
        queues: dict[str, Queue] = {}
        for row in due:
            queues.setdefault(self._route(row, now).name, Queue()).put(row)
        for name, queue in queues.items():
            breaker = self._breakers[name]
            most = breaker.most(len(queue), now / 1_000)
            if most > 0:
                breaker.began()
                return name, queue.next_batch(most)
        return "", []

    def next_due(self, pending: Sequence[OutboxRow], now: int) -> int | None:
        """The first time at which a message is due and its provider does not rest."""
        first: int | None = None
        for row in pending:
            if first is not None and row.due_at >= first:
                break
            left = self._breakers[self._route(row, now).name].seconds_left(now / 1_000) if row.due_at <= now else 0.0
            at = now + floor(left * 1_000) + 1 if left else row.due_at
            first = at if first is None else min(first, at)
        return first

    def named(self, row: OutboxRow, name: str) -> InstantProvider | None:
        """As a recovery finds it."""
        route = self.routes.named(row.message.channel, name)
        return self._providers[route.name] if route else None

    def judge(
        self, name: str, rows: Sequence[OutboxRow], outcomes: Sequence[Outcome], sending: Sending, now: int
    ) -> list[AttemptAnswered]:
        """As in production; the breaker learns of it."""
        route = self.routes.named(rows[0].message.channel, name)
        assert route is not None
        by = handed_to(self.routes, route, outcomes, sending, self._resting(now))
        answers = settle_each(list(zip(rows, outcomes, strict=True)), sending, by, now, _raise)
        note_tries(self.routes, route, rows, outcomes)
        self._breakers[name].note(outcomes, now / 1_000)
        return answers

    def put_back(self, rows: Sequence[OutboxRow], name: str) -> None:
        """The breaker waits for nobody any more."""
        self._breakers[name].put_back()

    def _route(self, row: OutboxRow, now: int) -> Route:
        route = self.routes.choose(row, self._resting(now))
        assert route is not None
        return route

    def _resting(self, now: int) -> list[str]:
        return [name for name, breaker in self._breakers.items() if breaker.rests(now / 1_000)]


def _place(row: OutboxRow) -> tuple[str, int, str, bytes]:
    return row.message.journey, row.message.version, row.message.node, row.message.sending


def _raise(error: BaseException) -> None:
    raise error
