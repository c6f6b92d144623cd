"""A wall around each provider and receiver: a queue, lanes and a breaker of its own; who stands still stands alone."""

import time
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from loopline.model.message import Outcome
from loopline.model.records import OutboxRow
from loopline.runtime.dispatch.breaker import Breaker
from loopline.runtime.dispatch.queue import Lane, Queue
from loopline.runtime.dispatch.route import Route, Routes
from loopline.runtime.supervise import SupervisedTask

RECEIVERS_MAX: Final = 32
"""So many hosts that receive webhooks have a wall of their own at a time; the others share one."""

HOST_CHARACTERS_MAX: Final = 64
BLOCKED_SECONDS_MIN: Final = 0.02
BLOCKED_SECONDS_MAX: Final = 1.0


class Bulkhead:
    """What goes to one place. `route` is None for messages of a channel that nobody carries."""

    def __init__(self, name: str, route: Route | None, lanes: int) -> None:
        self.name, self.route = name, route
        self.queue, self.breaker = Queue(), Breaker()
        self.lanes = [Lane(self.queue, number) for number in range(lanes)]
        self.lanes.append(Lane(self.queue, lanes, is_urgent=True))
        self.tasks: list[SupervisedTask] = []
        self.busy = 0

    def take(self, lane: Lane) -> list[OutboxRow]:
        """The next batch of a lane, as many as breaker and rate let through."""
        if not lane.waits_for:
            return []
        now, most = time.monotonic(), lane.most
        if self.route is not None:
            most = self.breaker.most(self.route.rate.most(most, now), now)
        batch = self.queue.next_batch(most, urgent_only=lane.is_urgent) if most > 0 else []
        if batch:
            self.breaker.began()
            if self.route is not None:
                self.route.rate.took(len(batch))
        return batch

    def blocked_seconds(self) -> float:
        """For how long a lane with work should look at nothing, because breaker or rate would let none through."""
        now = time.monotonic()
        limit = self.route.rate.seconds_left(now) if self.route is not None else 0.0
        left = max(limit, self.breaker.seconds_left(now))
        if not left and not self.breaker.rests(now):
            return 0.0
        return min(max(left, BLOCKED_SECONDS_MIN), BLOCKED_SECONDS_MAX)

    def note(self, outcomes: Sequence[Outcome]) -> bool:
        """How a batch ended. True when the provider rests from now on."""
        return self.breaker.note(outcomes, time.monotonic())


class Bulkheads:
    """All of them, made as messages come for them. Belongs to the event loop."""

    def __init__(self, routes: Routes, lanes: int, on_made: Callable[[Bulkhead], None]) -> None:
        """`on_made` starts the lanes of one that is made later."""
        self._lanes = lanes
        self._on_made: Callable[[Bulkhead], None] = lambda made: None
        self.routes = routes
        self._made: dict[tuple[str, str, str], Bulkhead] = {}
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
        """The names of this channel's routes of which one, or a receiver behind one, rests."""
        now = time.monotonic()
        return [
            one.route.name
            for one in self._made.values()
            if one.route is not None and one.route.channel == channel and one.breaker.rests(now)
        ]

    def _find(self, route: Route, receiver: str) -> Bulkhead:
        place = route.channel, route.name, receiver
        found = self._made.get(place)
        if found is None and receiver and not self._has_room(route):
            found = self._made.get((route.channel, route.name, ""))
        if found is None:
            is_only = len(self.routes.of(route.channel)) == 1
            name = route.channel if is_only else f"{route.channel}-{route.name}"
            found = Bulkhead(f"{name}-{receiver}" if receiver else name, route, self._lanes)
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
