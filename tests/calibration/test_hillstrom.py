"""Hillstrom's test through the HTTP API: one in five customers here, all of them by `make nightly`."""

from pathlib import Path

import pytest

from loopline.learning.stats.interval import newcombe, pooled_z
from loopline.learning.stats.moments import ArmCounts, Moments
from loopline.runtime.clock import VirtualClock
from tests.calibration.hillstrom import (
    HILLSTROM,
    PUBLISHED,
    PURCHASE,
    VISIT,
    differing,
    figures,
    own_figures,
    part_of,
    reported,
    spends,
    table,
    told,
)
from tests.runtime.parts import NOON
from tests.studio.house import living

FIFTH = {name: part_of(side, 5) for name, side in HILLSTROM.items()}


def counts(*names: str) -> ArmCounts:
    sides = [FIFTH[name] for name in names]
    values = [amount for side in sides for amount in spends(side)]
    return ArmCounts(
        sum(side.people for side in sides), len(values), sum(values), sum(value * value for value in values)
    )


def test_customers_made_of_the_counts_have_the_spend_and_its_squares() -> None:
    for side in HILLSTROM.values():
        found = Moments.of(spends(side))
        assert found.n == side.buyers.conversions
        assert found.total == pytest.approx(side.spend.total, rel=1e-4)
        assert found.squares == pytest.approx(side.spend.squares, rel=1e-4)


def test_a_fifth_of_the_customers_give_the_figures_of_their_own_rows(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        found = told(house, clock, FIFTH)
    lift, mailed, others = found["lift"], counts("Mens", "Womens"), counts("No")
    for side, own in (("treated", mailed), ("held_out", others)):
        assert (lift[side]["units"], lift[side]["conversions"]) == (own.units, own.conversions)
        assert lift[side]["value_sum"] == pytest.approx(own.value_sum)
        assert lift[side]["value_squares"] == pytest.approx(own.value_squares)
    assert lift["z"] == pytest.approx(pooled_z(mailed, others))
    expected = newcombe(mailed, others, 1.959963984540054)
    assert (lift["fixed"]["low"], lift["fixed"]["high"]) == pytest.approx((expected.low, expected.high))
    assert lift["value"]["estimate"] == pytest.approx(mailed.value.mean - others.value.mean)
    assert lift["value_ratio"]["estimate"] == pytest.approx(mailed.value.mean / others.value.mean)
    assert all(guard["passed"] for guard in lift["guards"])
    assert lift["conversion"]["low"] < lift["conversion"]["estimate"] < lift["conversion"]["high"]
    between = found["experiments"][0]["between"]["rows"][0]
    assert (between["name"], between["treated"]["conversions"]) == ("Womens", FIFTH["Womens"].buyers.conversions)
    spent = found["spending"]
    assert spent["orders_treated"] == pytest.approx(mailed.rate)
    assert spent["order_value_held_out"] == pytest.approx(others.value_sum / others.conversions)


def test_each_arm_has_the_visits_purchases_and_spend_of_its_rows() -> None:
    """One in forty here; `python -m tests.calibration.hillstrom` holds all of them to the published figures."""
    part = {name: part_of(side, 40) for name, side in HILLSTROM.items()}
    ours = figures(reported(part, PURCHASE), reported(part, VISIT))
    assert not differing(ours, own_figures(part)), table(ours, own_figures(part))


def test_the_counts_are_those_of_the_published_figures() -> None:
    assert not differing(own_figures(HILLSTROM), PUBLISHED)
    assert differing({**PUBLISHED, "No": (10.62, 0.573, 0.6528)}, PUBLISHED) == ["No"]
    assert "| Mens | 18.276 % (18.276) | 1.253 % (1.253) | $1.4226 (1.4226) |" in table(PUBLISHED, PUBLISHED)
