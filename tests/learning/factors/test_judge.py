"""The words on a factor: it differs, there is no evidence, or nothing may be said."""

from loopline.learning.factors.judge import judge_factor, not_declared, not_tested

SAME = {"free": [(0.5, 100, 150)], "pro": [(0.5, 40, 60)]}
APART = {"free": [(0.5, 100, 200)], "pro": [(0.5, 110, 60)]}


def test_no_evidence_leaves_the_verdict_of_the_journey() -> None:
    found = judge_factor("plan", SAME, 1, 2)
    assert (found.verdict, found.limit, found.groups, found.conversions) == ("no_evidence", 20, 2, 350)
    assert "No evidence that it differs by plan" in found.reason and "stands for all groups" in found.reason


def test_factors_share_one_alpha() -> None:
    alone = judge_factor("plan", APART, 1, 1)
    assert alone.verdict == "differs" and alone.e_value is not None and "differs by plan" in alone.reason
    many = judge_factor("plan", APART, 5, 1)
    assert (many.limit, many.e_value) == (100, alone.e_value) and "as 5 factors have been declared" in many.reason


def test_where_nothing_may_be_said_it_says_why() -> None:
    assert judge_factor("plan", APART, 1, 1, broken="the split is off").verdict == "guard_failed"
    one = judge_factor("plan", {"free": [(0.5, 3, 4)], "pro": [(0.5, 0, 0)]}, 1, 1)
    assert one.verdict == "not_tested" and "fewer than two groups" in one.reason
    assert "does not declare plan" in not_declared("plan").reason
    assert not_tested("seats", "why.", 2, 1).declared == 2
