"""The verdict: what a programme caused against its holdout, by which rule, and what is still missing.

One order, always: guards, then enough conversions, then the rule. Everything comes in as sufficient statistics, so
the same inputs give the same answer on any machine.
"""

from typing import Literal

from msgspec import Struct

from loopline.learning import reason
from loopline.learning.guard import Checks, Guard, guards
from loopline.learning.interval import Estimate, newcombe
from loopline.learning.moments import Arm, check_arm
from loopline.learning.plan import Plan, Progress, check_plan, progress
from loopline.learning.power import expected_at
from loopline.learning.rule import Reading, always_on, by_looks, fixed_z

__all__ = ["Arm", "Checks", "Estimate", "Guard", "Lift", "Missing", "Plan", "Verdict", "judge"]

Verdict = Literal["lift", "harm", "no_difference_seen", "not_enough_data", "guard_failed"]


class Missing(Struct, frozen=True):
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
    any look. `fixed` is the Newcombe interval of somebody who looks once; it decides nothing. `attributed_*` is
    credit, not cause."""

    verdict: Verdict
    reason: str
    method: str
    conversion: Estimate
    ratio: Estimate
    value: Estimate
    fixed: Estimate
    incremental_conversions: float
    incremental_conversions_low: float
    incremental_conversions_high: float
    incremental_value: float
    incremental_value_low: float
    incremental_value_high: float
    attributed_conversions: int
    attributed_value: float
    treated: Arm
    held_out: Arm
    guards: tuple[Guard, ...]
    missing: Missing
    e_value: float | None
    boundary: float | None
    z: float
    fraction: float | None
    final: bool
    detectable: float


def judge(
    treated: Arm,
    held_out: Arm,
    plan: Plan,
    *,
    attributed: tuple[int, float] = (0, 0.0),
    now: int,
    started_at: int,
    checks: Checks | None = None,
) -> Lift:
    """The verdict on two arms under a plan, at `now` (ms). Without `checks.entered` the arms' own units, open ones
    too, are held against the planned share. Raises Invalid where counts or plan contradict themselves."""
    check_arm(treated, "treated")
    check_arm(held_out, "held out")
    check_plan(plan)
    found = guards(_with_entered(checks or Checks(), treated, held_out), plan.holdout_share, now)
    missing = _missing(treated, held_out, plan, now=now, started_at=started_at)
    where = _progress(treated, held_out, plan, now=now, started_at=started_at)
    reading = by_looks(treated, held_out, plan, where) if where else always_on(treated, held_out, plan)
    verdict, text = _verdict(treated, held_out, plan, reading, where, found, missing, now)
    more, worth = reading.conversion.times(treated.units), reading.value.times(treated.units)
    return Lift(
        verdict=verdict,
        reason=text,
        method=reading.method,
        conversion=reading.conversion,
        ratio=reading.ratio,
        value=reading.value,
        fixed=newcombe(treated, held_out, fixed_z(plan.alpha)),
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
        guards=found,
        missing=missing,
        e_value=reading.e_value,
        boundary=reading.boundary,
        z=reading.z,
        fraction=where.fraction if where else None,
        final=where.final if where else False,
        detectable=reading.detectable,
    )


def _with_entered(checks: Checks, treated: Arm, held_out: Arm) -> Checks:
    """The checks, with the arms' own counts where no others were given."""
    if checks.entered is not None:
        return checks
    entered = (treated.units + treated.pending, held_out.units + held_out.pending)
    return Checks(
        entered=entered,
        exposed=checks.exposed,
        last_fact_at=checks.last_fact_at,
        stale_after_ms=checks.stale_after_ms,
        salts=checks.salts,
        before=checks.before,
    )


def _progress(treated: Arm, held_out: Arm, plan: Plan, *, now: int, started_at: int) -> Progress | None:
    """Where a planned comparison stands; None for one that is always on."""
    if not plan.has_end:
        return None
    units, pending = treated.units + held_out.units, treated.pending + held_out.pending
    return progress(plan, units, pending, now=now, started_at=started_at)


def _missing(treated: Arm, held_out: Arm, plan: Plan, *, now: int, started_at: int) -> Missing:
    """What the smaller arm (the holdout, where both are equal) still lacks."""
    smaller, name = (treated, "treated arm") if treated.units < held_out.units else (held_out, "holdout")
    both = treated + held_out
    # An arm that has none yet is expected to convert as all do: that gives a date where the arm alone could not.
    have = float(smaller.conversions) or both.rate * smaller.units
    need = plan.smallest_conversions
    return Missing(
        arm=name,
        conversions_have=smaller.conversions,
        conversions_need=need,
        expected_at=now if smaller.conversions >= need else expected_at(min(have, need - 0.5), need, started_at, now),
        units_have=both.units,
        units_need=plan.planned_units,
    )


def _verdict(
    treated: Arm,
    held_out: Arm,
    plan: Plan,
    reading: Reading,
    where: Progress | None,
    found: tuple[Guard, ...],
    missing: Missing,
    now: int,
) -> tuple[Verdict, str]:
    """The verdict and its reason, in the one order: guards, enough data, rule."""
    failed = [guard for guard in found if not guard.passed]
    if failed:
        return "guard_failed", f"No verdict: {failed[0].text}"
    have, need = missing.conversions_have, missing.conversions_need
    if have < need or not treated.units or not held_out.units:
        return "not_enough_data", reason.too_few(have, need, missing.arm, missing.expected_at, plan.ends_at, now)
    if reading.direction:
        return ("lift" if reading.direction > 0 else "harm"), reason.shown(treated, held_out, reading)
    fraction, final = (where.fraction, where.final) if where else (None, False)
    return "no_difference_seen", reason.not_shown(treated, held_out, reading, fraction=fraction, final=final)
