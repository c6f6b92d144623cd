"""Sums, ratios and the past of units: right figures, honest intervals, and a past that saves what it explains."""

from decimal import Decimal

import numpy as np
import pytest
from msgspec.structs import replace

from loopline.learning.lift.cells import Draw
from loopline.learning.measured.compared import adjusted, compared, e_worse, expected_size, is_enough
from loopline.learning.measured.judge import Asked, counts_words, judge_metrics
from loopline.learning.measured.sums import Measured, UnitSums, measured_of
from loopline.learning.stats.conditional import ClosedBlock
from loopline.model.entry.metric import Metric

HELD = 0.2


def side(y: "np.ndarray", x: "np.ndarray", o: "np.ndarray | None" = None) -> UnitSums:
    over = np.zeros_like(y) if o is None else o
    sums = (y, y * y, x, x * x, y * x, over, over * over, y * over)
    total = Decimal(str(round(float(y.sum()), 6)))
    return UnitSums(len(y), int((y != 0).sum()), 0, *(float(one.sum()) for one in sums), total)


def world(
    rng: "np.random.Generator", gain: float, units: int = 3_000, tied: float = 0.8, buys: float = 0.4
) -> Measured:
    """Spending with a past that explains a part of it."""
    sides = []
    for n, level in ((round(units * (1 - HELD)), 1 + gain), (round(units * HELD), 1.0)):
        own = rng.lognormal(2, 0.8, n)
        x = np.where(rng.random(n) < buys, own * rng.lognormal(0, 0.2, n), 0.0)
        kept = np.where(rng.random(n) < tied, x > 0, rng.random(n) < buys)
        sides.append(side(np.where(kept, own * rng.lognormal(0, 0.2, n), 0.0) * level, x))
    return Measured(((HELD, sides[0], sides[1]),), (), UnitSums())


def together(one: Measured, two: Measured) -> Measured:
    """Both, of one draw."""
    (share, *own), (_, *more) = one.strata[0], two.strata[0]
    treated, held = (a + b for a, b in zip(own, more, strict=True))
    return Measured(((share, treated, held),), (), UnitSums())


def test_what_the_past_explains_is_saved_and_the_mean_is_not_moved() -> None:
    rng, plain, past, saved = np.random.default_rng(7), [], [], []
    for _ in range(150):
        found = world(rng, 0.1)
        own = adjusted(found)
        assert own is not None
        plain.append(compared(found, "sum", 0.05).difference.estimate)
        past.append(own.difference.estimate)
        saved.append(own.saved)
    assert np.mean(past) == pytest.approx(np.mean(plain), abs=4 * np.std(plain) / 12)
    assert np.var(past) / np.var(plain) == pytest.approx(1 - np.mean(saved), abs=0.12), "what is said to be saved is"
    assert np.mean(saved) > 0.4


@pytest.mark.parametrize("gain", [0.0, 0.3, -0.3])
def test_the_adjusted_interval_holds_at_all_looks_of_a_course(gain: float) -> None:
    rng, missed, worlds = np.random.default_rng(8), 0, 60
    truth = gain * 0.4 * float(np.exp(2 + 0.32 + 0.02))
    for _ in range(worlds):
        so_far = None
        is_out = False
        for _ in range(8):
            more = world(rng, gain, 600)
            so_far = more if so_far is None else together(so_far, more)
            own = adjusted(so_far)
            is_out |= own is not None and not own.difference.low <= truth <= own.difference.high
        missed += is_out
    assert missed / worlds <= 0.05 + 3 * (0.05 * 0.95 / worlds) ** 0.5


def test_units_without_a_past_or_too_few_of_them_are_not_adjusted() -> None:
    some, none = np.full(500, 3.0), np.zeros(500)
    flat = Measured(((0.5, side(some, none), side(some, none)),), (), UnitSums())
    assert adjusted(flat) is None
    few = world(np.random.default_rng(1), 0.0, 60)
    assert not is_enough(few) and adjusted(few) is None
    wide = compared(few, "sum", 0.05)
    assert not wide.enough and wide.difference.low == -np.inf
    assert e_worse(few, "sum", 0, less_is_better=True) is None


def test_a_ratio_is_of_sums_and_its_interval_holds() -> None:
    rng, missed, worlds = np.random.default_rng(9), 0, 200
    for _ in range(worlds):
        sides = []
        for n in (1_600, 400):
            orders = rng.lognormal(2, 0.5, n) * (rng.random(n) < 0.5)
            back = orders * (rng.random(n) < 0.3)
            sides.append(side(back, np.zeros(n), orders))
        found = Measured(((HELD, sides[0], sides[1]),), (), UnitSums())
        seen = compared(found, "ratio", 0.05)
        assert seen.difference.estimate == pytest.approx(sides[0].y / sides[0].o - sides[1].y / sides[1].o)
        missed += not seen.difference.low <= 0 <= seen.difference.high
    assert missed / worlds <= 0.05


def test_cancelling_amounts_still_expect_effects_of_some_size() -> None:
    y = np.tile([100.0, -100.0], 500)
    found = Measured(((0.5, side(y, y), side(y, y)),), (), UnitSums())
    assert expected_size(found, "sum") > 1


def test_rows_become_strata_and_those_whom_nobody_was_held_out_beside_stand_alone() -> None:
    sums = (5.0, 25.0, 0, 0, 0, 0, 0, 0)
    rows = [
        (1, "", 10, 30, 5, 0, 9, *sums, "5.00", None),
        (1, "journey", 10, 30, 5, 0, 9, *sums, "5.10", None),
        (1, "", None, 7, 0, 0, 9, *(0,) * 8, None, None),
        (2, "", 10, 30, 5, 0, 9, *sums, "0.1", None),
        (9, "", 10, 30, 5, 0, 9, *sums, "1", None),
    ]
    found = measured_of(rows, {1: Draw(0.5), 2: Draw(0.0)}, today=12)
    assert found.blocks == (ClosedBlock(30, 30, 10, 5),)
    assert (found.treated.units, found.treated.pending, found.held_out.units) == (60, 7, 30)
    assert found.treated.side("sum").total == "5.1" and found.held_out.side("sum").total == "5.1"
    assert found.arms[0].share == 0.5


def asked(name: str, found: Measured, **fields: object) -> Asked:
    return Asked(name, Metric(event="spent", **fields), 1, found)  # type: ignore[arg-type]


def test_secondary_metrics_are_corrected_for_their_number_and_guardrails_share_one_alpha() -> None:
    rng = np.random.default_rng(3)
    much, none = world(rng, 0.8), world(rng, 0.0)
    rows = [asked("much", much, measure="sum"), *(asked(f"n{at}", none, measure="sum") for at in range(9))]
    alone = judge_metrics(rows[:1], None).lines[0]
    judged = judge_metrics(rows, None)
    first = judged.lines[0]
    assert alone.verdict == first.verdict == "better" and alone.q is not None and first.q == pytest.approx(10 * alone.q)
    assert {one.verdict for one in judged.lines[1:]} == {"no_difference_seen"}
    assert "10 comparisons" in judged.warning
    less = judge_metrics([asked("much", much, measure="sum", better="less")], None).lines[0]
    assert less.verdict == "worse"
    guards = [asked(name, much, measure="sum", better="less", role="guardrail") for name in ("a", "b")]
    lines = judge_metrics(guards, None).lines
    assert [one.limit for one in lines] == [40, 40] and {one.verdict for one in lines} == {"broken"}
    fine = judge_metrics([replace(guards[0], found=none)], None).lines[0]
    assert fine.verdict == "holds" and fine.limit == 20


def test_what_is_counted_is_said_in_words() -> None:
    assert counts_words(Metric(receipt="complained")) == "people who complained"
    assert counts_words(Metric(event="a", measure="sum", value="x", cap=99), "account").endswith("99th percentile")
    assert counts_words(Metric(event="a", measure="ratio", over="b")) == '"a" over "b"'
