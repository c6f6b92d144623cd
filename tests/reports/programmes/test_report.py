"""Lift of a programme and of everything: right to the unit, against a recount by plain Python from the raw facts."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.programmes.figures import ProgrammeReport
from tests.reports.programmes.recount import Asked, Recount, recount
from tests.reports.programmes.worlds import GROWTH, World, lived, told
from tests.runtime.parts import DAY, NOON

VERSIONS = {"programme": {(name, 1) for name in GROWTH}, "global": {(name, 1) for name in (*GROWTH, "receipt")}}


def asked(level: str, now: int) -> Asked:
    return Asked(level, VERSIONS[level], [(NOON - DAY, True)], "bought", 14 * DAY, now)


def agree(found: ProgrammeReport, wanted: Recount) -> None:
    """Every unit, conversion and sum of the report is that of the recount."""
    lift = found.lift
    if lift is None:
        sides = (wanted.side("treated"), wanted.side("held_out"))
        assert not any(arm.units + arm.pending for arm in sides)
        return
    for arm, side in ((lift.treated, "treated"), (lift.held_out, "held_out")):
        own = wanted.side(side)
        assert (arm.units, arm.conversions, arm.pending) == (own.units, own.conversions, own.pending), side
        assert arm.value_sum == pytest.approx(own.value_sum) and arm.value_squares == pytest.approx(own.value_squares)
    assert {one.month for one in found.months} == wanted.treated.keys() | wanted.held_out.keys()
    for month in found.months:
        treated, held = (arms.get(month.month) for arms in (wanted.treated, wanted.held_out))
        assert month.treated == (treated.units if treated else 0) and month.held_out == (held.units if held else 0)
        assert month.pending == sum(arm.pending for arm in (treated, held) if arm)
        credit = wanted.credited.get(month.month, (0, 0.0))
        assert (month.attributed_conversions, month.attributed_value) == pytest.approx(credit)
        if month.incremental_value is not None and treated and held:
            caused = treated.value_sum - treated.units * held.value_sum / held.units
            assert month.incremental_value.estimate == pytest.approx(caused)
    assert found.credit is not None and found.cost is not None
    assert found.credit.conversions == sum(made for made, _ in wanted.credited.values())
    assert found.credit.value == pytest.approx(sum(earned for _, earned in wanted.credited.values()))
    treated, held = wanted.side("treated"), wanted.side("held_out")
    assert (found.cost.units, found.cost.closed) == (held.units + held.pending, held.units)
    if lift.verdict != "guard_failed" and treated.units and held.units and len(lift.strata) == 1:
        more = treated.conversions / treated.units - held.conversions / held.units
        assert lift.incremental_conversions == pytest.approx(more * treated.units)
        assert lift.conversion.low <= more <= lift.conversion.high
        assert found.cost.conversions is not None
        assert found.cost.conversions.estimate == pytest.approx(more * held.units)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    level=st.sampled_from(("programme", "global")),
    held=st.sampled_from((0.02, 0.1, 0.4)),
    merges=st.sampled_from((0.0, 0.1)),
    looked=st.integers(0, 100),
)
def test_400_people_are_right_to_the_unit(seed: int, level: str, held: float, merges: float, looked: int) -> None:
    book = lived(Random(seed), World(everything=held, programme=held, lift=0.1, merges=merges))
    now = NOON + looked * DAY
    agree(told(book, level, now), recount(book.facts, asked(level, now)))
