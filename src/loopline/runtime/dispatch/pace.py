"""The pace to each recipient domain: what may go to it now, what waits for it here, what waits in the outbox."""

import heapq
from collections import OrderedDict, deque
from typing import Final

from loopline.model.duration import parse_duration
from loopline.model.mail.delivery_rules import EVERY_OTHER, DeliveryRules, DomainRate
from loopline.model.mail.mailbox import domain_in_ascii
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.attempts import DOMAIN_RATE

LINES_MAX: Final = 20_000
"""So many domains are counted at a time; then the one that was written to longest ago begins anew."""

PARKED_A_LINE: Final = 64
PARKED_MAX: Final = 5_000
"""So many messages wait in memory, for one domain and for all; the others have a time in the outbox."""

LATEST_SECONDS: Final = 86_400.0
SOONEST_SECONDS: Final = 1.0


class DomainLine:
    """What goes to one domain, or to several that share a budget. Times are seconds of a monotonic clock.

    Evenly spaced, with a second's worth at once, and never more than `limit` within any window (GCRA: a theoretical
    arrival time moves on by the spacing with each message, and a message may be early by the burst).
    """

    __slots__ = ("_burst", "_next", "_reserved", "called", "every", "plain", "urgent")

    def __init__(self, limit: int, within_seconds: float) -> None:
        self._burst = max(1, min(limit, int(limit / within_seconds)))
        self.every = within_seconds / (limit - self._burst + 1)
        self._next = 0.0
        self._reserved = [0.0, 0.0]
        self.plain, self.urgent = deque[OutboxRow](), deque[OutboxRow]()
        self.called = set[str]()

    @property
    def waits(self) -> int:
        """How many messages wait here."""
        return len(self.plain) + len(self.urgent)

    def free_at(self, now: float, ahead: int = 0) -> float:
        """When the next one may go, behind so many who go now."""
        after = max(self._next, now) + ahead * self.every if ahead else self._next
        return max(now, after - (self._burst - 1) * self.every)

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it would change nothing."""
        return not self.waits and self._next <= now

    def call(self, now: float) -> tuple[OutboxRow | None, float]:
        """The first in turn, who may ask now, and when to call again; nobody while as many have not asked yet as may go
        at once, such as when the provider rests.
        """
        if len(self.called) >= self._burst:
            return None, now + self.every
        if (free_at := self.free_at(now, len(self.called))) > now:
            return None, free_at
        row = self.urgent.popleft() if self.urgent else self.plain.popleft()
        self.called.add(row.message.key)
        return row, self.free_at(now, len(self.called))

    def lets(self, row: OutboxRow, now: float) -> bool:
        """Whether this one goes now: it was called, or nobody waits who goes before it."""
        is_called = row.message.key in self.called
        self.called.discard(row.message.key)
        ahead = len(self.urgent) if row.message.transactional else self.waits
        return (is_called or not ahead) and self.take(now)

    def take(self, now: float) -> bool:
        """One goes, if it may."""
        if self.free_at(now) > now:
            return False
        self._next = max(self._next, now) + self.every
        return True

    def park(self, row: OutboxRow) -> bool:
        """It waits here, in its turn; False where there is no room."""
        rows = self.urgent if row.message.transactional else self.plain
        if len(rows) >= PARKED_A_LINE:
            return False
        if rows and row.due_at < rows[0].due_at:
            rows.appendleft(row)
        else:
            rows.append(row)
        return True

    def seconds_until_turn(self, now: float, *, urgent: bool) -> float:
        """In how long one may go that has no room here: behind all who were told so before, and in a day at most."""
        ahead = len(self.urgent) if urgent else self.waits
        turn = max(self._reserved[urgent], self.free_at(now) + ahead * self.every) + self.every
        if turn - now > LATEST_SECONDS:
            return LATEST_SECONDS
        self._reserved[urgent] = turn
        return max(turn - now, SOONEST_SECONDS)


class Pace:
    """All lines of one provider. Belongs to the event loop."""

    def __init__(self, provider: str, processes: int = 1) -> None:
        """Of so many processes that send by this provider each keeps to its part of a domain's limit."""
        self._provider, self._processes = provider, processes
        self._rules = DeliveryRules()
        self._by_domain: dict[str, tuple[int, DomainRate]] = {}
        self._lines: OrderedDict[tuple[int, str], DomainLine] = OrderedDict()
        self._free: list[tuple[float, tuple[int, str]]] = []
        self.parked = 0
        self.late: list[tuple[OutboxRow, float]] = []

    def follow(self, rules: DeliveryRules) -> list[OutboxRow]:
        """These rules hold from now on. Gives back what waited for those of before."""
        if rules is self._rules or rules == self._rules:
            return []
        self._rules = rules
        mine = [one for one in rules.domain_rates if one.provider in ("", self._provider)]
        self._by_domain = {
            domain_in_ascii(domain): (number, one)
            for number, one in reversed([*enumerate(mine)])
            for domain in one.domains
        }
        rows = self.drain()
        self._lines.clear()
        return rows

    def drain(self) -> list[OutboxRow]:
        """Everything that waits; nothing does then."""
        rows = [row for line in self._lines.values() for row in (*line.urgent, *line.plain)]
        for line in self._lines.values():
            line.urgent.clear()
            line.plain.clear()
            line.called.clear()
        self._free.clear()
        self.parked = 0
        return rows

    def freed(self, now: float) -> list[OutboxRow]:
        """What may go now of those who waited: transactional ones first, then in their turn."""
        rows: list[OutboxRow] = []
        while self._free and self._free[0][0] <= now:
            _, place = heapq.heappop(self._free)
            line = self._lines[place]
            row, next_at = line.call(now)
            if row is not None:
                rows.append(row)
                self.parked -= 1
            if line.waits:
                heapq.heappush(self._free, (next_at, place))
        return rows

    def seconds_left(self, now: float) -> float | None:
        """Until one of those who wait may go; None where nobody waits."""
        return max(0.0, self._free[0][0] - now) if self._free else None

    def lets(self, row: OutboxRow, now: float) -> bool:
        """Whether this message goes now. One that does not waits here, or in the outbox (`late`, for so long)."""
        if not self._by_domain or row.message.channel != "email":
            return True
        place, rate = self._place_of(row.message.address)
        if rate is None:
            return True
        line = self._line(place, rate, now)
        if line.lets(row, now):
            return True
        if self.parked < PARKED_MAX and line.park(row):
            self.parked += 1
            if line.waits == 1:
                heapq.heappush(self._free, (line.free_at(now), place))
        else:
            self.late.append((row, line.seconds_until_turn(now, urgent=row.message.transactional)))
        return False

    def _place_of(self, address: str) -> tuple[tuple[int, str], DomainRate | None]:
        """The budget of an address: of its domain, else of the nearest domain above, else of every other one."""
        domain = domain_in_ascii(address.rpartition("@")[2].strip().rstrip(".>"))
        above, names = domain, [domain]
        while above := above.partition(".")[2]:
            names.append(f"*.{above}")
        for name in names:
            if found := self._by_domain.get(name):
                return (found[0], ""), found[1]
        number, rate = self._by_domain.get(EVERY_OTHER, (0, None))
        return (number, domain), rate

    def _line(self, place: tuple[int, str], rate: DomainRate, now: float) -> DomainLine:
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = DomainLine(
                max(1, rate.limit // self._processes), parse_duration(rate.within) / 1_000
            )
            if len(self._lines) > LINES_MAX:
                self._forget_one(now)
        self._lines.move_to_end(place)
        return line

    def _forget_one(self, now: float) -> None:
        """The one of longest ago, rather one whose going changes nothing; never one for which somebody waits."""
        oldest = [place for place, line in _first(self._lines, 64) if not line.waits]
        idle = [place for place in oldest if self._lines[place].is_idle(now)]
        for place in (idle or oldest)[:1]:
            del self._lines[place]


def _first(lines: "OrderedDict[tuple[int, str], DomainLine]", most: int) -> list[tuple[tuple[int, str], DomainLine]]:
    return [pair for _, pair in zip(range(most), lines.items(), strict=False)]


def paced(late: list[tuple[OutboxRow, float]], now: int) -> list[AttemptAnswered]:
    """The word for each message that waits in the outbox for its domain: it costs no attempt."""
    return [
        attempt_answered(row, now, "deferred", DOMAIN_RATE, next_at=now + round(seconds * 1_000))
        for row, seconds in late
    ]
