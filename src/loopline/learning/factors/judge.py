"""What the test of a factor says, in words: that it differs, or that the journey's verdict holds for all groups."""

from collections.abc import Mapping
from typing import Final

from loopline.learning.factors.evidence import Group, e_differs
from loopline.learning.factors.figures import Interaction

ALPHA: Final = 0.05


def not_declared(factor: str) -> Interaction:
    """A factor that somebody looks at without having said so before."""
    text = (
        f"The journey does not declare {factor} in `factors`, so nothing is tested: of factors that are looked through "
        "one or another always shows a difference. Declare it, and people who enter from then on count."
    )
    return Interaction("not_declared", text)


def not_tested(factor: str, why: str, declared: int, since_version: int) -> Interaction:
    """A declared factor that cannot be tested, and why."""
    return Interaction("not_tested", f"By {factor} nothing is tested: {why}", None, None, declared, 0, 0, since_version)


def judge_factor(
    factor: str, groups: Mapping[str, Group], declared: int, since_version: int, broken: str = ""
) -> Interaction:
    """The verdict on a declared factor, one of `declared` that any version has named: Bonferroni on e-values, so of a
    journey whose effect is the same everywhere all its factors together are said to differ in 5 % at most. `broken`:
    what is wrong with the journey's comparison."""
    converted = {name: sum(one + two for _, one, two in group) for name, group in groups.items()}
    total, known = sum(converted.values()), sum(count > 0 for count in converted.values())
    limit = max(1, declared) / ALPHA
    if broken:
        text = f"No verdict by {factor}: {broken}"
        return Interaction("guard_failed", text, None, limit, declared, known, total, since_version)
    if known < 2:
        why = "fewer than two groups have a conversion yet."
        return not_tested(factor, why, declared, since_version)
    evidence = e_differs(list(groups.values()))
    shared = f", as {declared} factors have been declared" if declared > 1 else ""
    seen = f"evidence {_e(evidence)}, and {limit:g} is enough{shared}"
    if evidence >= limit:
        text = f"The relative lift differs by {factor} ({seen}). The groups are judged one by one below."
        return Interaction("differs", text, evidence, limit, declared, known, total, since_version)
    text = (
        f"No evidence that it differs by {factor} ({seen}). The journey's verdict stands for all groups; what differs "
        "between them in the table may be luck."
    )
    return Interaction("no_evidence", text, evidence, limit, declared, known, total, since_version)


def _e(value: float) -> str:
    return "over 1,000,000" if value > 1e6 else f"{value:,.2f}"
