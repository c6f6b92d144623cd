"""What customers will be worth, with the picture by which anybody sees whether to believe it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from loopline.learning.value.bg_nbd import BgNbd, fit_bg_nbd
from loopline.learning.value.figures import Standing, ValueAhead, ValueReport, WeekTracked
from loopline.learning.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from loopline.learning.value.pareto_nbd import fit_pareto_nbd
from loopline.learning.value.purchases import Purchases
from loopline.model.errors import Invalid

if TYPE_CHECKING:
    from loopline.learning.value.purchases import Floats

DAYS_A_WEEK: Final = 7.0
BELIEVED: Final = 0.15
"""The model is for plans where its hold-out total is off by no more than this part of what came."""
SECOND_OPINION: Final = 1_000
"""Customers, at about, by which the second model is fitted."""

TIED: Final = 0.3
"""Above this correlation of number and value, what a purchase brings cannot be told apart from how often."""


class Bought(Struct, frozen=True):
    """What the facts say. `until` and `split` are lines of (repeats, days to the last, days until then, mean value) as
    of now and as of the split; `actual` by week, `starts` by day since the first purchase of all; `split_day` counts
    from there as well."""

    customers: int
    until: Sequence[tuple[float, float, float, float]]
    split: Sequence[tuple[float, float, float, float]]
    actual: Sequence[tuple[int, int]]
    starts: Sequence[tuple[int, int]]
    split_day: int
    last_day: int


def value_report(event: str, bought: Bought, weeks_ahead: int) -> ValueReport:
    """The report. Raises Invalid `value_few`, `value_unfit`."""
    import numpy as np

    tracked = fit_bg_nbd(_purchases(bought.split))
    weeks = _tracked(tracked, bought)
    fitted_until = bought.split_day // 7
    error = _error(weeks, fitted_until)
    known = _purchases(bought.until)
    model, money = fit_bg_nbd(known), _money(bought.until)
    standing, reason = _standing(error, weeks[-1].week - fitted_until if weeks else 0)
    return ValueReport(
        event=event,
        customers=bought.customers,
        counted=known.customers,
        fitted_until=fitted_until,
        weeks=weeks,
        error=error,
        standing=standing,
        reason=reason,
        model=model,
        money=money,
        alive=float(np.mean(model.is_alive(known))),
        ahead=_ahead(model, money, bought, known, weeks_ahead),
        second_error=_second(bought, fitted_until),
    )


def _purchases(lines: Sequence[tuple[float, float, float, float]]) -> Purchases:
    import numpy as np

    columns = np.array(lines, dtype=float).reshape(-1, 4)
    return Purchases(columns[:, 0], columns[:, 1] / DAYS_A_WEEK, columns[:, 2] / DAYS_A_WEEK)


def _money(lines: Sequence[tuple[float, float, float, float]]) -> GammaGamma | None:
    import numpy as np

    columns = np.array(lines, dtype=float).reshape(-1, 4)
    try:
        return fit_gamma_gamma(columns[:, 0], columns[:, 3])
    except Invalid:
        return None


class Expecting(Protocol):
    """A model that says how often a new customer comes again."""

    def expected(self, time: "Floats") -> "Floats":
        """Repeat purchases up to each time (weeks)."""
        ...


def _second(bought: Bought, fitted_until: int) -> float | None:
    """How far Pareto/NBD is off, by some of the customers, since it takes its time; None where it does not fit."""
    some = bought.split[:: max(1, len(bought.split) // SECOND_OPINION)]
    try:
        return _error(_tracked(fit_pareto_nbd(_purchases(some)), bought), fitted_until)
    except Invalid:
        return None


def _tracked(model: Expecting, bought: Bought) -> tuple[WeekTracked, ...]:
    import numpy as np

    last = bought.last_day // 7
    came = np.zeros(last + 1)
    for week, count in bought.actual:
        if week <= last:
            came[week] += count
    expected = np.zeros(last + 1)
    ends = (np.arange(last + 1) + 1) * 7.0
    for day, count in bought.starts:
        expected += count * model.expected(np.maximum(ends - day, 0.0) / DAYS_A_WEEK)
    actual = np.cumsum(came)
    return tuple(WeekTracked(week, int(actual[week]), float(expected[week])) for week in range(last + 1))


def _error(weeks: Sequence[WeekTracked], fitted_until: int) -> float | None:
    """By how much of what came after the split the model was off; None where nothing came."""
    if not weeks or fitted_until >= len(weeks):
        return None
    before, now = weeks[max(fitted_until - 1, 0)], weeks[-1]
    came = now.actual - before.actual
    return (now.expected - before.expected - came) / came if came > 0 else None


def _standing(error: float | None, held_weeks: int) -> tuple[Standing, str]:
    if error is None or held_weeks < 4:
        return "too_early", "Too little came after the weeks that the model saw to say whether it is right."
    words = (
        f"{abs(error):.0%} {'more' if error > 0 else 'fewer'} purchases than came in the {held_weeks} weeks held back"
    )
    if abs(error) <= BELIEVED:
        return "believed", f"The model expected {words}: good enough to plan by."
    return "off", f"The model expected {words}: do not plan by it."


def _ahead(model: BgNbd, money: GammaGamma | None, bought: Bought, known: Purchases, weeks: int) -> ValueAhead:
    import numpy as np

    purchases = model.ahead(known, float(weeks))
    scale = bought.customers / known.customers
    worth: Floats | None = None
    if money is not None and abs(money.correlation) <= TIED:
        columns = np.array(bought.until, dtype=float)
        worth = purchases * money.mean_value(columns[:, 0], columns[:, 3])
    best = np.sort(worth)[-max(1, len(worth) // 10) :] if worth is not None else None
    return ValueAhead(
        weeks=weeks,
        purchases=float(np.mean(purchases)),
        value=float(np.mean(worth)) if worth is not None else None,
        total_purchases=float(np.sum(purchases)) * scale,
        total_value=float(np.sum(worth)) * scale if worth is not None else None,
        best_tenth=float(np.mean(best)) if best is not None else None,
    )
