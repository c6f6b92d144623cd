"""What a report of value says; it loads no mathematics."""

from typing import Literal

from msgspec import Struct


class PurchaseModel(Struct, frozen=True):
    """The parameters of a fitted BG/NBD model; times are in weeks."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


class MoneyModel(Struct, frozen=True):
    """Those of a fitted Gamma-Gamma model; `correlation` is that between number and mean value of purchases."""

    p: float
    q: float
    v: float
    log_likelihood: float
    correlation: float


Standing = Literal["believed", "off", "too_early"]


class WeekTracked(Struct, frozen=True):
    """Repeat purchases from the first week up to this one: those that came, and those that the model expected."""

    week: int
    actual: int
    expected: float


class ValueAhead(Struct, frozen=True):
    """What is expected of those who are customers now: a customer on average, in all, and of the best tenth."""

    weeks: int
    purchases: float
    value: float | None
    total_purchases: float
    total_value: float | None
    best_tenth: float | None


class ValueReport(Struct, frozen=True):
    """`fitted_until` is the week up to which the tracked model saw purchases: behind it, it is held to what came.

    `standing` says whether to believe it, `reason` why in words. `alive` is the mean probability that a customer still
    buys. Of more than `counted` customers so many were drawn, and totals are multiplied up to all of them.
    `second_error` is that of Pareto/NBD, as a second opinion.
    """

    event: str
    customers: int
    counted: int
    fitted_until: int
    weeks: tuple[WeekTracked, ...]
    error: float | None
    standing: Standing
    reason: str
    model: PurchaseModel
    money: MoneyModel | None
    alive: float
    ahead: ValueAhead
    second_error: float | None = None
