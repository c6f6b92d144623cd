"""Choices in invented worlds, day after day, through the product's own decisions, facts, questions and policies.

`python -m tests.calibration.choosing --histories 100` prints how often each stage is promoted in each world, with
Clopper-Pearson intervals. A day is: new people come, each is chosen for by `advance` under the policy that holds, buys
or not by what was chosen, and the facts go to DuckDB; then the node is looked at as the desk does it daily, and what is
stated holds from the next day on.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec import Struct, json
from msgspec.structs import replace as renewed
from scipy.stats import beta

from loopline.decisions.published import PublishedSet
from loopline.learning.choosing.figures import PolicyWeighed
from loopline.model.choosing.policy import ChoicePolicy
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.pipeline.advance import advance
from loopline.reports.choices import choose_node, policy_weighed
from loopline.runtime.engine.publication import with_policy
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.decisions.played import START, published

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
JOURNEY: Final[dict[str, Any]] = {
    "id": "j",
    "entry": {"on": ["go"]},
    "goal": {"event": "bought", "within": "12h"},
    "nodes": {
        "pick": {
            "kind": "choose",
            "options": [{"name": "a"}, {"name": "b"}],
            "by": [{"name": "small", "when": "seats < 5"}, {"name": "large", "when": "seats >= 5"}],
            "context": ["seats", "age"],
        }
    },
}


class ChoiceWorld(Struct, frozen=True):
    """How probable it is that somebody buys, by option and seats (1 to 8)."""

    name: str
    buys: Callable[[str, int], float]
    people_a_day: int = 300
    days: int = 35


def _pays(option: str, seats: int) -> float:
    if option == "nothing":
        return 0.08
    return 0.2 if (option == "a") == (seats < 5) else 0.08


def _constant(option: str, seats: int) -> float:
    return {"a": 0.2, "b": 0.12}.get(option, 0.08) + (0.05 if seats < 5 else 0.0)


def _same(option: str, seats: int) -> float:
    return 0.17 if seats < 5 else 0.09


PAYS: Final = ChoiceWorld("targeting pays", _pays)
CONSTANT: Final = ChoiceWorld("one option is best for all", _constant)
SAME: Final = ChoiceWorld("all options are the same", _same)
WORLDS: Final = (PAYS, CONSTANT, SAME)


class History(Struct, frozen=True):
    """What became of a world: the stages that were promoted, the moves, and the last policy."""

    promoted: tuple[str, ...]
    moves: tuple[tuple[int, str, str], ...]
    policy: ChoicePolicy | None
    bought: tuple[int, ...]


def history(world: ChoiceWorld, seed: int) -> History:
    """One history of a world."""
    chance = np.random.default_rng(seed)
    with closing(DuckFacts()) as facts:
        return _lived(world, seed, chance, facts)


def _lived(world: ChoiceWorld, seed: int, chance: np.random.Generator, facts: DuckFacts) -> History:
    rules = published(JOURNEY)
    moves: list[tuple[int, str, str]] = []
    bought = []
    for day in range(world.days):
        start = START + day * DAY
        made, buyers = [], 0
        for number in range(world.people_a_day):
            own, bought_one = _person(world, rules, chance, f"p{seed}-{day}-{number}", start + number)
            made += own
            buyers += bought_one
        bought.append(buyers)
        placed = [renewed(fact, position=at + 1, seq=at + 1) for at, fact in enumerate(made)]
        facts.append(day + 1, lines_of(placed))
        now = start + DAY
        found = _look(facts, rules, now)
        if found.policy is not None:
            rules = with_policy(rules, found.policy)
        if found.move not in ("kept", "waits", "updated"):
            moves.append((day, found.move, found.words))
    policy = rules.policies.get(("j", "pick"))
    return History(tuple(_promoted(moves)), tuple(moves), policy, tuple(bought))


def _look(facts: DuckFacts, rules: PublishedSet, now: int) -> PolicyWeighed:
    return policy_weighed(facts, rules, choose_node(rules, "j", "pick"), now)


def _promoted(moves: list[tuple[int, str, str]]) -> Iterator[str]:
    for _, move, words in moves:
        if move == "promoted":
            yield words.split('"')[1]


def _person(
    world: ChoiceWorld, rules: PublishedSet, chance: np.random.Generator, key: str, at: int
) -> tuple[list[Fact], int]:
    seats, age = int(chance.integers(1, 9)), int(chance.integers(18, 80))
    person = Person(key=key, traits={"seats": seats, "age": age}, first_seen_at=1)
    person, effects = advance(person, _event(key, "go", at), rules, at)
    option = next(fact.name for fact in effects if isinstance(fact, Fact) and fact.reason == "choice")
    buys = chance.random() < world.buys(option, seats)
    if buys:
        effects += advance(person, _event(key, "bought", at + HOUR), rules, at + HOUR)[1]
    return [one for one in effects if isinstance(one, Fact)], int(buys)


def _event(key: str, name: str, at: int) -> EventReceived:
    return EventReceived(key=key, id=f"{key}/{name}", name=name, at=at, received_at=at, properties=json.encode({}))


def interval(found: int, of: int) -> tuple[float, float]:
    """The 95 % interval of Clopper and Pearson."""
    low = float(beta.ppf(0.025, found, of - found + 1)) if found else 0.0
    high = float(beta.ppf(0.975, found + 1, of - found)) if found < of else 1.0
    return low, high


def rates(world: ChoiceWorld, first: int, histories: int, workers: int) -> Counter[str]:
    """In how many histories each stage was promoted."""
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(workers) as pool:
        for found in pool.map(partial(history, world), range(first, first + histories)):
            counts.update(set(found.promoted))
            counts["targeting"] += bool({"groups", "learned"} & set(found.promoted))
            counts["any"] += bool(found.promoted)
    return counts


def main() -> None:
    """Print the table."""
    ask = ArgumentParser()
    ask.add_argument("--histories", type=int, default=100)
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--only", default="")
    asked = ask.parse_args()
    print("| World | Promoted | Histories | Rate | 95 % |\n| --- | --- | --- | --- | --- |")
    for world in WORLDS:
        if not world.name.startswith(asked.only):
            continue
        counts = rates(world, 1, asked.histories, asked.workers)
        for stage in ("best", "groups", "learned", "targeting", "any"):
            low, high = interval(counts[stage], asked.histories)
            rate = counts[stage] / asked.histories
            print(f"| {world.name} | {stage} | {asked.histories} | {rate:.1%} | {low:.1%} to {high:.1%} |", flush=True)


if __name__ == "__main__":
    main()
