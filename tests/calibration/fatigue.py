"""How often limits of a cap are said to differ: where they do nothing, and where more messages drive people away.

`python -m tests.calibration.fatigue` prints the rates, with the seeds; `--minutes 60` stops before it has all. Each
world is facts in a store, looked at on several days by `reports.fatigue.report.fatigue_report`, as the API looks.
"""

import argparse
from functools import partial
from random import Random
from typing import Any, Final

from msgspec import Struct

from tests.calibration.played import played, share_words
from tests.reports.fatigue.worlds import GOAL, LIMITS, Doses, reported, rules
from tests.runtime.parts import DAY, NOON

SEED: Final = 20_261_201
DAYS: Final = 28
A_DAY: Final = 150
WITHIN_DAYS: Final = 3
LOOKS: Final = (8, 12, 16, 20, 24, 28)
SHARES: Final = {"two": 1, "three": 2, "five": 1}
HOUR: Final = 3_600_000


class Truth(Struct, frozen=True):
    """Chances within the window, by limit: to leave, to complain, to buy."""

    leaves: dict[str, float]
    complains: dict[str, float]
    buys: dict[str, float]


SAME: Final = dict.fromkeys(LIMITS, 0.03)
BUYS: Final = dict.fromkeys(LIMITS, 0.12)
KINDS: Final = {
    "A/A: limits do nothing": Truth(SAME, dict.fromkeys(LIMITS, 0.01), BUYS),
    "planted: five a week drive people away": Truth({**SAME, "five": 0.08}, dict.fromkeys(LIMITS, 0.01), BUYS),
    "planted: five a week drive many away": Truth({**SAME, "five": 0.16}, dict.fromkeys(LIMITS, 0.01), BUYS),
    "planted: people buy more with each message": Truth(
        SAME, dict.fromkeys(LIMITS, 0.01), {"two": 0.08, "three": 0.11, "five": 0.17}
    ),
}


def found_by(kind: str, number: int) -> dict[str, int]:
    """Each line that ever left out zero, as "outcome arm more" or less, with the day of the first look at which."""
    rng, book, truth = Random(f"{SEED}/{kind}/{number}"), Doses(), KINDS[kind]
    for day in range(DAYS):
        for n in range(A_DAY):
            person, came = f"p{day}-{n}", NOON + day * DAY + n
            arm = rng.choices([*SHARES], [*SHARES.values()])[0]
            book.differs(person, came, arm)
            key = book.gets(person, came + HOUR)
            for name, chances in (("unsubscribed", truth.leaves), ("complained", truth.complains)):
                if rng.random() < chances[arm]:
                    book.answers(person, _at(rng, came), name, key)
            if rng.random() < truth.buys[arm]:
                book.buys(person, _at(rng, came), round(rng.lognormvariate(3, 1), 2))
    workspace = rules(goal={**GOAL, "within": f"{WITHIN_DAYS}d"})
    facts = book.carried(NOON + 400 * DAY, shards=1)
    found: dict[str, int] = {}
    try:
        for day in LOOKS:
            for line in reported(facts, NOON + day * DAY, workspace).lines:
                if line.verdict in ("more", "less"):
                    found.setdefault(f"{line.outcome} {line.arm} {line.verdict}", day)
    finally:
        facts.close()
    return found


def _at(rng: Random, came: int) -> int:
    return came + 2 * HOUR + rng.randrange(WITHIN_DAYS * DAY - 3 * HOUR)


def main() -> None:
    """Print the table."""
    asked: Any = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=100)
    asked.add_argument("--minutes", type=float, default=600.0, help="stop after so long, with as many of each kind")
    given = asked.parse_args()
    found = played({kind: partial(found_by, kind) for kind in KINDS}, dict.fromkeys(KINDS, given.worlds), given.minutes)
    print(f"{A_DAY} people a day, {len(LOOKS)} looks in {DAYS} days, seed {SEED}, worlds from number 0 on")
    for kind, worlds in found.items():
        print(f"{kind}; any line: {share_words(sum(bool(one) for one in worlds), len(worlds))}", flush=True)
        for what in sorted({what for one in worlds for what in one}):
            print(f"{kind}; {what}: {share_words(sum(what in one for one in worlds), len(worlds))}", flush=True)


if __name__ == "__main__":
    main()
