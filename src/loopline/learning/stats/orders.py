"""Orders a unit and value an order: a ratio of two sums over the same units, so its error is by the delta method."""

from collections.abc import Sequence
from math import inf, sqrt

from msgspec import Struct

from loopline.learning.stats.interval import Estimate, relative
from loopline.learning.stats.moments import Moments


class OrderMoments(Struct, frozen=True):
    """Sums over the closed units of an arm, zeros included: orders, value, their squares and their product."""

    units: int = 0
    orders: float = 0.0
    orders_squares: float = 0.0
    value: float = 0.0
    value_squares: float = 0.0
    product: float = 0.0

    def __add__(self, other: "OrderMoments") -> "OrderMoments":
        return OrderMoments(
            self.units + other.units,
            self.orders + other.orders,
            self.orders_squares + other.orders_squares,
            self.value + other.value,
            self.value_squares + other.value_squares,
            self.product + other.product,
        )

    @property
    def orders_a_unit(self) -> Moments:
        """The moments of the orders a unit."""
        return Moments(self.units, self.orders, self.orders_squares)

    @property
    def value_an_order(self) -> float:
        """The value of an order; 0 without one."""
        return self.value / self.orders if self.orders > 0 else 0.0

    @property
    def value_an_order_error(self) -> float:
        """Its standard error, units being independent and orders of one unit not (delta method; Deng, Knoblich & Lu,
        KDD 2018). Infinite without an order."""
        if self.units < 2 or self.orders <= 0:
            return inf
        ratio = self.value_an_order
        rest = self.value_squares - 2 * ratio * self.product + ratio * ratio * self.orders_squares
        return sqrt(max(0.0, rest) * self.units / (self.units - 1)) / self.orders


OrderPairs = Sequence[tuple[float, OrderMoments, OrderMoments]]  # weight, treated, held out: a stratum each


def order_value_difference(pairs: OrderPairs, z: float) -> Estimate:
    """Value an order of the treated less that of the held out. It compares orders that the message may have called
    forth with others, so it describes and is no effect on anybody; no look is allowed for."""
    one = sum(weight * t.value_an_order for weight, t, _ in pairs)
    two = sum(weight * h.value_an_order for weight, _, h in pairs)
    errors = [weight * sqrt(t.value_an_order_error**2 + h.value_an_order_error**2) for weight, t, h in pairs]
    half = z * sqrt(sum(error * error for error in errors)) if pairs else inf
    return Estimate(one - two, one - two - half, one - two + half, relative(one - two, two), "delta")


def orders_difference(pairs: OrderPairs, z: float) -> Estimate:
    """Orders a unit, treated less held out, each arm with its own variance: for one look."""
    one = sum(weight * t.orders_a_unit.mean for weight, t, _ in pairs)
    two = sum(weight * h.orders_a_unit.mean for weight, _, h in pairs)
    errors = [
        weight * sqrt(t.orders_a_unit.standard_error**2 + h.orders_a_unit.standard_error**2) for weight, t, h in pairs
    ]
    half = z * sqrt(sum(error * error for error in errors)) if any(errors) else inf
    return Estimate(one - two, one - two - half, one - two + half, relative(one - two, two), "welch")
