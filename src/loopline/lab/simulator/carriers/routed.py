"""The routes of a world: those of production, with simulated providers behind them, and somebody who watches turns."""

from collections.abc import Mapping, Sequence

from loopline.lab.simulator.carriers.books import Books
from loopline.lab.simulator.carriers.plans import CarrierPlan
from loopline.model.channels import ChannelName
from loopline.model.errors import Unavailable
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Dispatch, Outcome
from loopline.model.records import OutboxRow
from loopline.runtime.dispatch.carriers import InstantProvider, RoutedCarriers
from loopline.runtime.dispatch.route import Route, Routes


def routed(plans: Sequence[CarrierPlan], providers: Mapping[str, InstantProvider], books: Books) -> RoutedCarriers:
    """Routes that remember nothing yet, as after a start."""
    routes = [Route(plan.name, plan.channel, _Planned(plan), weight=plan.weight) for plan in plans]
    return _WatchedCarriers(Routes(routes), providers, books)


class _WatchedCarriers(RoutedCarriers):
    """Looks at whose turn it was whenever somebody goes."""

    def __init__(self, routes: Routes, providers: Mapping[str, InstantProvider], books: Books) -> None:
        super().__init__(routes, providers)
        self._books = books

    def next_batch(self, due: Sequence[OutboxRow], now: int) -> tuple[str, list[OutboxRow]]:
        """The same; where a channel has one provider, those who stand before others must go before them."""
        name, rows = super().next_batch(due, now)
        if rows and len(self.routes.of(rows[0].message.channel)) == 1:
            first = rows[0]
            passed = (row for row in due if row.message.channel == first.message.channel and _turn(row) < _turn(first))
            self._books.turns += [f"{row.message.key} stood before {first.message.key} at {now}" for row in passed]
        return name, rows


def _turn(row: OutboxRow) -> tuple[bool, int]:
    return not row.message.transactional, row.due_at


class _Planned:
    """What a route says of its provider; the messages go to the simulated one behind it."""

    def __init__(self, plan: CarrierPlan) -> None:
        self.name, self.unknown_policy = plan.name, plan.unknown_policy
        self.channels: frozenset[ChannelName] = frozenset({plan.channel})

    async def open(self) -> None:
        """Does nothing."""

    async def close(self) -> None:
        """Does nothing."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Raises Unavailable: nothing is sent by this way."""
        raise Unavailable("simulated", "A simulated provider is reached in virtual time alone.")

    async def ask(self, key: str) -> Outcome:
        """Raises Unavailable."""
        raise Unavailable("simulated", "A simulated provider is reached in virtual time alone.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """Tells nothing."""
        return ()
