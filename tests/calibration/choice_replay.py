"""Choices replayed on logged uniform data: what each stage would have brought, by the customers it agrees with.

The replay method (Li, Chu, Langford and Wang, WSDM 2011): customers come in a random order, the policy draws an option,
and where it is the one that was logged, the customer counts for the policy and teaches it; the others are passed over.
The log was uniform over the options, so what is kept is what the policy would have seen.

`python -m tests.calibration.choice_replay FILE` replays Hillstrom's e-mail test of 2008 with all that is known of its
customers (64,000 rows; K. Hillstrom, MineThatData, 20 March 2008). The rows carry no licence and stay outside of this
repository; the test replays customers made of the published counts of visits, of whom nothing is known but noise.
"""

import csv
import gzip
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.choosing.draw import draw_option
from loopline.decisions.choosing.law import KnownPerson, laws
from loopline.learning.choosing.evidence import choice_evidence
from loopline.learning.choosing.learned import option_values
from loopline.learning.choosing.rows import ChoiceRow, ChoiceTold
from loopline.learning.choosing.weigh import Weighing, weigh
from loopline.model.choosing.policy import ChoicePolicy
from loopline.model.duration import DAY
from loopline.model.nodes.choose import NOTHING, STAGES, ChoiceGroup, Choose, Option, Stage
from tests.calibration.hillstrom import HILLSTROM

NODE: Final = Choose(
    options=(Option(name="Mens"), Option(name="Womens")),
    by=tuple(ChoiceGroup(name=name, when="true") for name in ("mens", "womens", "both")),
    context=("recency", "history", "newbie", "urban", "web"),
)
POLICY: Final = ChoicePolicy(journey="hillstrom", node="pick", version=0)
SEEDS: Final = 3
AT_ONCE: Final = 250
"""A look comes after so many customers of the replay, as a day's."""


class Customer(Struct, frozen=True):
    """A logged customer: what was sent, whether she came, and what was known of her before."""

    sent: str
    came: bool
    known: KnownPerson


def from_file(path: Path) -> list[Customer]:
    """The rows as they were published."""
    with gzip.open(path, "rt") as lines:
        return [_customer(row) for row in csv.DictReader(lines)]


def _customer(row: dict[str, str]) -> Customer:
    sent = {"Mens E-Mail": "Mens", "Womens E-Mail": "Womens"}.get(row["segment"], NOTHING)
    bought = (row["mens"] == "1", row["womens"] == "1")
    group = {(True, False): "mens", (False, True): "womens", (True, True): "both"}.get(bought, "")
    numbers = {
        "recency": float(row["recency"]),
        "history": float(row["history"]),
        "newbie": float(row["newbie"]),
        "urban": float(row["zip_code"] == "Urban"),
        "web": float(row["channel"] == "Web"),
    }
    return Customer(sent, row["visit"] == "1", KnownPerson(group, numbers))


def from_counts(seed: int) -> list[Customer]:
    """Customers with the published visits of each arm, of whom nothing is known that tells them apart."""
    chance = np.random.default_rng(seed)
    made = []
    for name, side in HILLSTROM.items():
        for number in range(side.people):
            group = ("mens", "womens", "both")[int(chance.integers(3))]
            numbers: dict[str, float | None] = {field: float(chance.normal()) for field in NODE.context}
            sent = NOTHING if name == "No" else name
            made.append(Customer(sent, number < side.visits.conversions, KnownPerson(group, numbers)))
    return made


class Kept(Struct, frozen=True):
    """Customers whom a policy agreed with, and how many came; `expected` are those who would have come by the rates of
    their options in the whole log: the same without the chance of who was agreed with, where nobody is targeted."""

    stage: str
    customers: int
    came: int
    expected: float

    @property
    def rate(self) -> float:
        """The part that came."""
        return self.came / self.customers if self.customers else 0.0

    def of(self, best: float) -> tuple[float, float, float]:
        """The rate in parts of the best option's, with its 95 % interval."""
        error = 1.96 * (self.rate * (1 - self.rate) / max(self.customers, 1)) ** 0.5
        return self.rate / best, (self.rate - error) / best, (self.rate + error) / best


def rates_of(customers: Sequence[Customer]) -> dict[str, float]:
    """The part that came of those who were sent each option."""
    options = ("Mens", "Womens", NOTHING)
    return {name: float(np.mean([one.came for one in customers if one.sent == name])) for name in options}


def of_stage(stage: Stage, customers: Sequence[Customer], seed: int) -> Kept:
    """A policy of one stage from the first customer on: it explores 5 %, and learns anew from what it kept daily."""
    return _replayed(stage, customers, seed)[0]


def chosen(customers: Sequence[Customer], seed: int) -> tuple[Kept, Kept, list[str]]:
    """The whole node, from chance on: what it brought in all, and in its last third; and the stages it went through."""
    kept, rows, stages = _replayed(None, customers, seed)
    return kept, _kept("last third", rows[len(rows) * 2 // 3 :], rates_of(customers)), stages


def _kept(stage: str, rows: Sequence[ChoiceRow], rates: dict[str, float]) -> Kept:
    return Kept(stage, len(rows), sum(row.goals for row in rows), sum(rates[row.option] for row in rows))


def _replayed(stage: Stage | None, customers: Sequence[Customer], seed: int) -> tuple[Kept, list[ChoiceRow], list[str]]:
    order = np.random.default_rng(seed).permutation(len(customers))
    policy, rows, stages = POLICY, list[ChoiceRow](), ["random"]
    looked = 0
    for number in order:
        one = customers[number]
        law = laws(policy, [option.name for option in NODE.options], one.known, 0.01)
        unit = f"{seed}/{number}"
        drawn = draw_option(law, "replay", "hillstrom/pick", round=policy.round, unit=unit, passage=unit)
        if drawn.option != one.sent:
            continue
        rule = policy.before if drawn.lane == "before" and policy.before is not None else policy.now
        told = ChoiceTold(
            rule.stage,
            policy.version,
            policy.round,
            drawn.lane,
            dict(law.overall),
            one.known.group,
            dict(one.known.numbers),
        )
        rows.append(ChoiceRow(unit, len(rows), drawn.option, drawn.propensity, told, False, int(one.came), 0.0))
        if len(rows) >= looked + AT_ONCE:
            looked = len(rows)
            policy = _next(stage, policy, rows, looked // AT_ONCE * DAY)
            if policy.now.stage != stages[-1]:
                stages.append(policy.now.stage)
    return _kept(stage or "choose", rows, rates_of(customers)), rows, stages


def _next(stage: Stage | None, policy: ChoicePolicy, rows: Sequence[ChoiceRow], now: int) -> ChoicePolicy:
    if stage is None:
        return weigh(NODE, rows, policy, now).policy or policy
    seen = choice_evidence(NODE, rows)
    rule = Weighing(NODE, seen, option_values(seen), policy, now).rule(stage)
    return replace(policy, version=policy.version + 1, now=rule)


def main() -> int:
    """Print the figures of a file; 1 where `best` or `groups` is below 0.98 of the best option's value on average."""
    customers = from_file(Path(sys.argv[1]))
    best = max(rates_of(customers).values())
    print(f"The best option for everybody: {best:.2%} came. All that follows includes 5 % at random for ever.")
    print("| Stage | Seed | Kept | Came | Of the best | 95 % | Expected |\n| --- | --- | --- | --- | --- | --- | --- |")
    worst = 1.0
    for stage in STAGES:
        found = [of_stage(stage, customers, seed) for seed in range(1, SEEDS + 1)]
        for seed, one in enumerate(found, 1):
            _show(one.stage, seed, one, best)
        if stage in ("best", "groups"):
            worst = min(worst, sum(one.rate for one in found) / len(found) / best)
    for seed in range(1, SEEDS + 1):
        kept, last, stages = chosen(customers, seed)
        for one in (kept, last):
            _show(f"{one.stage} ({' > '.join(stages)})", seed, one, best)
    return int(worst < 0.98)


def _show(name: str, seed: int, one: Kept, best: float) -> None:
    part, low, high = one.of(best)
    expected = one.expected / one.customers / best
    interval = f"{low:.3f} to {high:.3f}"
    print(
        f"| {name} | {seed} | {one.customers} | {one.rate:.2%} | {part:.3f} | {interval} | {expected:.3f} |", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
