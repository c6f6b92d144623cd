"""The planner's smallest effects are those that a brute-force simulation finds, for proportions and for means."""

from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.lift.plan import Plan
from loopline.learning.lift.power import units_needed
from loopline.learning.lift.rules import values_at_a_look, values_at_any_look
from loopline.learning.planning.detect import (
    LOOKS_COST,
    closed_after,
    detectable_lift,
    detectable_value,
    no_plan,
    plan_report,
    weeks_needed,
)
from loopline.learning.planning.figures import PlanInputs, PlanRule
from loopline.learning.stats.conditional import ClosedBlock, Evidence
from loopline.learning.stats.interval import pooled_z
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.value import Pair
from loopline.model.errors import Invalid

SPREAD = 0.7
HISTORIES, NEAR = 600, 0.05
"""Three standard errors of a share of 80 % among so many."""


def plan(rule: PlanRule, rate: float = 0.1, **fields: float) -> PlanInputs:
    return PlanInputs(people_a_week=1_000.0, base_rate=rate, holdout=0.2, rule=rule, **fields)


@pytest.mark.parametrize(("rule", "rate", "weeks"), [("obf", 0.1, 10), ("e_process", 0.1, 10), ("e_process", 0.5, 6)])
def test_a_lift_is_seen_four_times_in_five(rule: PlanRule, rate: float, weeks: int) -> None:
    inputs, rng = plan(rule, rate), np.random.default_rng(4)
    treated, held = map(int, closed_after(inputs, weeks))
    gain = detectable_lift(inputs, treated, held)
    assert gain is not None
    seen = 0
    for _ in range(HISTORIES):
        days = 7 * (weeks - 2)
        made1 = rng.binomial(treated // days, rate + gain, days)
        made0 = rng.binomial(held // days, rate, days)
        if rule == "obf":
            arms = (
                ArmCounts(treated // days * days, int(made1.sum())),
                ArmCounts(held // days * days, int(made0.sum())),
            )
            seen += pooled_z(*arms) >= 1.959964 * LOOKS_COST
        else:
            blocks = [
                ClosedBlock(treated // days, held // days, int(a + b), int(b))
                for a, b in zip(made1, made0, strict=True)
            ]
            seen += Evidence(blocks).log_e(inputs.holdout) >= log(20)
    assert seen / HISTORIES == pytest.approx(0.8, abs=NEAR)


def spends(rng: np.random.Generator, people: int, buyers: float) -> ArmCounts:
    """So many people, of whom some buy for lognormal amounts."""
    spent = rng.lognormal(3, SPREAD, rng.binomial(people, buyers))
    return ArmCounts(people, len(spent), float(spent.sum()), float((spent * spent).sum()))


@pytest.mark.parametrize("rule", ["obf", "e_process"])
def test_a_gain_in_value_is_seen_four_times_in_five(rule: PlanRule) -> None:
    rate, rng = 0.1, np.random.default_rng(5)
    mean, squares = rate * exp(3 + SPREAD**2 / 2), rate * exp(6 + 2 * SPREAD**2)
    inputs = plan(rule, rate, mean=mean, spread=sqrt(squares - mean * mean))
    treated, held = (3 * int(side) for side in closed_after(inputs, 10))
    gain = detectable_value(inputs, treated, held)
    assert gain is not None
    seen = 0
    for _ in range(HISTORIES):
        pairs = [Pair(1.0, spends(rng, treated, rate * (1 + gain / mean)), spends(rng, held, rate))]
        bound = 1.959964 * LOOKS_COST
        found = values_at_a_look(pairs, bound, Plan()) if rule == "obf" else values_at_any_look(pairs, 0.2, Plan())
        seen += found.difference.low > 0
    assert seen / HISTORIES == pytest.approx(0.8, abs=NEAR)


def test_one_look_agrees_with_the_table_of_people_needed() -> None:
    needed = units_needed(0.05, 0.1, 0.1)
    found = detectable_lift(PlanInputs(1.0, 0.05, 0.1, rule="obf"), needed * 0.9, needed * 0.1)
    assert found == pytest.approx(0.005, rel=0.015), "looks cost a little more than one of them"


@given(st.floats(0.01, 0.6), st.floats(0.02, 0.5), st.sampled_from(["obf", "e_process"]), st.floats(100, 1e5))
def test_more_weeks_show_smaller_lifts(rate: float, holdout: float, rule: PlanRule, people: float) -> None:
    lines = plan_report("j", PlanInputs(people, rate, holdout, rule=rule), "").weeks
    lifts = [one.lift for one in lines if one.lift is not None]
    assert lifts == sorted(lifts, reverse=True)
    assert all(0 < lift <= 1 - rate for lift in lifts)


def test_the_weeks_for_a_wanted_lift_are_the_first_that_show_it() -> None:
    inputs = plan("e_process")
    weeks = weeks_needed(inputs, 0.3)
    assert weeks is not None
    before, then = (detectable_lift(inputs, *closed_after(inputs, at)) for at in (weeks - 1, weeks))
    assert then is not None and before is not None and then <= 0.03 < before
    assert weeks_needed(inputs, 0.0001) is None and "two years" in plan_report("j", inputs, "", 0.0001).sentence
    assert f"after {weeks} weeks" in plan_report("j", inputs, "", 0.3).sentence


def test_too_few_people_are_said_so() -> None:
    report = plan_report("j", PlanInputs(1.0, 0.01, 0.1, rule="obf"), "")
    assert all(one.lift is None for one in report.weeks) and "too few" in report.sentence
    assert no_plan("j", "Nobody.").missing == "Nobody."


@pytest.mark.parametrize("wrong", [{"people_a_week": 0}, {"base_rate": 1.0}, {"holdout": 0.0}, {"spread": -1.0}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"people_a_week": 10.0, "base_rate": 0.1, "holdout": 0.1} | wrong
    with pytest.raises(Invalid) as refused:
        plan_report("j", PlanInputs(**fields), "")
    assert refused.value.code == "plan_inputs"
