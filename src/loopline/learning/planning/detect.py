"""The smallest effect that is seen with a power, for proportions and for means, by the rule that will be in use."""

from collections.abc import Callable
from math import inf, sqrt
from typing import Final

from loopline.learning.lift.always_on import CONVERSION_STRENGTH, mixture_half_width
from loopline.learning.lift.plan import Plan
from loopline.learning.planning.figures import PlanInputs, PlanReport, PlanWeek
from loopline.learning.stats.conditional import conditional_critical_z
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.value import error_if_difference
from loopline.model.errors import Invalid

WEEKS: Final = (1, 2, 3, 4, 6, 8, 13, 26, 52)
WEEKS_MAX: Final = 104
LOOKS_COST: Final = 1.012
"""Standard errors that a last look asks for under O'Brien-Fleming bounds with weekly looks, in parts of one look's:
1.03 times the people (Lan & DeMets 1983)."""

VALUE_LEAST: Final = 1e-6
VALUE_MOST: Final = 1e15
"""Between them lies what a person is worth, in any currency; 0 is none."""


def check_inputs(given: PlanInputs) -> None:
    """Raise Invalid `plan_inputs` where nothing can be planned by them."""
    faults = {
        "people": not 0 < given.people_a_week <= 1e9,
        "rate": not 0 < given.base_rate < 1,
        "holdout": not 0 < given.holdout < 1,
        "within": not 0 <= given.within_weeks <= 520,
        "mean": not is_worth(given.mean),
        "spread": not is_worth(given.spread),
    }
    wrong = [name for name, is_wrong in faults.items() if is_wrong]
    if wrong and wrong[0] in ("mean", "spread"):
        text = f"Value a person and its spread are 0, or from {VALUE_LEAST:g} to {VALUE_MOST:g}."
        raise Invalid("plan_inputs", text, at=wrong[0])
    if wrong:
        text = "A plan needs people a week, a base rate and a holdout, each above 0; a rate and a holdout below 100 %."
        raise Invalid("plan_inputs", text, at=wrong[0])


def is_worth(value: float) -> bool:
    """Whether value a person, or its spread, can be planned by."""
    return value == 0 or VALUE_LEAST <= value <= VALUE_MOST


def closed_after(given: PlanInputs, weeks: float) -> tuple[float, float]:
    """People of either side (treated, held out) whose window is over after so many weeks."""
    people = given.people_a_week * max(0.0, weeks - given.within_weeks)
    return people * (1 - given.holdout), people * given.holdout


def detectable_lift(given: PlanInputs, treated: float, held_out: float) -> float | None:
    """The smallest gain in conversion rate seen with the plan's power: it solves

        x = z sqrt(p (1-p) (1/n1 + 1/n0)) + b sqrt(p1 (1-p1)/n1 + p0 (1-p0)/n0),  p1 = p0 + x,

    with p the rate of both sides together, z what the rule asks for and b the quantile of the power (Fleiss, Levin &
    Paik 2003, eq. 4.14). None where even everybody would not be enough."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    if min(treated, held_out) < 1 or (given.rule == "obf" and not _has_enough(given, treated, held_out)):
        return None
    rate, quantile = given.base_rate, float(ndtri(given.power))

    def excess(gain: float) -> float:
        other = rate + gain
        pooled = given.holdout * rate + (1 - given.holdout) * other
        null = sqrt(pooled * (1 - pooled) * (1 / treated + 1 / held_out))
        real = sqrt(other * (1 - other) / treated + rate * (1 - rate) / held_out)
        information = (treated + held_out) * given.holdout * (1 - given.holdout) * pooled * (1 - pooled)
        return gain - critical(given, information) * null - quantile * real

    most = 1 - rate
    return float(brentq(excess, 0.0, most, xtol=1e-10)) if excess(most) > 0 else None


def _has_enough(given: PlanInputs, treated: float, held_out: float) -> bool:
    """Whether the smaller side will have the conversions that large-sample rules wait for."""
    return min(treated, held_out) * given.base_rate >= Plan().smallest_conversions


def critical(given: PlanInputs, information: float) -> float:
    """Standard errors that the rule of conversions asks for with this Fisher information of the log odds ratio."""
    from scipy.special import ndtri

    if given.rule == "obf":
        return -float(ndtri(given.alpha / 2)) * LOOKS_COST
    return conditional_critical_z(information, given.holdout, given.alpha)


def detectable_value(given: PlanInputs, treated: float, held_out: float) -> float | None:
    """The smallest gain in value a person seen with the plan's power: it solves x = h(e0(x)) + b e1(x), with e0 the
    error that the rule of value takes under no effect where it sees sides with this gain (learning/stats/value.py), h
    its half-width, e1 the error of the two means by each side's own variance, and b the quantile of the power. The gain
    is one of more buyers who spend the same, and where all buy already, of more spend. None without a mean and a
    spread, or where nothing below a thousandfold would be seen."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    if given.spread <= 0 or given.mean <= 0 or not _has_enough(given, treated, held_out):
        return None
    quantile = float(ndtri(given.power))

    def excess(gain: float) -> float:
        one, two = _expected(given, treated, gain), _expected(given, held_out, 0.0)
        level = (one.value_sum + two.value_sum) / (one.units + two.units)
        own = sqrt(one.value.standard_error**2 + two.value.standard_error**2)
        return gain - _half_width(given, error_if_difference(one, two, 0.0), level) - quantile * own

    most = 1_000 * given.mean
    return float(brentq(excess, 0.0, most, xtol=1e-10)) if excess(most) > 0 else None


def _expected(given: PlanInputs, units: float, gain: float) -> ArmCounts:
    """A side as it will look in the mean."""
    more = 1 + gain / given.mean
    buyers = min(more, 1 / given.base_rate)
    whole, spend = round(units), more / buyers
    squares = whole * buyers * spend * spend * (given.spread**2 + given.mean**2)
    return ArmCounts(whole, round(whole * given.base_rate * buyers), whole * given.mean * more, squares)


def _half_width(given: PlanInputs, error: float, level: float) -> float:
    """What the rule in use asks of a difference in value with this standard error."""
    from scipy.special import ndtri

    if given.rule == "obf":
        return -float(ndtri(given.alpha / 2)) * LOOKS_COST * error
    scale = level / sqrt(CONVERSION_STRENGTH * given.holdout * (1 - given.holdout))
    return mixture_half_width(error, scale, given.alpha)


def week_of(given: PlanInputs, weeks: int) -> PlanWeek:
    """One line of a plan."""
    treated, held = closed_after(given, weeks)
    lift, value = detectable_lift(given, treated, held), detectable_value(given, treated, held)
    return PlanWeek(
        weeks=weeks,
        treated=round(treated),
        held_out=round(held),
        lift=lift,
        relative_lift=None if lift is None else lift / given.base_rate,
        value=value,
        relative_value=value / given.mean if value is not None and given.mean > 0 else None,
    )


def weeks_needed(given: PlanInputs, relative_lift: float) -> int | None:
    """The first week after which a lift of this size is seen with the plan's power; None within two years."""
    low, high = 0, WEEKS_MAX
    wanted = relative_lift * given.base_rate

    def is_seen(weeks: int) -> bool:
        found = detectable_lift(given, *closed_after(given, weeks))
        return found is not None and found <= wanted

    if relative_lift <= 0 or not is_seen(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_seen(middle) else (middle, high)
    return high


def plan_report(journey: str, given: PlanInputs, source: str, wanted: float = 0.0) -> PlanReport:
    """The plan of these inputs. Raises Invalid `plan_inputs`."""
    check_inputs(given)
    lines = tuple(week_of(given, weeks) for weeks in WEEKS)
    needed = weeks_needed(given, wanted) if wanted else None
    return PlanReport(journey, given, source, lines, _sentence(given, lines, wanted, needed), wanted, needed, "")


def no_plan(journey: str, missing: str) -> PlanReport:
    """Where something is not known that a plan needs."""
    return PlanReport(journey, None, "", (), missing, 0.0, None, missing)


def _sentence(given: PlanInputs, lines: tuple[PlanWeek, ...], wanted: float, needed: int | None) -> str:
    held = f"With {100 * given.holdout:.4g} % held out"
    if wanted and needed is None:
        return f"{held} a lift of {wanted:.0%} is not likely to be seen within two years."
    if wanted:
        return f"{held} a lift of {wanted:.0%} or more is seen after {needed} weeks, four times in five."
    best = _first(lines, lambda one: (one.relative_lift or inf) <= 0.2) or _last(lines)
    if best is None or best.relative_lift is None:
        return f"{held} no lift is likely to be seen within a year: too few people come."
    return (
        f"{held} you will see a lift of {best.relative_lift:.0%} or more after {best.weeks} weeks, four times in five."
    )


def _first(lines: tuple[PlanWeek, ...], holds: Callable[[PlanWeek], bool]) -> PlanWeek | None:
    return next((one for one in lines if one.relative_lift is not None and holds(one)), None)


def _last(lines: tuple[PlanWeek, ...]) -> PlanWeek | None:
    return next((one for one in reversed(lines) if one.relative_lift is not None), None)
