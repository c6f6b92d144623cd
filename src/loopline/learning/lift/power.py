"""What the data can show by now, how many people a plan needs, and when the next threshold will be reached."""

from math import ceil, inf, sqrt

from loopline.learning.stats.moments import ArmCounts


def detectable(treated: ArmCounts, held_out: ArmCounts, z: float, power: float = 0.8) -> float:
    """The smallest difference in conversion rate that these units would have shown with this power, when `z`
    standard errors were asked for. Infinite before the first conversion."""
    units = treated.units + held_out.units
    rate = (treated.conversions + held_out.conversions) / units if units else 0.0
    if not treated.units or not held_out.units or not 0 < rate < 1:
        return inf
    return detectable_at(sqrt(rate * (1 - rate) * (1 / treated.units + 1 / held_out.units)), z, power)


def detectable_at(spread: float, z: float, power: float = 0.8) -> float:
    """The same, where `spread` is the standard error of the difference under no effect."""
    from scipy.special import ndtri

    return (z + float(ndtri(power))) * spread if spread > 0 else inf


def units_needed(
    rate: float, relative_lift: float, holdout_share: float, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Units in both arms together for one look at the end: `rate` is the holdout's, `relative_lift` 0.1 is ten per
    cent. Multiply by 1.03 for weekly looks under O'Brien-Fleming bounds."""
    from scipy.special import ndtri

    other = rate * (1 + relative_lift)
    pooled = holdout_share * rate + (1 - holdout_share) * other
    null = sqrt(pooled * (1 - pooled) * (1 / holdout_share + 1 / (1 - holdout_share)))
    real = sqrt(rate * (1 - rate) / holdout_share + other * (1 - other) / (1 - holdout_share))
    total = -float(ndtri(alpha / 2)) * null + float(ndtri(power)) * real
    return ceil((total / (other - rate)) ** 2)


def expected_at(have: float, need: float, started_at: int, now: int) -> int | None:
    """When `need` will be reached (ms) if it goes on as it went since the start. None where nothing has happened
    yet."""
    if have >= need:
        return now
    if have <= 0 or now <= started_at:
        return None
    return now + round((now - started_at) * (need - have) / have)
