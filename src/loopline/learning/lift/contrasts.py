"""Many comparisons at once, honestly: which of them hold, when some would look like a lift by luck alone.

Benjamini-Hochberg on e-values (Wang & Ramdas, JRSS B 2022): of m comparisons the k strongest hold, for the largest k
of which each has an e-value of m / (k alpha) or more. Of those that are called, alpha at most are expected to be
mistakes, however the comparisons depend on each other and whenever somebody looks. The intervals are at alpha k / m
(at least alpha / m), which leave zero out exactly for those that hold (Xu, Wang & Ramdas 2024).
"""

from collections.abc import Sequence

from msgspec import Struct

from loopline.learning.lift.cells import splits
from loopline.learning.lift.guards import ALARM, split_evidence
from loopline.learning.lift.mixture import e_value_across
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.report import Contrast, Contrasts, GroupVerdict
from loopline.learning.lift.strata import Stratum, both, rates
from loopline.learning.lift.stratified import always_on_across

ALPHA = 0.05
SMALLEST = 25


class Contest(Struct, frozen=True):
    """One comparison: `name` (treated) against `against` (held out), by strata with a known share each.

    `of_arms`: against another arm and not against the holdout, so its verdict is better or worse. `is_guarded`: there
    is no verdict where units, open ones too, are not split as planned.
    """

    name: str
    against: str
    strata: tuple[Stratum, ...]
    of_arms: bool = False
    is_guarded: bool = False


def contrasts(contests: Sequence[Contest], alpha: float = ALPHA, smallest: int = SMALLEST) -> Contrasts:
    """All of them together. The e-values need no large sample; one that shows nothing yet with fewer than `smallest`
    conversions in the smaller arm is said to want data."""
    broken = [one.is_guarded and split_evidence(splits(one.strata)) >= ALARM * len(contests) for one in contests]
    values = [0.0 if is_broken else _e(one) for one, is_broken in zip(contests, broken, strict=True)]
    held = holding(values, alpha)
    level = alpha * max(1, sum(held)) / max(1, len(contests))
    adjusted = q_values(values)
    told = zip(contests, held, broken, adjusted, strict=True)
    rows = [_row(one, holds, is_broken, q, level, smallest) for one, holds, is_broken, q in told]
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
        f"{luck:.0%} of cases, so each must show more here: of those that are called, {alpha:.0%} at most are "
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


def _verdict(contest: Contest, direction: int, is_broken: bool, smallest: int) -> GroupVerdict:
    if is_broken:
        return "guard_failed"
    if direction and contest.of_arms:
        return "better" if direction > 0 else "worse"
    if direction:
        return "lift" if direction > 0 else "harm"
    return "not_enough_data" if _conversions(contest) < smallest else "no_difference_seen"


def _row(contest: Contest, holds: bool, is_broken: bool, q: float, level: float, smallest: int) -> Contrast:
    strata = contest.strata or (Stratum(0.5, *both(())),)
    treated, held_out = both(strata)
    reading = always_on_across(strata, Plan(alpha=level, smallest_conversions=smallest))
    have, difference = _conversions(contest), reading.conversion
    verdict = _verdict(contest, reading.direction if holds else 0, is_broken, smallest)
    rate1, rate0 = rates(strata)
    return Contrast(
        name=contest.name,
        against=contest.against,
        verdict=verdict,
        reason=_reason(contest, verdict, (rate1, rate0), have, smallest),
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


def _reason(contest: Contest, verdict: GroupVerdict, seen: tuple[float, float], have: int, need: int) -> str:
    rates_seen = f"{seen[0]:.2%} against {seen[1]:.2%}"
    match verdict:
        case "guard_failed":
            return _split_words(contest)
        case "not_enough_data":
            return f"{have} of {need} conversions in the smaller arm"
        case "no_difference_seen":
            return f"{rates_seen}: no difference shown among so many comparisons"
        case _:
            more = "more" if verdict in ("lift", "better") else "fewer"
            return f"{rates_seen}: {more}, and it holds among all that are compared"


def _split_words(contest: Contest) -> str:
    counts = splits(contest.strata)
    held, total = sum(s.held_out for s in counts), sum(s.held_out + s.treated for s in counts)
    planned = sum(s.share * (s.held_out + s.treated) for s in counts)
    return (
        f"No verdict: {held:,} of {total:,} are of {contest.against} where {planned:,.0f} are planned, and chance does "
        "not do this. Find out first what keeps one of the two from this experiment."
    )
