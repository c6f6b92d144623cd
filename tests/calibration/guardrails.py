"""How often guardrails pause a journey: sound ones at the very edge of what is allowed, and planted harms.

`python -m tests.calibration.guardrails` prints the rates, with the seeds; `--worlds 400` is the full size, and
`--minutes 60` stops before. Each world
is facts of one journey in a store, looked at daily by `reports.measured.report.broken_guardrails`, as the server looks.
"""

import argparse
from collections.abc import Callable
from functools import partial
from math import exp
from random import Random
from statistics import median
from typing import Any, Final

from msgspec import Struct

from loopline.reports.measured.report import broken_guardrails
from tests.calibration.played import played, share_words
from tests.reports.measured.books import HOUR, NAME, published, receive
from tests.reports.programmes.worlds import Book
from tests.runtime.parts import DAY, NOON

SEED: Final = 20_261_130
DAYS: Final = 28
A_DAY: Final = 60
HELD: Final = 0.2
WITHIN_DAYS: Final = 3
WHAT: Final = (("sound", False), ("harm", True))


class Kind(Struct, frozen=True):
    """A guardrail, and what somebody does under it: sound at its edge, and harmed."""

    metric: dict[str, Any]
    sound: Callable[[Random, Book, str, int, bool], None]
    harm: Callable[[Random, Book, str, int, bool], None]


def at(rng: Random, came: int) -> int:
    """Within the window of somebody who came then."""
    return came + HOUR + rng.randrange(1, WITHIN_DAYS * DAY - HOUR)


def leaves(chance: float) -> Callable[[Random, Book, str, int, bool], None]:
    def act(rng: Random, book: Book, person: str, came: int, is_held: bool) -> None:
        if not is_held and rng.random() < chance:
            receive(book, person, at(rng, came), "unsubscribed", came)

    return act


def refunds(held: float, treated: float, spread: float = 1.0) -> Callable[[Random, Book, str, int, bool], None]:
    """Some give an order back; amounts are lognormal."""

    def act(rng: Random, book: Book, person: str, came: int, is_held: bool) -> None:
        if rng.random() < 0.4:
            amount = round(exp(rng.gauss(3, spread)), 2)
            book.write("event", person, at(rng, came), {"amount": amount}, name="ordered")
            if rng.random() < (held if is_held else treated) / 0.4:
                book.write("event", person, at(rng, came), {"amount": amount}, name="refunded")

    return act


GUARD: Final[dict[str, Any]] = {"role": "guardrail", "better": "less", "within": f"{WITHIN_DAYS}d"}
SUM: Final = {**GUARD, "event": "refunded", "measure": "sum", "value": "amount"}
KINDS: Final = {
    "unsubscribes, at most 2 %": Kind({**GUARD, "receipt": "unsubscribed", "at_most": 2}, leaves(0.02), leaves(0.05)),
    "people who refund": Kind({**GUARD, "event": "refunded"}, refunds(0.08, 0.08), refunds(0.08, 0.2)),
    "people who refund, 20 % tolerated": Kind(
        {**GUARD, "event": "refunded", "tolerate": 20}, refunds(0.08, 0.0945), refunds(0.08, 0.22)
    ),
    "refunded a person": Kind(SUM, refunds(0.15, 0.15), refunds(0.15, 0.36)),
    "refunds over orders": Kind(
        {**SUM, "measure": "ratio", "over": "ordered", "over_value": "amount"},
        refunds(0.15, 0.15, 0.6),
        refunds(0.15, 0.36, 0.6),
    ),
}


def pause_day(kind: str, number: int, *, harmed: bool, days: int = DAYS) -> int | None:
    """The day on which the world's guardrail paused its journey, looked at daily; None where it never did."""
    one, rng, book = KINDS[kind], Random(f"{SEED}/{kind}/{number}/{harmed}"), Book()
    act = one.harm if harmed else one.sound
    for day in range(days):
        for n in range(A_DAY):
            person, came = f"p{day}-{n}", NOON + day * DAY + n
            is_held = rng.random() < HELD
            book.goes(person, NAME, came, held="journey" if is_held else "")
            act(rng, book, person, came, is_held)
    found = published({"guard": one.metric}, goal={"event": "bought", "within": "3d"}, holdout={"percent": 100 * HELD})
    facts = book.carried(NOON + 400 * DAY, shards=1)
    try:
        for day in range(WITHIN_DAYS + 1, days + WITHIN_DAYS + 1):
            if broken_guardrails(facts, found, NAME, NOON + day * DAY + HOUR):
                return day
    finally:
        facts.close()
    return None


def rate(kind: str, worlds: int, *, harmed: bool, days: int = DAYS) -> tuple[int, list[int]]:
    """How many of so many worlds were paused, and on which days."""
    found = [pause_day(kind, number, harmed=harmed, days=days) for number in range(worlds)]
    paused = [day for day in found if day is not None]
    return len(paused), paused


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=40)
    asked.add_argument("--harmed", type=int, default=None, help="worlds with a planted harm, where they are fewer")
    asked.add_argument("--minutes", type=float, default=600.0, help="stop after so long, with as many of each kind")
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    most = {False: given.worlds, True: given.worlds if given.harmed is None else given.harmed}
    kinds = {f"{kind}; {what}": (kind, harmed) for kind in KINDS for what, harmed in WHAT if given.only in kind}
    plays = {name: partial(pause_day, kind, harmed=harmed) for name, (kind, harmed) in kinds.items()}
    found = played(plays, {name: most[harmed] for name, (_, harmed) in kinds.items()}, given.minutes)
    print(f"{A_DAY} people a day, {DAYS} daily looks, {HELD:.0%} held out, seed {SEED}, worlds from number 0 on")
    for name, days in found.items():
        paused = [day for day in days if day is not None]
        told = f", median day {median(paused):g}" if paused and kinds[name][1] else ""
        print(f"{name}: paused {share_words(len(paused), len(days))}{told}", flush=True)


if __name__ == "__main__":
    main()
