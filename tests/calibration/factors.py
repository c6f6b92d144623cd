"""How often a factor is said to change the effect: where it does not, and where a difference is planted.

`python -m tests.calibration.factors` prints the rates, with the seeds; `--minutes 60` stops before it has all. Each
world is facts of one journey in a store with two declared factors, looked at on several days by
`reports.by_group.breakdown`, as the API looks.
"""

import argparse
from functools import partial
from random import Random
from typing import Any, Final

from msgspec import Struct

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.journey import Workspace
from loopline.reports.by_group import breakdown
from tests.calibration.played import played, share_words
from tests.reports.programmes.worlds import Book, journey
from tests.runtime.parts import DAY, NOON

SEED: Final = 20_261_130
DAYS: Final = 28
A_DAY: Final = 150
HELD: Final = 0.3
WITHIN_DAYS: Final = 2
LOOKS: Final = (8, 12, 16, 20, 24, 28)
NAME: Final = "nudge"
PLANS: Final = {"free": 0.1, "pro": 0.2, "team": 0.3}
"""Plans buy differently often, as they do; that alone is no difference of the effect."""
COUNTRIES: Final = ("de", "fr", "it", "es")
FACTORS: Final = ("trait:plan", "trait:country")


class Effects(Struct, frozen=True):
    """What a message does to the chance of buying, by plan."""

    free: float
    pro: float
    team: float


KINDS: Final = {
    "A/A: no effect": Effects(1, 1, 1),
    "one effect everywhere": Effects(1.4, 1.4, 1.4),
    "planted: only the free buy more": Effects(2.5, 1, 1),
    "planted: the free more, teams less": Effects(3, 1, 0.6),
}


def found_by(kind: str, number: int) -> dict[str, int]:
    """For each factor that was ever said to differ, the day of the first look that said so."""
    rng, book, effects = Random(f"{SEED}/{kind}/{number}"), Book(), KINDS[kind]
    for day in range(DAYS):
        for n in range(A_DAY):
            person, came, plan = f"p{day}-{n}", NOON + day * DAY + n, rng.choice([*PLANS])
            is_held = rng.random() < HELD
            traits = {"plan": plan, "country": rng.choice(COUNTRIES)}
            book.write("person", person, came - 1, {"traits": traits})
            book.goes(person, NAME, came, held="journey" if is_held else "")
            if rng.random() < PLANS[plan] * (1 if is_held else getattr(effects, plan)):
                bought = came + 7_200_000 + rng.randrange(DAY)
                own = {"journey": NAME, "enrollment": f"{NAME}:{person}:{came}", "version": 1}
                book.write("goal", person, bought, {"after_ms": bought - came, "again": False}, name="bought", **own)
    goal = {"event": "bought", "within": f"{WITHIN_DAYS}d"}
    plain: dict[str, Any] = {"goal": goal, "holdout": {"percent": 100 * HELD}}
    known = publish(PublishedSet(), Workspace(), 1)
    known = publish(known, journey(NAME, factors=list(FACTORS), **plain), 1)
    facts = book.carried(NOON + 400 * DAY, shards=1)
    found: dict[str, int] = {}
    try:
        for day in LOOKS:
            for factor in FACTORS:
                told = breakdown(facts, known, NAME, factor, NOON + day * DAY).interaction
                if told.verdict == "differs":
                    found.setdefault(factor, day)
    finally:
        facts.close()
    return found


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=40)
    asked.add_argument("--planted", type=int, default=None, help="worlds with a planted difference, where fewer")
    asked.add_argument("--minutes", type=float, default=600.0, help="stop after so long, with as many of each kind")
    given = asked.parse_args()
    planted = given.worlds if given.planted is None else given.planted
    most = {kind: planted if kind.startswith("planted") else given.worlds for kind in KINDS}
    found = played({kind: partial(found_by, kind) for kind in KINDS}, most, given.minutes)
    print(f"{A_DAY} people a day, {len(LOOKS)} looks, {HELD:.0%} held out, seed {SEED}, worlds from number 0 on")
    for kind, worlds in found.items():
        for what, count in (
            ("any factor", sum(bool(one) for one in worlds)),
            ("plan", sum(FACTORS[0] in one for one in worlds)),
            ("country", sum(FACTORS[1] in one for one in worlds)),
        ):
            print(f"{kind}; said to differ by {what}: {share_words(count, len(worlds))}", flush=True)


if __name__ == "__main__":
    main()
