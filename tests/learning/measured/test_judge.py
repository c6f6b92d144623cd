"""The verdicts on metrics: secondary ones together, guardrails against what they allow, none under a failed guard."""

import numpy as np
import pytest
from msgspec.structs import replace

from loopline.learning.lift.plan import Plan
from loopline.learning.lift.verdict import judge as judge_lift
from loopline.learning.measured.judge import CountedMetric, counts_words, judge_metrics, value_line
from loopline.learning.measured.sums import Measured, UnitSums
from loopline.learning.stats.moments import ArmCounts
from loopline.model.entry.metric import JourneyMetric
from tests.learning.measured.made import world


def asked(name: str, found: Measured, **fields: object) -> CountedMetric:
    return CountedMetric(name, JourneyMetric(event="spent", **fields), 1, found)  # type: ignore[arg-type]


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


def test_a_ratio_over_nothing_is_read_as_nothing() -> None:
    much = world(np.random.default_rng(3), 0.8)
    emptied = tuple((share, replace(one, o=0.0, oo=0.0, yo=0.0), two) for share, one, two in much.strata)
    found = replace(much, strata=emptied)
    rows = [asked("second", found, measure="ratio", over="never")]
    rows.append(asked("guard", found, measure="ratio", over="never", role="guardrail", better="less"))
    lines = judge_metrics(rows, None).lines
    assert [one.verdict for one in lines] == ["not_enough_data", "not_enough_data"]


def test_what_is_counted_is_said_in_words() -> None:
    assert counts_words(JourneyMetric(receipt="complained")) == "people who complained"
    assert counts_words(JourneyMetric(event="a", measure="sum", value="x", cap=99), "account").endswith(
        "99th percentile"
    )
    assert counts_words(JourneyMetric(event="a", measure="ratio", over="b")) == '"a" over "b"'


def test_under_a_failed_guard_no_difference_is_told_and_nothing_against_the_holdout_pauses() -> None:
    much = world(np.random.default_rng(3), 0.8)
    broken = judge_lift(ArmCounts(900, 90), ArmCounts(2_000, 200), Plan(holdout_share=0.2), now=10**9, started_at=0)
    assert broken.verdict == "guard_failed"
    spent, refunds = (
        asked("spent", much, measure="sum"),
        asked("refunds", much, measure="sum", better="less", role="guardrail"),
    )
    left = CountedMetric(
        "left", JourneyMetric(receipt="unsubscribed", better="less", role="guardrail", at_most=1), 1, much
    )
    lines = judge_metrics([spent, refunds, left], broken).lines
    assert [one.verdict for one in lines] == ["guard_failed", "guard_failed", "broken"]
    assert all(one.difference is None and one.adjusted is None for one in lines)
    assert value_line(spent, broken).verdict == "guard_failed" and value_line(spent, broken).difference is None
    assert value_line(spent, None).difference is not None


def test_before_anybody_can_be_compared_nothing_is_known() -> None:
    nobody = Measured((), (), UnitSums())
    lines = judge_metrics([asked("spent", nobody), asked("guard", nobody, role="guardrail")], None).lines
    assert [one.verdict for one in lines] == ["cannot_tell", "cannot_tell"]
    assert value_line(asked("", nobody, measure="sum"), None).verdict == "cannot_tell"
