"""Hillstrom's e-mail test of 2008, through the HTTP API: customers come in, walk a journey, buy or not, and are
reported.

`python -m tests.calibration.hillstrom` takes all 64,000 customers (minutes) and holds the report to the published
figures, arm by arm: once with the purchase as the goal, and once with the visit. `--part 5` takes one in five.

K. Hillstrom published the rows on 20 March 2008 (MineThatData, e-mail analytics and data mining challenge). They carry
no licence and stay outside of this repository: here are the counts of each arm, and customers made of them who have the
arm's visits, buyers, spend and squares of spend. All figures of a report are made of these.
"""

import argparse
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

PUBLISHED: Final = {
    "Mens": (18.276, 1.253, 1.4226),
    "Womens": (15.140, 0.884, 1.0772),
    "No": (10.617, 0.573, 0.6528),
}
"""Visits and purchases in percent, spend in dollars, of each arm: what the published rows come to."""

PURCHASE, VISIT = "purchase", "visit"
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


def messages(sides: dict[str, Side], goal: str = PURCHASE) -> Iterator[dict[str, Any]]:
    """Everybody is known and joins; those that bought do so, or those that visited."""
    for arm, names in customers(sides).items():
        for name in names:
            yield identify(name, email=f"{name}@example.com")
            yield track(name, "joined")
        if goal == VISIT:
            yield from (track(name, VISIT) for name in names[: sides[arm].visits.conversions])
            continue
        for name, amount in zip(names, spends(sides[arm]), strict=False):
            yield track(name, PURCHASE, amount=amount)


def told(house: House, clock: VirtualClock, sides: dict[str, Side], goal: str = PURCHASE) -> dict[str, Any]:
    """The report on day 20, of purchases or of visits."""
    house.publish(JOURNEY if goal == PURCHASE else JOURNEY | {"goal": {"event": VISIT, "within": "14d"}})
    everything = list(messages(sides, goal))
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


def reported(sides: dict[str, Side], goal: str) -> dict[str, Any]:
    """The report of a house that takes these customers in."""
    clock = VirtualClock(NOON)
    with tempfile.TemporaryDirectory() as folder, living(Path(folder), clock=clock) as house:
        return told(house, clock, sides, goal)


def arms(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Units, conversions and value of each arm, as its report has them."""
    (row,) = report["experiments"][0]["between"]["rows"]
    return {"Mens": row["held_out"], "Womens": row["treated"], "No": report["lift"]["held_out"]}


def figures(purchases: dict[str, Any], visits: dict[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Of each arm the part that visited and that bought, in percent, and what a customer spent, in dollars."""
    bought, came = arms(purchases), arms(visits)
    return {
        name: (
            100 * came[name]["conversions"] / came[name]["units"],
            100 * one["conversions"] / one["units"],
            one["value_sum"] / one["units"],
        )
        for name, one in bought.items()
    }


def own_figures(sides: dict[str, Side]) -> dict[str, tuple[float, float, float]]:
    """The same by the counts of the rows that went in."""
    return {
        name: (
            100 * side.visits.conversions / side.people,
            100 * side.buyers.conversions / side.people,
            side.spend.total / side.people,
        )
        for name, side in sides.items()
    }


def table(ours: dict[str, tuple[float, float, float]], theirs: dict[str, tuple[float, float, float]]) -> str:
    """Both beside each other, in Markdown."""
    lines = ["| arm | visit | conversion | spend |", "|---|---|---|---|"]
    for name, one in ours.items():
        visit, bought, spent = zip(one, theirs[name], strict=True)
        cells = f"{visit[0]:.3f} % ({visit[1]:.3f}) | {bought[0]:.3f} % ({bought[1]:.3f}) | ${spent[0]:.4f}"
        lines.append(f"| {name} | {cells} ({spent[1]:.4f}) |")
    return "\n".join(lines)


def differing(
    ours: dict[str, tuple[float, float, float]], theirs: dict[str, tuple[float, float, float]], most: float = 5e-4
) -> list[str]:
    """The arms of which a figure is another than what is published, to the digits that are published."""
    return [
        name for name, one in ours.items() if any(abs(a - b) > most for a, b in zip(one, theirs[name], strict=True))
    ]


def main() -> int:
    """All customers, held to what is published; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=int, default=1, help="one in so many customers")
    part = parser.parse_args().part
    sides = HILLSTROM if part == 1 else {name: part_of(side, part) for name, side in HILLSTROM.items()}
    theirs = PUBLISHED if part == 1 else own_figures(sides)
    found = reported(sides, PURCHASE)
    ours = figures(found, reported(sides, VISIT))
    print(table(ours, theirs), flush=True)
    if part > 1:
        return int(bool(differing(ours, theirs)))
    lift = found["lift"]
    seen = {
        "purchases of the mailed": (lift["treated"]["conversions"], 456),
        "of the others": (lift["held_out"]["conversions"], 122),
        "difference, points": (round(100 * lift["conversion"]["estimate"], 4), 0.4955),
        "z": (round(lift["z"], 4), 6.2438),
        "Newcombe, low": (round(100 * lift["fixed"]["low"], 5), 0.35082),
        "Newcombe, high": (round(100 * lift["fixed"]["high"], 5), 0.63335),
        "spend, dollars more": (round(lift["value"]["estimate"], 3), 0.597),
        "spend, relative": (round(lift["value"]["relative"], 3), 0.914),
        "verdict": (lift["verdict"], "lift"),
    }
    for name, (one, two) in seen.items():
        print(f"{name}: {one} (published {two})")
    return int(bool(differing(ours, theirs)) or any(one != two for one, two in seen.values()))


if __name__ == "__main__":
    sys.exit(main())
