"""The ledger of a provider's warm-up: how much of a day each process holds, and how much was sent."""

from typing import Final

from msgspec import Struct

LEASE_MS: Final = 5_000
"""For so long a holder may use what it has; what a silent one had counts as sent."""

PARTS: Final = 4
"""At most such a part of what is left is lent at once, so that little is lost with a holder."""


class DayAsk(Struct, frozen=True):
    """What a holder says: how much it keeps, has used since it last said so, and wants, of a day (since the epoch).

    `plan` is the plan that it knows of. `counted` is how many were sent that day by what is recorded, -1 of one that
    does not know.
    """

    holder: str
    day: int
    limit: int
    plan: str
    keeps: int = 0
    used: int = 0
    wants: int = 0
    counted: int = -1


class DayAnswer(Struct, frozen=True):
    """How much more it has; where it is not `known`, what it kept is gone. `is_spent`: all of the day was sent."""

    granted: int
    known: bool
    is_spent: bool


class DayLedger(Struct, frozen=True):
    """`held` by whom, until a moment (ms of the ledger's clock). Nothing is lent before somebody has counted under the
    `plan`."""

    day: int = 0
    sent: int = 0
    plan: str = ""
    held: dict[str, tuple[int, int]] = {}

    @property
    def count(self) -> int:
        """How many were sent, or may be."""
        return self.sent + sum(count for count, _ in self.held.values())


def asked_of_day(ledger: DayLedger, ask: DayAsk, now: int) -> tuple[DayLedger, DayAnswer]:
    """The ledger after this ask, and its answer. A clock that is a day behind others begins no day anew."""
    day, sent, plan = ledger.day, ledger.sent, ledger.plan
    if not day - 1 <= ask.day <= day:
        day, sent = ask.day, 0
    sent += sum(count for count, until in ledger.held.values() if until <= now)
    until = now + LEASE_MS
    held = {one: (count, min(ends, until)) for one, (count, ends) in ledger.held.items() if ends > now}
    known = ask.holder in held or not ask.keeps
    held.pop(ask.holder, None)
    keeps, sent = ask.keeps if known else 0, sent + ask.used
    if ask.counted >= 0:
        sent, plan = max(sent, ask.counted), ask.plan
    is_counted = plan == ask.plan
    left = ask.limit - DayLedger(day, sent, plan, held).count - keeps
    granted = max(0, min(ask.wants, left, max(1, left // PARTS))) if is_counted else 0
    if keeps + granted:
        held[ask.holder] = (keeps + granted, until)
    return DayLedger(day, sent, plan, held), DayAnswer(granted, known, is_counted and sent >= ask.limit)
