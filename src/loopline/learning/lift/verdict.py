"""The verdict: what a programme caused against its holdout, by which rule, and what is still missing.

One order, always: guards, then (for a rule that asks for them) enough conversions, then the rule. Everything comes in
as sufficient statistics, so the same inputs give the same answer on any machine.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.lift import narrate as reason
from loopline.learning.lift.guards import Checks, Guard, SampleSplit, guards
from loopline.learning.lift.plan import Plan, Progress, check_plan, progress
from loopline.learning.lift.power import expected_at
from loopline.learning.lift.rules import Reading, always_on, by_looks, fixed_z, values_at_a_look, values_at_any_look
from loopline.learning.lift.strata import Stratum, both, mean_values, newcombe_across, pairs, rates, weighed
from loopline.learning.lift.stratified import always_on_across, always_on_by_day, by_looks_across
from loopline.learning.stats.conditional import ClosedBlock
from loopline.learning.stats.interval import Estimate
from loopline.learning.stats.moments import ArmCounts, check_arm
from loopline.learning.stats.value import ValueEstimates

__all__ = ["ArmCounts", "Checks", "DataNeeded", "Estimate", "Guard", "Lift", "Plan", "Verdict", "judge", "judge_strata"]

Verdict = Literal["lift", "harm", "no_difference_seen", "not_enough_data", "guard_failed"]


class DataNeeded(Struct, frozen=True):
    """What a verdict still waits for. `arm` is the smaller one, in words; `expected_at` (ms) is when it will have its
    conversions at the pace so far, None where no date can be given; `units_need` is None without a planned number."""

    arm: str
    conversions_have: int
    conversions_need: int
    expected_at: int | None
    units_have: int
    units_need: int | None


class Lift(Struct, frozen=True):
    """What was caused. `conversion` and `value` are differences a unit (treated minus held out), `ratio` is of
    conversion rates; `incremental_*` are those differences times the treated units. Their intervals may be read at
    any look. `treated_rate` and `held_out_rate`, and the same of value, are a closed unit's; where the share held out
    was changed, they are weighed over `strata`, and so is every estimate. `value_ratio` is of value a unit. `fixed`
    is the Newcombe interval for one planned look; it decides nothing. `attributed_*` is credit, not cause. Of a report
    they are None where a guard has failed: the reason says which. `note` says in words what else has to be known of
    the estimates."""

    verdict: Verdict
    reason: str
    method: str
    conversion: Estimate
    ratio: Estimate
    value: Estimate
    fixed: Estimate
    incremental_conversions: float | None
    incremental_conversions_low: float | None
    incremental_conversions_high: float | None
    incremental_value: float | None
    incremental_value_low: float | None
    incremental_value_high: float | None
    attributed_conversions: int
    attributed_value: float
    treated: ArmCounts
    held_out: ArmCounts
    treated_rate: float
    held_out_rate: float
    strata: tuple[Stratum, ...]
    guards: tuple[Guard, ...]
    missing: DataNeeded
    e_value: float | None
    boundary: float | None
    z: float
    fraction: float | None
    final: bool
    detectable: float
    value_ratio: Estimate
    treated_value: float
    held_out_value: float
    note: str = ""


def judge(
    treated: ArmCounts,
    held_out: ArmCounts,
    plan: Plan,
    *,
    attributed: tuple[int, float] = (0, 0.0),
    now: int,
    started_at: int,
    checks: Checks | None = None,
    blocks: Sequence[ClosedBlock] | None = None,
) -> Lift:
    """The verdict on two arms whose units were all drawn with the plan's share; see `judge_strata`."""
    strata = (Stratum(plan.holdout_share, treated, held_out),)
    return judge_strata(
        strata, plan, attributed=attributed, now=now, started_at=started_at, checks=checks, blocks=blocks
    )


def judge_strata(
    strata: Sequence[Stratum],
    plan: Plan,
    *,
    attributed: tuple[int, float] = (0, 0.0),
    now: int,
    started_at: int,
    checks: Checks | None = None,
    blocks: Sequence[ClosedBlock] | None = None,
) -> Lift:
    """The verdict under a plan, at `now` (ms), on units of one or more holdout shares (the plan's own share is not
    read). `blocks` are the same closed units by day, by which an always-on programme is judged; without them it is by
    the planned shares, as are the arms' own units without `checks.entered`. Raises Invalid where counts or plan
    contradict themselves."""
    treated, held_out = _checked(strata, plan)
    found = guards(_with_entered(checks or Checks(), strata), now)
    missing = _missing(treated, held_out, plan, now=now, started_at=started_at)
    where = _progress(treated, held_out, plan, now=now, started_at=started_at)
    reading = apply_rule(strata, plan, where, blocks)
    verdict, text = _verdict(strata, plan, reading, where, found, missing, now)
    more, worth = reading.conversion.times(treated.units), reading.value.times(treated.units)
    return Lift(
        verdict=verdict,
        reason=text,
        method=reading.method,
        conversion=reading.conversion,
        ratio=reading.ratio,
        value=reading.value,
        fixed=newcombe_across(strata, fixed_z(plan.alpha)),
        incremental_conversions=more.estimate,
        incremental_conversions_low=more.low,
        incremental_conversions_high=more.high,
        incremental_value=worth.estimate,
        incremental_value_low=worth.low,
        incremental_value_high=worth.high,
        attributed_conversions=attributed[0],
        attributed_value=attributed[1],
        treated=treated,
        held_out=held_out,
        treated_rate=rates(strata)[0],
        held_out_rate=rates(strata)[1],
        strata=tuple(strata),
        guards=found,
        missing=missing,
        e_value=reading.e_value,
        boundary=reading.boundary,
        z=reading.z,
        fraction=where.fraction if where else None,
        final=where.final if where else False,
        detectable=reading.detectable,
        value_ratio=reading.value_ratio,
        treated_value=mean_values(strata)[0],
        held_out_value=mean_values(strata)[1],
    )


def _checked(strata: Sequence[Stratum], plan: Plan) -> tuple[ArmCounts, ArmCounts]:
    """The arms, added up. Raises Invalid where counts or plan contradict themselves."""
    for one in strata:
        check_arm(one.treated, "treated")
        check_arm(one.held_out, "held out")
        check_plan(replace(plan, holdout_share=one.share))
    return both(strata)


def apply_rule(
    strata: Sequence[Stratum], plan: Plan, where: Progress | None, blocks: Sequence[ClosedBlock] | None = None
) -> Reading:
    """What the plan's rule says; `where` is None for a programme that is always on, which asks for `blocks`. Without
    them its conversions are held against the planned share."""
    if where is None and blocks is not None:
        return always_on_by_day(strata, plan, blocks)
    if len(strata) == 1:
        (one,) = strata
        own = replace(plan, holdout_share=one.share)
        return by_looks(one.treated, one.held_out, own, where) if where else always_on(one.treated, one.held_out, own)
    return by_looks_across(strata, plan, where) if where else always_on_across(strata, plan)


def value_reading(strata: Sequence[Stratum], plan: Plan, *, now: int, started_at: int) -> ValueEstimates:
    """Value a unit alone, with the intervals that the plan's rule gives at this look."""
    where = _progress(*both(strata), plan, now=now, started_at=started_at)
    if where:
        return values_at_a_look(pairs(strata), where.bound(plan.alpha), plan)
    return values_at_any_look(pairs(strata), strata[0].share, plan)


def _with_entered(checks: Checks, strata: Sequence[Stratum]) -> Checks:
    """The checks, with the arms' own counts where no others were given."""
    if checks.entered:
        return checks
    counts = ((s.treated.units + s.treated.pending, s.held_out.units + s.held_out.pending, s.share) for s in strata)
    return replace(checks, entered=tuple(SampleSplit(*count) for count in counts))


def _progress(treated: ArmCounts, held_out: ArmCounts, plan: Plan, *, now: int, started_at: int) -> Progress | None:
    """Where a planned comparison stands; None for one that is always on."""
    if not plan.has_end:
        return None
    units, pending = treated.units + held_out.units, treated.pending + held_out.pending
    return progress(plan, units, pending, now=now, started_at=started_at)


def _missing(treated: ArmCounts, held_out: ArmCounts, plan: Plan, *, now: int, started_at: int) -> DataNeeded:
    """What the smaller arm (the holdout, where both are equal) still lacks."""
    smaller, name = (treated, "treated arm") if treated.units < held_out.units else (held_out, "holdout")
    both = treated + held_out
    # An arm that has none yet is expected to convert as all do: that gives a date where the arm alone could not.
    have = float(smaller.conversions) or both.rate * smaller.units
    need = plan.smallest_conversions
    return DataNeeded(
        arm=name,
        conversions_have=smaller.conversions,
        conversions_need=need,
        expected_at=now if smaller.conversions >= need else expected_at(min(have, need - 0.5), need, started_at, now),
        units_have=both.units,
        units_need=plan.planned_units,
    )


def _verdict(
    strata: Sequence[Stratum],
    plan: Plan,
    reading: Reading,
    where: Progress | None,
    found: tuple[Guard, ...],
    missing: DataNeeded,
    now: int,
) -> tuple[Verdict, str]:
    """The verdict and its reason, in the one order: guards, enough data, rule."""
    failed = [guard for guard in found if not guard.passed]
    if failed:
        return "guard_failed", f"No verdict: {failed[0].text}"
    have, need = missing.conversions_have, missing.conversions_need
    # The e-process needs no large sample: what it shows, it shows. Planned bounds wait.
    exact = where is None and reading.direction != 0
    if not weighed(strata) or (have < need and not exact):
        text = reason.too_few(have, need, missing.arm, missing.expected_at, plan.ends_at, now)
        return "not_enough_data", text if where else reason.with_detectable(text, reading)
    if reading.direction:
        return ("lift" if reading.direction > 0 else "harm"), reason.shown(*rates(strata), reading)
    fraction, final = (where.fraction, where.final) if where else (None, False)
    return "no_difference_seen", reason.not_shown(*rates(strata), reading, fraction=fraction, final=final)
