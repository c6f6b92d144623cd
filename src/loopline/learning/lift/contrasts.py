"""Many comparisons at once, honestly: which of them hold, when some would look like a lift by luck alone.

Benjamini-Hochberg on e-values (Wang & Ramdas, JRSS B 2022): of m comparisons the k strongest hold, for the largest k
of which each has an e-value of m / (k alpha) or more. Of those that are called, alpha at most are expected to be
mistakes, however the comparisons depend on each other and whenever somebody looks. The intervals are at alpha k / m
(at least alpha / m), which leave zero out exactly for those that hold (Xu, Wang & Ramdas 2024).
"""

from collections.abc import Sequence

from msgspec import Struct

from loopline.learning.lift.mixture import e_value_across
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.report import Contrast, Contrasts, GroupVerdict
from loopline.learning.lift.strata import Stratum, both, rates
from loopline.learning.lift.stratified import always_on_across

ALPHA = 0.05
SMALLEST = 25


class Contest(Struct, frozen=True):
    """One comparison: `name` (treated) against `against` (held out), by strata with a known share each."""

    name: str
    against: str
    strata: tuple[Stratum, ...]


def contrasts(contests: Sequence[Contest], alpha: float = ALPHA, smallest: int = SMALLEST) -> Contrasts:
    """All of them together. The e-values need no large sample; one that shows nothing yet with fewer than `smallest`
    conversions in the smaller arm is said to want data."""
    values = [_e(contest) for contest in contests]
    held = holding(values, alpha)
    level = alpha * max(1, sum(held)) / max(1, len(contests))
    adjusted = q_values(values)
    rows = [_row(c, one, q, level, smallest) for c, one, q in zip(contests, held, adjusted, strict=True)]
    return Contrasts(len(rows), warning(len(rows), alpha), tuple(rows))


def holding(e_values: Sequence[float], alpha: float = ALPHA) -> list[bool]:
    """Which of the comparisons hold."""
    return [q <= alpha for q in q_values(e_values)]


def q_values(e_values: Sequence[float]) -> list[float]:
    """For each comparison the smallest alpha at which it would hold, at most 1."""
    order = sorted(range(len(e_values)), key=lambda at: -e_values[at])
    found, least = [1.0] * len(e_values), 1.0
    for rank, at in reversed(list(enumerate(order, 1))):
        least = min(least, len(e_values) / (rank * e_values[at]) if e_values[at] > 0 else 1.0)
        found[at] = least
    return found


def warning(count: int, alpha: float = ALPHA) -> str:
    """What it means that so many were compared, in words; nothing for one alone."""
    if count < 2:
        return ""
    luck = 1 - (1 - alpha) ** count
    return (
        f"{count} comparisons are made at once. By luck alone, one or more of {count} would pass a single test in "
        f"{luck:.0%} of cases, so each must show more here: of those called lift or harm, {alpha:.0%} at most are "
        "expected to be mistakes. Take a surprise as a question for the next experiment."
    )


def _conversions(contest: Contest) -> int:
    """Of the arm with fewer units (the held-out one, where both are equal)."""
    treated, held_out = both(contest.strata)
    return (treated if treated.units < held_out.units else held_out).conversions


def _e(contest: Contest) -> float:
    """Of the conversion shares; 0 where nobody can be compared."""
    if not contest.strata:
        return 0.0
    return e_value_across([(s.share, s.held_out.conversions, s.treated.conversions) for s in contest.strata])


def _row(contest: Contest, holds: bool, q: float, level: float, smallest: int) -> Contrast:
    strata = contest.strata or (Stratum(0.5, *both(())),)
    treated, held_out = both(strata)
    reading = always_on_across(strata, Plan(alpha=level, smallest_conversions=smallest))
    have, difference = _conversions(contest), reading.conversion
    verdict: GroupVerdict = "no_difference_seen"
    if holds and reading.direction:
        verdict = "lift" if reading.direction > 0 else "harm"
    elif have < smallest:
        verdict = "not_enough_data"
    rate1, rate0 = rates(strata)
    return Contrast(
        name=contest.name,
        against=contest.against,
        verdict=verdict,
        reason=_reason(verdict, rate1, rate0, have, smallest),
        treated=treated,
        held_out=held_out,
        treated_rate=rate1,
        held_out_rate=rate0,
        difference=difference,
        incremental=difference.estimate * treated.units,
        q=q,
        conversions_have=have,
        conversions_need=smallest,
        value=reading.value,
        value_ratio=reading.value_ratio,
    )


def _reason(verdict: GroupVerdict, rate1: float, rate0: float, have: int, need: int) -> str:
    seen = f"{rate1:.2%} against {rate0:.2%}"
    match verdict:
        case "not_enough_data":
            return f"{have} of {need} conversions in the smaller arm"
        case "no_difference_seen":
            return f"{seen}: no difference shown among so many comparisons"
        case _:
            return f"{seen}: {'more' if verdict == 'lift' else 'fewer'}, and it holds among all that are compared"
