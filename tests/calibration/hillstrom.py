"""Hillstrom's e-mail test of 2008, through the HTTP API: customers come in, walk a journey, buy or not, and are
reported.

`python -m tests.calibration.hillstrom` takes all 64,000 customers (minutes) and holds the report to the published
figures.

K. Hillstrom published the rows on 20 March 2008 (MineThatData, e-mail analytics and data mining challenge). They carry
no licence and stay outside of this repository: here are the counts of each arm, and customers made of them who have the
arm's visits, buyers, spend and squares of spend. All figures of a report are made of these.
"""

import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from math import sqrt
from pathlib import Path
from typing import Any, Final, NamedTuple

from loopline.learning.stats.moments import ArmCounts, Moments
from loopline.model.ids import bucket
from loopline.runtime.clock import VirtualClock
from tests.runtime.parts import DAY, NOON
from tests.studio.house import House, identify, living, track


class Side(NamedTuple):
    """One arm: who came, who bought, and what they spent within two weeks."""

    visits: ArmCounts
    buyers: ArmCounts
    spend: Moments

    @property
    def people(self) -> int:
        """All in this arm."""
        return self.spend.n


HILLSTROM: Final = {
    "Mens": Side(ArmCounts(21_307, 3_894), ArmCounts(21_307, 267), Moments(21_307, 30_311.69, 6_759_024.4973)),
    "Womens": Side(ArmCounts(21_387, 3_238), ArmCounts(21_387, 189), Moments(21_387, 23_038.11, 4_911_446.5763)),
    "No": Side(ArmCounts(21_306, 2_262), ArmCounts(21_306, 122), Moments(21_306, 13_908.33, 2_870_050.3621)),
}

SALT: Final = "hillstrom"
PERCENT: Final = 33.290625  # 21,306 of 64,000
AT_ONCE: Final = 500
MAIL: Final[dict[str, Any]] = {"kind": "message", "channel": "email", "content": {"subject": "Hello", "text": "Hello"}}
JOURNEY: Final[dict[str, Any]] = {
    "kind": "journey",
    "id": "hillstrom",
    "entry": {"on": ["joined"]},
    "holdout": {"percent": PERCENT, "salt": SALT},
    "goal": {"event": "purchase", "value": "amount", "within": "14d"},
    "start": "mail",
    "nodes": {
        "mail": {
            "kind": "experiment",
            "salt": SALT,
            "arms": [{"name": "Mens", "weight": 1, "then": "mens"}, {"name": "Womens", "weight": 1, "then": "womens"}],
        },
        "mens": MAIL,
        "womens": MAIL,
    },
}


def part_of(side: Side, part: int) -> Side:
    """One in so many of an arm: its counts divided and rounded, a buyer's spend as in the whole."""
    people, buyers = round(side.people / part), round(side.buyers.conversions / part)
    each = buyers / side.buyers.conversions
    return Side(
        ArmCounts(people, round(side.visits.conversions / part)),
        ArmCounts(people, buyers),
        Moments(people, side.spend.total * each, side.spend.squares * each),
    )


def spends(side: Side) -> list[float]:
    """What the buyers of an arm spend, in cents: two prices that have its sum and its sum of squares."""
    n = side.buyers.conversions
    mean = side.spend.total / n
    spread, dear = sqrt(side.spend.squares / n - mean * mean), n // 2
    low, high = mean - spread * sqrt(dear / (n - dear)), mean + spread * sqrt((n - dear) / dear)
    return [round(high, 2)] * dear + [round(low, 2)] * (n - dear)


def arm_of(name: str) -> str:
    """Where the product's own hash puts a customer."""
    if bucket(SALT, "journey:hillstrom", name) * 100 < PERCENT:
        return "No"
    return "Mens" if bucket(SALT, "arm:hillstrom:mail", name) < 0.5 else "Womens"


def customers(sides: dict[str, Side]) -> dict[str, list[str]]:
    """Names for each arm, such that the hash gives everybody her published arm."""
    found: dict[str, list[str]] = {name: [] for name in sides}
    for number in count(1):
        name = f"c{number}"
        arm = arm_of(name)
        if len(found[arm]) < sides[arm].people:
            found[arm].append(name)
        elif all(len(found[one]) == sides[one].people for one in sides):
            return found
    raise AssertionError("there is always another number")


def messages(sides: dict[str, Side]) -> Iterator[dict[str, Any]]:
    """Everybody is known and joins; those that bought do so."""
    for arm, names in customers(sides).items():
        for name in names:
            yield identify(name, email=f"{name}@example.com")
            yield track(name, "joined")
        for name, amount in zip(names, spends(sides[arm]), strict=False):
            yield track(name, "purchase", amount=amount)


def told(house: House, clock: VirtualClock, sides: dict[str, Side]) -> dict[str, Any]:
    """The report on day 20."""
    house.publish(JOURNEY)
    everything = list(messages(sides))
    for at in range(0, len(everything), AT_ONCE):
        batch = everything[at : at + AT_ONCE]
        answer = house.stranger.post("/v1/batch", json={"batch": batch}, headers=house.write)
        assert answer.status_code == 200, answer.text
        if at % (10 * AT_ONCE) == 0:
            house.settle()
    house.settle()
    clock.move_to(NOON + 20 * DAY)
    passing = [track("passer", "page_viewed")]  # something comes in on that day, so the facts reach up to it
    assert house.stranger.post("/v1/batch", json={"batch": passing}, headers=house.write).status_code == 200
    house.settle()
    return house.get("/api/journeys/hillstrom/report")


def main() -> int:
    """All customers, held to what is published; 1 where something differs."""
    clock = VirtualClock(NOON)
    with tempfile.TemporaryDirectory() as folder, living(Path(folder), clock=clock) as house:
        found = told(house, clock, HILLSTROM)
    lift = found["lift"]
    seen = {
        "purchases of the mailed": (lift["treated"]["conversions"], 456),
        "of the others": (lift["held_out"]["conversions"], 122),
        "difference, points": (round(100 * lift["conversion"]["estimate"], 4), 0.4955),
        "z": (round(lift["z"], 4), 6.2438),
        "Newcombe, low": (round(100 * lift["fixed"]["low"], 5), 0.35081),
        "Newcombe, high": (round(100 * lift["fixed"]["high"], 5), 0.63335),
        "spend, dollars more": (round(lift["value"]["estimate"], 3), 0.597),
        "spend, relative": (round(lift["value"]["relative"], 3), 0.914),
        "verdict": (lift["verdict"], "lift"),
    }
    for name, (ours, theirs) in seen.items():
        print(f"{name}: {ours} (published {theirs})")
    return int(any(ours != theirs for ours, theirs in seen.values()))


if __name__ == "__main__":
    sys.exit(main())
