"""A fake provider: its outcome for a message follows from the key, so two equal worlds get equal outcomes."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from loopline.lab.simulator.carriers.books import Books
from loopline.lab.simulator.carriers.news import News, news_of
from loopline.lab.simulator.carriers.plans import CarrierPlan
from loopline.lab.simulator.faults import FaultPlan
from loopline.model.duration import HOUR
from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from loopline.model.records import OutboxRow

MOODS: Final = (
    *("takes",) * 30,
    *("later",) * 10,
    *("bounces",) * 2,
    *("declines",) * 2,
    *("never",) * 2,
    "silent_taken",
    "silent_lost",
)
IF_SEVERAL: Final = (*("unpaid",) * 6, *("later",) * 4)
"""What those refuse as well of whom a channel has several."""

ONE: Final = "one"
"""The name by which the only provider tells its news."""

BUSY: Final = ("busy", "come again")
NOT_THERE: Final = ("not_there", "never heard of it")
AWAY: Final = ("away", "nobody answers")
UNPAID: Final = ("unpaid", "the account is closed")


class SimulatedProvider:
    """Counts what it took under which key; asks `check` about every message that reaches it."""

    def __init__(
        self,
        seed: str,
        plan: CarrierPlan,
        others: Sequence[str],
        fault_plan: FaultPlan,
        books: Books,
        check: Callable[[OutboxRow, int], None],
        took: Callable[[OutboxRow, Sequence[News]], None],
        counts: Callable[[OutboxRow, int], None],
    ) -> None:
        """`others` carry the same channel."""
        self._plan, self._others, self.unknown_policy = plan, others, plan.unknown_policy
        self._seed = f"{seed}/{plan.name}" if plan.name else seed
        self._fault_plan, self._books = fault_plan, books
        self._check, self._took, self._counts = check, took, counts
        self._rows: dict[str, OutboxRow] = {}
        self._tries: dict[str, int] = {}

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        """One outcome each; the process may die before the provider has got them, or before its answer has come."""
        self._fault_plan.strike("before_provider")
        outcomes = [self._answer(row, now) for row in rows]
        for row, outcome in zip(rows, outcomes, strict=True):
            self._books.note(row, self._plan.name, now, outcome)
        self._fault_plan.strike("after_provider")
        for row in rows:
            self._count(row.message.key)
        return outcomes

    def _count(self, key: str) -> None:
        """Caps count what is known; what a crash hid from a channel that resends was never known."""
        if key in self._rows:
            self._counts(self._rows[key], self._books.taken[key][-1])

    def ask(self, key: str) -> Outcome:
        """The outcome of a key; for some keys it cannot say, whether it took them or not."""
        self._count(key)
        if sum(key.encode()) % 2:
            return Unknown("the books are lost")
        return Accepted() if key in self._rows else Deferred(*NOT_THERE)

    def _answer(self, row: OutboxRow, now: int) -> Outcome:
        key = row.message.key
        self._check(row, now)
        if self._plan.is_away(now):
            return Deferred(*AWAY, away=True)
        self._tries[key] = self._tries.get(key, 0) + 1
        mood = Random(f"{self._seed}/{key}").choice((*MOODS, *IF_SEVERAL) if self._plan.name else MOODS)
        match mood:
            case "later" if self._tries[key] <= 1 + sum(key.encode()) % 3:
                return Deferred(*BUSY, retry_after_ms=sum(key.encode()) % 4 * HOUR or None)
            case "unpaid" if self._tries[key] <= 1 + sum(key.encode()) % 3:
                return Refused(*UNPAID, scope="provider")
            case "bounces":
                return Refused("no_such_address", "nobody lives here", hard_bounce=True)
            case "declines":
                return Refused("policy", "not like this")
            case "never":
                return Deferred(*BUSY)
            case "silent_lost":
                return Unknown("the line was cut")
            case _:
                self._take(row, now)
                return Unknown("the line was cut") if mood == "silent_taken" else Accepted(f"id-{key}")

    def _take(self, row: OutboxRow, now: int) -> None:
        self._rows[row.message.key] = row
        if self._books.take(row, self._plan.name, now):
            self._took(row, news_of(self._seed, row, now, self._plan.name or ONE, self._others))
