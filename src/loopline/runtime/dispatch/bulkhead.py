"""A wall around each provider and receiver: a queue, lanes and a breaker of its own; who stands still stands alone."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from loopline.model.mail.delivery_rules import DeliveryRules
from loopline.model.message import Accepted, Outcome, Unknown
from loopline.model.records import OutboxRow
from loopline.runtime.dispatch.breaker import Breaker
from loopline.runtime.dispatch.pace import Pace
from loopline.runtime.dispatch.queue import Lane, Queue
from loopline.runtime.dispatch.route import Route, Routes
from loopline.runtime.dispatch.shares.rate import TakenShare
from loopline.runtime.dispatch.warmth import Warmth
from loopline.runtime.supervise import SupervisedTask

RECEIVERS_MAX: Final = 32
"""So many hosts that receive webhooks have a wall of their own at a time; the others share one."""

HOST_CHARACTERS_MAX: Final = 64
BLOCKED_SECONDS_MIN: Final = 0.02
BLOCKED_SECONDS_MAX: Final = 1.0


class Bulkhead:
    """What goes to one place. `route` is None for messages of a channel that nobody carries."""

    def __init__(self, name: str, route: Route | None, lanes: int, warmth: Warmth | None = None) -> None:
        """`warmth` counts what its provider gets, here and elsewhere."""
        self.name, self.route = name, route
        self.warmth, self._now = warmth or Warmth(name), 0
        self.queue, self.breaker = Queue(), Breaker()
        self.pace = Pace(route.name, route.processes) if route else Pace("")
        self.lanes = [Lane(self.queue, number) for number in range(lanes)]
        self.lanes.append(Lane(self.queue, lanes, is_urgent=True))
        self.tasks: list[SupervisedTask] = []
        self.busy = 0

    def take(self, lane: Lane, rules: DeliveryRules, clock_now: int) -> list[OutboxRow]:
        """The next batch of a lane, as many as breaker, rate, warm-up and the pace to each domain let through."""
        now, most, self._now = time.monotonic(), lane.most, clock_now
        self.warmth.follow(rules)
        for row in reversed([*self.pace.follow(rules), *self.pace.freed(now)]):
            self.queue.put_back(row)
        if not lane.waits_for or self.warmth.is_paused:
            return []
        if self.route is not None:
            most = self.breaker.most(self.route.rate.most(most, now), now)
        if most <= 0:
            return []
        batch = self._next_batch(lane, most, self.warmth.left(clock_now), now)
        if batch:
            self.breaker.began()
            self.warmth.began(len(batch))
            if self.route is not None:
                lane.taken = self.route.rate.took(len(batch))
        return batch

    def _next_batch(self, lane: Lane, most: int, left: int | None, now: float) -> list[OutboxRow]:
        """A warm-up that lets `left` more through today holds no transactional message back."""
        ask = partial(self.queue.next_batch, lets=lambda row: self.pace.lets(row, now))
        if left is None or lane.is_urgent:
            return ask(most, urgent_only=lane.is_urgent)
        batch = ask(most, urgent_only=True)
        return batch if batch or not left else ask(min(most, left))

    def drain(self) -> list[OutboxRow]:
        """All that waits, in the queue or for a domain; nothing does then."""
        return [*self.pace.drain(), *self.queue.drain()]

    async def until_filled(self, lane: Lane) -> None:
        """Sleep until something comes for an empty lane, or one may go that waits for its domain."""
        left = self.pace.seconds_left(time.monotonic())
        limit = None if left is None else min(max(left, BLOCKED_SECONDS_MIN), BLOCKED_SECONDS_MAX)
        with suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await self.queue.wait(urgent_only=lane.is_urgent)

    async def may_go(self, lane: Lane) -> None:
        """Returns once the batch of a lane may be handed over, and the answers of the one before are written."""
        if lane.behind is not None:  # which was written with the announcement, as a rule
            await asyncio.wait((lane.behind,))
        if self.route is not None:
            await self.route.rate.may_go(lane.taken)

    def put_back(self, lane: Lane, count: int) -> None:
        """A batch of so many is over, whether it was handed over or not."""
        self.breaker.put_back()
        self.warmth.ended(count)
        if self.route is not None:
            self.route.rate.ended(lane.taken, time.monotonic())
            lane.taken = TakenShare()

    @property
    def is_full(self) -> bool:
        """Whether it is paused, or its warm-up lets nothing more through today that is not transactional."""
        return self.warmth.is_paused or self.warmth.is_spent(self._now)

    def blocked_seconds(self) -> float:
        """For how long a lane with work should look at nothing, because breaker or rate would let none through."""
        now = time.monotonic()
        limit = self.route.rate.seconds_left(now) if self.route is not None else 0.0
        left = max(limit, self.breaker.seconds_left(now))
        if self.warmth.is_paused or (not left and self.is_full and not self.queue.urgent):
            return BLOCKED_SECONDS_MAX
        is_short = not self.queue.urgent and self.warmth.left(self._now) == 0  # of what others may have yet
        if not left and not is_short and not self.breaker.rests(now):
            return 0.0
        return min(max(left, BLOCKED_SECONDS_MIN), BLOCKED_SECONDS_MAX)

    def note(self, outcomes: Sequence[Outcome]) -> bool:
        """How a batch ended. True when the provider rests from now on."""
        self.warmth.took(sum(isinstance(one, Accepted | Unknown) for one in outcomes), self._now)
        return self.breaker.note(outcomes, time.monotonic())


class Bulkheads:
    """All of them, made as messages come for them. Belongs to the event loop."""

    def __init__(self, routes: Routes, lanes: int, on_made: Callable[[Bulkhead], None]) -> None:
        """`on_made` starts the lanes of one that is made later."""
        self._lanes = lanes
        self._on_made: Callable[[Bulkhead], None] = lambda made: None
        self.routes = routes
        self._made: dict[tuple[str, str, str], Bulkhead] = {}
        self._warmths: dict[tuple[str, str], Warmth] = {}
        self.nobodys = Bulkhead("none", None, 1)
        for route in routes.all:
            self._find(route, "")
        self._on_made = on_made

    @property
    def all(self) -> tuple[Bulkhead, ...]:
        """Every one that is there now."""
        return (*self._made.values(), self.nobodys)

    def of(self, row: OutboxRow) -> Bulkhead:
        """Where a message waits."""
        rests = self.resting(row.message.channel) if len(self.routes.of(row.message.channel)) > 1 else ()
        route = self.routes.choose(row, rests)
        if route is None:
            return self.nobodys
        return self._find(route, _receiver(row) if route.channel == "webhook" else "")

    def take_over(self, routes: Routes) -> list[Bulkhead]:
        """Other routes from now on; those of before whose lanes have to end, with what waits in them."""
        self.routes = routes
        gone = [one for one in self._made.values() if one.route not in routes.all]
        self._made = {place: one for place, one in self._made.items() if one.route in routes.all}
        for route in routes.all:
            self._find(route, "")
        return gone

    def rests(self, route: Route) -> bool:
        """Whether this provider rests; of receivers of webhooks each one rests by itself."""
        found = self._made.get((route.channel, route.name, ""))
        return found is not None and found.breaker.rests(time.monotonic())

    def resting(self, channel: str) -> list[str]:
        """The names of this channel's routes of which one, or a receiver behind one, rests or has had its share."""
        now = time.monotonic()
        return [
            one.route.name
            for one in self._made.values()
            if one.route is not None and one.route.channel == channel and (one.breaker.rests(now) or one.is_full)
        ]

    def warmth(self, route: Route) -> Warmth:
        """What this provider has had today."""
        place = route.channel, route.name
        if place not in self._warmths:
            self._warmths[place] = route.warmth()
        return self._warmths[place]

    async def close(self) -> None:
        """Nothing goes any more; what is held of bounds that others share is theirs."""
        for route in self.routes.all:
            await route.rate.close()
        for warmth in self._warmths.values():
            await warmth.close()

    def _find(self, route: Route, receiver: str) -> Bulkhead:
        place = route.channel, route.name, receiver
        found = self._made.get(place)
        if found is None and receiver and not self._has_room(route):
            found = self._made.get((route.channel, route.name, ""))
        if found is None:
            is_only = len(self.routes.of(route.channel)) == 1
            name = route.channel if is_only else f"{route.channel}-{route.name}"
            found = Bulkhead(f"{name}-{receiver}" if receiver else name, route, self._lanes, self.warmth(route))
            self._made[place] = found
            self._on_made(found)
        return found

    def _has_room(self, route: Route) -> bool:
        """Whether one more receiver may have a wall; one that has been idle makes room."""
        places = [place for place in self._made if place[:2] == (route.channel, route.name) and place[2]]
        if len(places) < RECEIVERS_MAX:
            return True
        for place in places:
            idle = self._made[place]
            if not idle.queue and not idle.busy:
                del self._made[place]
                for task in idle.tasks:
                    task.cancel()
                return True
        return False


def _receiver(row: OutboxRow) -> str:
    try:
        return (urlsplit(row.message.address).hostname or "")[:HOST_CHARACTERS_MAX]
    except ValueError:
        return ""
