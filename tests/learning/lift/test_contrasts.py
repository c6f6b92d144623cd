"""Many comparisons at once: the rule is Benjamini-Hochberg on e-values, and what is called a lift has earned it."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.lift.contrasts import Contest, contrasts, holding, q_values, warning
from loopline.learning.lift.strata import Stratum
from loopline.learning.stats.moments import ArmCounts


def contest(name: str, treated: ArmCounts, held: ArmCounts, share: float = 0.5) -> Contest:
    return Contest(name, "holdout", (Stratum(share, treated, held),))


@given(st.lists(st.floats(0, 1e6), max_size=12), st.sampled_from([0.01, 0.05, 0.2]))
def test_the_k_strongest_hold_for_the_largest_k_that_earns_it(values: list[float], alpha: float) -> None:
    ordered, m = sorted(values, reverse=True), len(values)
    most = max((k for k in range(1, m + 1) if ordered[k - 1] * k * alpha >= m * (1 + 1e-12)), default=0)
    assert sum(holding(values, alpha)) >= most
    assert all(
        value * sum(holding(values, alpha)) * alpha >= m * (1 - 1e-9)
        for value, one in zip(values, holding(values, alpha), strict=True)
        if one
    )


def test_the_adjusted_share_of_mistakes() -> None:
    assert q_values([100.0, 50.0, 2.0, 0.0]) == pytest.approx([0.04, 0.04, 2 / 3, 1.0])
    assert q_values([]) == []


def test_what_would_pass_alone_need_not_pass_among_many() -> None:
    one = contest("a", ArmCounts(2_000, 168), ArmCounts(2_000, 110))
    others = [contest(f"b{n}", ArmCounts(2_000, 110), ArmCounts(2_000, 110)) for n in range(9)]
    assert contrasts([one]).rows[0].verdict == "lift"
    assert contrasts([one, *others]).rows[0].verdict == "no_difference_seen"


def test_interval_and_verdict_agree_and_a_harm_is_a_harm() -> None:
    found = contrasts(
        [
            contest("up", ArmCounts(5_000, 800), ArmCounts(5_000, 500)),
            contest("down", ArmCounts(5_000, 500), ArmCounts(5_000, 800)),
            contest("same", ArmCounts(5_000, 510), ArmCounts(5_000, 500)),
        ]
    )
    assert [row.verdict for row in found.rows] == ["lift", "harm", "no_difference_seen"]
    assert [(r.difference.low > 0) - (r.difference.high < 0) for r in found.rows] == [1, -1, 0]
    assert [row.q <= 0.05 for row in found.rows] == [True, True, False]
    assert found.compared == 3 and "3 comparisons" in found.warning and "14%" in found.warning


def test_few_conversions_may_show_enough_and_where_they_do_not_data_are_missing() -> None:
    clear = contest("clear", ArmCounts(13_313, 119), ArmCounts(6_529, 18), 1 / 3)
    few = contest("few", ArmCounts(9_000, 90), ArmCounts(1_000, 9), 0.1)
    shown, missing = contrasts([clear, few]).rows
    assert (shown.verdict, shown.conversions_have) == ("lift", 18), "Hillstrom's customers of 9 months and more"
    assert shown.q < 0.01 and shown.difference.low > 0
    assert (missing.verdict, missing.conversions_have, missing.conversions_need) == ("not_enough_data", 9, 25)
    assert missing.reason == "9 of 25 conversions in the smaller arm"
    (empty,) = contrasts([Contest("none", "holdout", ())]).rows
    assert empty.verdict == "not_enough_data"


def test_value_stands_beside_conversions_and_waits_for_buyers() -> None:
    many = contest("many", ArmCounts(5_000, 800, 80_000.0, 1.2e7), ArmCounts(5_000, 500, 50_000.0, 7.5e6))
    few = contest("few", ArmCounts(5_000, 80, 8_000.0, 1.2e6), ArmCounts(5_000, 20, 2_000.0, 3e5))
    one, two = contrasts([many, few]).rows
    assert 0 < one.value.low < one.value.estimate == 6.0 and one.value_ratio.low > 1
    assert two.verdict == "lift" and (two.value.low, two.value_ratio.high) == (-inf, inf)


def test_one_comparison_needs_no_warning() -> None:
    assert warning(1) == "" and warning(0) == ""


def test_among_groups_without_any_effect_a_lift_is_called_in_less_than_one_house_in_twenty() -> None:
    """Two hundred houses of eight groups; judged each by itself, far more of them would find something."""
    rng = np.random.default_rng(7)
    found, alone = 0, 0
    for _ in range(200):
        treated, held = rng.binomial(4_000, 0.05, 8), rng.binomial(4_000, 0.05, 8)
        groups = [contest(str(n), ArmCounts(4_000, int(treated[n])), ArmCounts(4_000, int(held[n]))) for n in range(8)]
        found += any(row.verdict in ("lift", "harm") for row in contrasts(groups).rows)
        spread = np.sqrt(2 * 0.05 * 0.95 / 4_000)
        alone += bool(np.any(np.abs(treated - held) / 4_000 > 1.96 * spread))
    assert found <= 10 and alone > 40


def test_a_group_with_a_real_effect_is_found_among_those_without() -> None:
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(40):
        rate = [0.08, *[0.05] * 7]
        groups = [
            contest(
                str(n),
                ArmCounts(4_000, int(rng.binomial(4_000, rate[n]))),
                ArmCounts(4_000, int(rng.binomial(4_000, 0.05))),
            )
            for n in range(8)
        ]
        rows = contrasts(groups).rows
        hits += rows[0].verdict == "lift" and rows[0].difference.low <= 0.03 <= rows[0].difference.high
    assert hits >= 34
