"""The A/A proof: it judges each draw as the rule in use does, errs where the rule errs, and promises no more."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from loopline.learning.comparisons.snapshot import LiftSnapshot, plan_as_looked, verdicts_of
from loopline.learning.lift.cells import HELD_OUT, Cell
from loopline.learning.proof import redraw
from loopline.learning.proof.redraw import (
    claimed_always,
    claimed_at_looks,
    day_draws,
    drawn,
    rule_proof,
)
from loopline.learning.stats.moments import ArmCounts
from loopline.reports.comparisons import report_scope, snapshot
from loopline.reports.sandboxed import sandboxed
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.living import day, live, published, told
from tests.runtime.parts import DAY, NOON

SHELF = Shelf()


def past(plan: dict[str, Any], *, a_day: int = 60, days: int = 30, at: float = 60.0, rate: float = 0.2) -> LiftSnapshot:
    """The snapshot of a journey in which nothing was caused, this many days after its start."""
    name = SHELF.put(live(told(Oracle(), 0), range(days), a_day=a_day, treated=rate, held=rate))
    now = round(NOON + at * DAY)
    SHELF.beat(now)
    return shown(name, plan, now)


def shown(name: str, plan: dict[str, Any], now: int) -> LiftSnapshot:
    scope = report_scope(SHELF.facts, published(name, plan), name, now)
    return snapshot(SHELF.facts, scope, sandboxed(SHELF.facts, name))


def as_drawn(found: LiftSnapshot, held: "np.ndarray[Any, Any]") -> LiftSnapshot:
    """The snapshot that the facts would give if a draw's converters were the held out ones."""
    made = {(one.day): int(number) for one, number in zip(day_draws(found), held, strict=True)}
    totals = {one.day: one.made for one in day_draws(found)}

    def moved(one: Cell) -> Cell:
        if one.basis != "exposed" or one.day is None:
            return one
        own = made[one.day] if one.held == HELD_OUT else totals[one.day] - made[one.day]
        return replace(one, counts=ArmCounts(one.counts.units, own, float(own), float(own)))

    return replace(found, cells=tuple(map(moved, found.cells)))


@pytest.mark.parametrize("plan", [{}, {"planned_end": day(30)}, {"planned_units": 1_700}])
def test_each_draw_is_judged_as_the_report_would_judge_it(plan: dict[str, Any]) -> None:
    found = past(plan)
    days, as_looked = day_draws(found), plan_as_looked(found)
    held = drawn(days, 60, np.random.default_rng(4))
    strong = np.array([one.made // 2 for one in days])
    for row in range(0, 60, 2):  # draws that lean by more and more, so that both answers are there
        held[row] = np.maximum(0, strong - row // 10)
    judge = claimed_at_looks if as_looked.has_end else claimed_always
    judged = judge(found, as_looked, days, held)[:, -1]
    claims = []
    for row in range(60):
        lift = verdicts_of(as_drawn(found, held[row])).lift
        assert lift is not None and lift.verdict in ("lift", "harm", "no_difference_seen")
        claims.append(lift.verdict != "no_difference_seen")
    assert judged.tolist() == claims and 0 < sum(claims) < 60


@pytest.mark.parametrize(("plan", "rule"), [({}, "always_on"), ({"planned_end": day(30)}, "looks")])
def test_the_rule_keeps_its_promise_on_a_past_without_an_effect(plan: dict[str, Any], rule: str) -> None:
    one = rule_proof(past(plan), "j", 2_000)
    assert (one.rule, one.redraws, one.level) == (rule, 2_000, 0.05)
    assert one.low <= one.rate <= one.high and one.is_kept
    assert one.rate <= (0.05 if rule == "always_on" else 0.062), "bounds in large numbers are exact to a little"
    assert one.looks > 5 and one.units == 1_800 and one.conversions == 360
    assert f"{one.rate:.1%} ({one.low:.1%} to {one.high:.1%})" in one.text
    if rule == "looks":
        assert one.rate > 0.02, "a rule that spends its 5 % errs now and then; a proof that saw none would see nothing"


def test_a_rule_that_looks_every_day_with_a_fixed_bound_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    found = past({"planned_end": day(30)})
    monkeypatch.setattr("loopline.learning.lift.plan.obrien_fleming_bounds", lambda *_, **_named: [1.96])
    one = rule_proof(found, "j", 2_000)
    assert one.low > 0.05 and not one.is_kept


def test_a_real_effect_in_the_past_does_not_count_as_a_mistake() -> None:
    name = SHELF.put(live(told(Oracle(), 0), range(30), a_day=60, treated=0.5, held=0.1))
    now = round(NOON + 60 * DAY)
    SHELF.beat(now)
    found = shown(name, {}, now)
    lift = verdicts_of(found).lift
    assert lift is not None and lift.verdict == "lift" and rule_proof(found, "j", 1_000).rate <= 0.05


def test_the_same_question_has_the_same_answer_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    found = past({})
    assert rule_proof(found, "j", 300) == rule_proof(found, "j", 300)
    monkeypatch.setattr(redraw, "REDRAWS_MAX", 50)
    assert rule_proof(found, "j", 300).redraws == 50


def test_without_a_past_nothing_is_claimed() -> None:
    one = rule_proof(past({}, at=1.0), "j", 100)
    assert (one.rule, one.redraws, one.claims, one.high) == ("none", 0, 0, 1.0) and "no past" in one.text
