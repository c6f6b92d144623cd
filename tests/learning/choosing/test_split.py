"""The live split: the first choice of each unit in its round, and an e-value that may be looked at every day."""

from itertools import count

import numpy as np
import pytest
from msgspec.structs import replace

from loopline.learning.choosing.rows import ChoiceRow, ChoiceTold
from loopline.learning.choosing.split import E_AGREES, one_sided_e, split
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule

POLICY = ChoicePolicy(
    journey="j", node="n", version=1, before=ChoiceRule(stage="best", shares={"": {"a": 1.0}}), state="trial", round=1
)


def row(unit: str, lane: str, *, goals: int, round: int = 1, pending: bool = False, at: int = 1) -> ChoiceRow:
    return ChoiceRow(unit, at, "a", 0.5, ChoiceTold(lane=lane, round=round), pending, goals, 3.0 * goals)


def sides(now: tuple[int, int], before: tuple[int, int]) -> list[ChoiceRow]:
    numbers = count()
    return [
        row(f"u{next(numbers)}", lane, goals=int(place < bought))
        for lane, (units, bought) in (("now", now), ("before", before))
        for place in range(units)
    ]


def test_only_the_first_choice_of_a_unit_counts_and_only_in_this_round_once_it_is_settled() -> None:
    rows = [
        row("ann", "now", goals=1),
        row("ann", "now", goals=0, at=2),
        row("bob", "before", goals=0),
        row("eve", "explore", goals=1),
        row("old", "now", goals=1, round=0),
        row("new", "now", goals=1, pending=True),
    ]
    found = split(rows, POLICY, money=False)
    assert (found.now.units, found.now.converted, found.before.units) == (1, 1, 1)
    assert not found.enough and found.e_better == found.e_worse == 0
    against_chance = split(rows, replace(POLICY, before=ChoiceRule()), money=False)
    assert against_chance.before.units == 2  # those who are chosen for at random are of that part as well


def test_a_clear_difference_is_seen_on_the_side_on_which_it_is() -> None:
    better = split(sides((400, 120), (400, 60)), POLICY, money=False)
    assert better.e_better > E_AGREES > 1 > better.e_worse
    worse = split(sides((400, 60), (400, 120)), POLICY, money=False)
    assert worse.e_worse == better.e_better
    assert better.low < better.difference < better.high
    money = split(sides((400, 120), (400, 60)), POLICY, money=True)
    assert money.difference == pytest.approx(3 * better.difference)


def test_daily_looks_at_nothing_agree_in_few_of_many_histories() -> None:
    """Of 400 histories of 60 looks, 20 may agree by the promise; a fixed test looked at daily would in a third."""
    chance = np.random.default_rng(7)
    agreed = naive = 0
    for _ in range(400):
        now, before = (chance.binomial(50, 0.1, 60).cumsum() for _ in range(2))
        units = 50 * np.arange(1, 61)
        rate = (now + before) / (2 * units)
        z = (now - before) / units / np.sqrt(rate * (1 - rate) * 2 / units)
        looks = [one_sided_e(float(one), int(n), int(n)) for one, n in zip(z[1:], units[1:], strict=True)]
        agreed += max(looks) >= E_AGREES
        naive += bool((z[1:] > 1.645).any())
    assert agreed <= 20
    assert naive >= 80


def test_more_of_the_same_evidence_is_more_and_nothing_overflows() -> None:
    assert one_sided_e(3, 2_000, 2_000) > one_sided_e(2, 2_000, 2_000) > one_sided_e(-2, 2_000, 2_000) > 0
    assert one_sided_e(1e6, 10**6, 10**6) < 1e301


def test_without_any_variance_nothing_is_said() -> None:
    found = split([replace(one, goals=0) for one in sides((400, 0), (400, 0))], POLICY, money=False)
    assert found.e_better == 0
