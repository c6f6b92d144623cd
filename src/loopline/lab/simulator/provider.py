"""A fake provider: its outcome for a message follows from the key, so two equal worlds get equal outcomes."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from loopline.lab.simulator.faults import FaultPlan
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.effect import SendMessage
from loopline.model.message import Accepted, Deferred, Outcome, ReceiptKind, Refused, Unknown, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import ReceiptReceived

MOODS: Final = (
    *("takes",) * 30,
    *("later",) * 10,
    *("bounces",) * 2,
    *("declines",) * 2,
    *("never",) * 2,
    "silent_taken",
    "silent_lost",
)


BUSY: Final = ("busy", "come again")
NOT_THERE: Final = ("not_there", "never heard of it")
CHANCES: Final[tuple[tuple[ReceiptKind, float, int, bool], ...]] = (
    ("delivered", 0.5, 2 * MINUTE, False),
    ("opened", 0.15, MINUTE, True),
    ("opened", 0.4, 20 * HOUR, False),
    ("clicked", 0.25, DAY, False),
    ("unsubscribed", 0.06, 2 * DAY, False),
    ("complained", 0.03, 2 * DAY, False),
)


class SimulatedProvider:
    """Counts what it took under which key; asks `check` about every message that reaches it."""

    def __init__(
        self,
        seed: str,
        unknown_policy: UnknownPolicy,
        fault_plan: FaultPlan,
        check: Callable[[OutboxRow, int], None],
        took: Callable[[OutboxRow, int, list[ReceiptReceived]], None],
        counts: Callable[[OutboxRow, int], None],
    ) -> None:
        self.unknown_policy = unknown_policy
        self._seed, self._fault_plan, self._check, self._took, self._counts = seed, fault_plan, check, took, counts
        self._rows: dict[str, OutboxRow] = {}
        self.taken: dict[str, list[int]] = {}
        self.tries: dict[str, int] = {}

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        """One outcome each; the process may die before the provider has got them, or before its answer has come."""
        self._fault_plan.strike("before_provider")
        outcomes = [self._answer(row, now) for row in rows]
        self._fault_plan.strike("after_provider")
        for row in rows:
            self._count(row.message.key)
        return outcomes

    def _count(self, key: str) -> None:
        """Caps count what is known; what a crash hid from a channel that resends was never known."""
        if key in self.taken:
            self._counts(self._rows[key], self.taken[key][-1])

    def ask(self, key: str) -> Outcome:
        """The outcome of a key; for some keys it cannot say, whether it took them or not."""
        self._count(key)
        if sum(key.encode()) % 2:
            return Unknown("the books are lost")
        return Accepted() if key in self.taken else Deferred(*NOT_THERE)

    def _answer(self, row: OutboxRow, now: int) -> Outcome:
        key = row.message.key
        self.tries[key] = self.tries.get(key, 0) + 1
        self._check(row, now)
        mood = Random(f"{self._seed}/{key}").choice(MOODS)
        match mood:
            case "later" if self.tries[key] <= 1 + sum(key.encode()) % 3:
                return Deferred(*BUSY, retry_after_ms=sum(key.encode()) % 4 * HOUR or None)
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
        key = row.message.key
        first = key not in self.taken
        self.taken.setdefault(key, []).append(now)
        self._rows[key] = row
        self._took(row, now, receipts(self._seed, row, now) if first else [])


def receipts(seed: str, row: OutboxRow, now: int) -> list[ReceiptReceived]:
    """What the person, or a machine, does with the message."""
    m, rng = row.message, Random(f"{seed}/receipts/{row.message.key}")
    made = []
    for kind, chance, within, machine in CHANCES:
        if rng.random() < chance:
            made.append(_receipt(m, kind, machine, now + 1 + rng.randrange(within)))
    return made


def _receipt(m: SendMessage, kind: ReceiptKind, machine: bool, at: int) -> ReceiptReceived:
    return ReceiptReceived(
        key=m.person,
        id=f"receipt/{m.key}/{kind}/{machine}",
        at=at,
        received_at=at,
        kind=kind,
        message=m.key,
        channel=m.channel,
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        machine=machine,
    )
