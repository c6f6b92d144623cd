"""The verdict on each metric of a journey: secondary ones together, guardrails one by one against what they allow."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.lift.contrasts import ALPHA, q_values, warning
from loopline.learning.lift.verdict import Lift
from loopline.learning.measured.compared import Compared, adjusted, compared, e_worse, has_both, is_enough
from loopline.learning.measured.figures import ComparedMetric, MetricVerdict
from loopline.learning.measured.one_sided import e_above
from loopline.learning.measured.sums import Measured
from loopline.model.entry.metric import Better, JourneyMetric, Measure, MetricRole

OF_THE_GOAL: Final = frozenset({"goal_arrives", "before_entry"})
"""Guards that look at the goal's event: they say nothing of a guardrail's."""


class CountedMetric(Struct, frozen=True):
    """A metric with what the facts say of it: with its cap, and without where it has one. `since` is when the first
    unit that counts may have come (ms), 0 for all."""

    name: str
    metric: JourneyMetric
    within_ms: int
    found: Measured
    uncapped: Measured | None = None
    since: int = 0


class Judged(Struct, frozen=True):
    """All metrics, and what it means that several are read at once."""

    lines: tuple[ComparedMetric, ...]
    warning: str


def judge_metrics(asked: Sequence[CountedMetric], lift: Lift | None) -> Judged:
    """Benjamini & Hochberg on the e-values of the secondary ones (Wang & Ramdas 2022), so of those called better or
    worse 5 % at most are expected to be mistakes. The guardrails share one alpha: all of a sound journey together
    break in 5 % at most."""
    secondary = [one for one in asked if one.metric.role != "guardrail"]
    guardrails = [one for one in asked if one.metric.role == "guardrail"]
    broken = failed_guard(lift)
    first = {one.name: compared(one.found, _measure(one), ALPHA) for one in secondary if has_both(one.found)}
    names = list(first)
    qs = dict(zip(names, q_values([first[name].e_value for name in names]), strict=True))
    level = ALPHA * max(1, sum(q <= ALPHA for q in qs.values())) / max(1, len(names))
    limit = max(1, len(guardrails)) / ALPHA
    lines = {one.name: _secondary(one, qs, level, broken) for one in secondary}
    broken_split = failed_guard(lift, spare=OF_THE_GOAL)
    lines |= {one.name: _guardrail(one, limit, broken_split) for one in guardrails}
    return Judged(tuple(lines[one.name] for one in asked), warning(len(names)))


def failed_guard(lift: Lift | None, spare: frozenset[str] = frozenset()) -> str:
    """What is wrong with the journey's comparison, in words; "" where it may be read."""
    if lift is None or lift.verdict != "guard_failed":
        return ""
    return next((one.text for one in lift.guards if not one.passed and one.name not in spare), "")


def value_line(asked: CountedMetric, lift: Lift | None) -> ComparedMetric:
    """The goal's own value a unit, plain and adjusted. Its verdict is the journey's, which is by conversions."""
    line = _line(asked, "cannot_tell", "Nobody can be compared yet.")
    if failed := failed_guard(lift):
        return replace(line, verdict="guard_failed", reason=f"No figure: {failed}")
    if not has_both(asked.found):
        return line
    own = compared(asked.found, "sum", ALPHA)
    verdict: MetricVerdict = "no_difference_seen" if own.enough else "not_enough_data"
    if own.enough and own.difference.low > 0:
        verdict = "better"
    if own.enough and own.difference.high < 0:
        verdict = "worse"
    return replace(_told(asked, line, own, ALPHA), verdict=verdict, reason=_words(asked, own.difference.estimate))


def _secondary(one: CountedMetric, qs: Mapping[str, float], level: float, broken: str) -> ComparedMetric:
    line = _line(one, "cannot_tell", "Nobody can be compared yet: nobody is held out, or no window is over.")
    if one.name not in qs:
        return line
    if broken:
        return replace(line, verdict="guard_failed", reason=f"No verdict: {broken}")
    seen, q = compared(one.found, _measure(one), level), qs[one.name]
    line = replace(_told(one, line, seen, level), q=q)
    words = _words(one, seen.difference.estimate)
    if not seen.enough:
        return replace(line, verdict="not_enough_data", reason=f"{words}; too few for a sum or a ratio.")
    if q > ALPHA:
        return replace(line, verdict="no_difference_seen", reason=f"{words}: no difference shown.")
    is_better = (seen.difference.estimate > 0) == (one.metric.better == "more")
    verdict: MetricVerdict = "better" if is_better else "worse"
    return replace(line, verdict=verdict, reason=f"{words}: {verdict}, and it holds among all that are read.")


def _guardrail(one: CountedMetric, limit: float, broken: str) -> ComparedMetric:
    metric = one.metric
    line = _line(one, "cannot_tell", "Nobody is held out to compare with, or no window is over yet.")
    line = replace(line, limit=limit, allowed=allowed_words(metric), pauses=metric.pauses, since=one.since)
    if metric.at_most:
        treated = one.found.treated
        if not treated.units:
            return replace(line, reason="No window is over yet.")
        evidence: float | None = e_above(treated.did, treated.units, metric.at_most / 100)
        words = f"{treated.did:,} of {treated.units:,} treated ({treated.did / treated.units:.2%})"
    else:
        if not has_both(one.found):
            return line
        if broken:
            return replace(line, verdict="guard_failed", reason=f"It cannot tell: {broken}")
        seen = compared(one.found, _measure(one), ALPHA)
        line = _told(one, line, seen, ALPHA)
        evidence = e_worse(one.found, _measure(one), metric.tolerate, less_is_better=metric.better == "less")
        words = _words(one, seen.difference.estimate)
    if evidence is None:
        text = f"{words}; a sum or a ratio is read once enough units of both sides did it."
        return replace(line, verdict="not_enough_data", reason=text)
    verdict: MetricVerdict = "broken" if evidence >= limit else "holds"
    text = f"{words}; allowed: {line.allowed}. Evidence of harm {_e(evidence)}, and {limit:g} is enough."
    return replace(line, verdict=verdict, reason=text, e_value=evidence)


def allowed_words(metric: JourneyMetric) -> str:
    """What a guardrail allows, in words."""
    if metric.at_most:
        return f"at most {metric.at_most:g} % of the treated"
    if metric.tolerate:
        return f"at most {metric.tolerate:g} % worse than the held out"
    return "no worse than the held out"


def counts_words(metric: JourneyMetric, unit: str = "person") -> str:
    """What a metric counts, in words."""
    units = "accounts" if unit == "account" else "people"
    if metric.receipt:
        return f"{units} who {_RECEIPTS.get(metric.receipt, metric.receipt)}"
    what = f'{metric.value} of "{metric.event}"' if metric.value else f'"{metric.event}"'
    if metric.measure == "rate":
        return f'{units} who did "{metric.event}"'
    if metric.measure == "sum":
        capped = f", capped at the {metric.cap:g}th percentile" if metric.cap else ""
        return f"{what} for each {'account' if unit == 'account' else 'person'}{capped}"
    over = f'{metric.over_value} of "{metric.over}"' if metric.over_value else f'"{metric.over}"'
    return f"{what} over {over}"


_RECEIPTS: Final = {"unsubscribed": "unsubscribed", "complained": "complained", "bounced": "bounced"}


def _measure(one: CountedMetric) -> Measure:
    return cast(Measure, one.metric.measure)  # the check lets nothing else be published


def _line(one: CountedMetric, verdict: MetricVerdict, reason: str) -> ComparedMetric:
    metric = one.metric
    return ComparedMetric(
        metric=one.name,
        name=metric.name or one.name,
        role=cast(MetricRole, metric.role),
        measure=_measure(one),
        better=cast(Better, metric.better),
        counts=counts_words(metric),
        within_ms=one.within_ms,
        verdict=verdict,
        reason=reason,
        treated=(one.uncapped or one.found).treated.side(_measure(one)),
        held_out=(one.uncapped or one.found).held_out.side(_measure(one)),
        cap=one.found.cap,
    )


def _told(one: CountedMetric, line: ComparedMetric, seen: Compared, level: float) -> ComparedMetric:
    """The line with the estimates that may be shown."""
    more = adjusted(one.found, level) if one.metric.measure == "sum" else None
    plain = compared(one.uncapped, "sum", level).difference if one.uncapped and is_enough(one.uncapped) else None
    return replace(line, difference=seen.difference, adjusted=more, uncapped=plain)


def _words(one: CountedMetric, gap: float) -> str:
    found, measure = one.found, _measure(one)
    treated, held = (side.level(measure) for side in (found.treated, found.held_out))
    if measure == "rate":
        return f"{treated:.2%} of the treated against {held:.2%} of the holdout"
    return f"{treated:,.4g} for the treated against {held:,.4g} for the holdout ({gap:+,.3g})"


def _e(value: float) -> str:
    return "over 1,000,000" if value > 1e6 else f"{value:,.2f}"
