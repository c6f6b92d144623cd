"""Value an order and its error: the delta method, held to a simulation and to hand-made sums."""

from math import inf

import numpy as np
import pytest

from loopline.learning.stats.orders import OrderMoments, order_value_difference, orders_difference


def moments(orders: "np.typing.ArrayLike", value: "np.typing.ArrayLike") -> OrderMoments:
    o, v = np.asarray(orders, float), np.asarray(value, float)
    return OrderMoments(len(o), float(o.sum()), float(o @ o), float(v.sum()), float(v @ v), float(o @ v))


def test_by_hand() -> None:
    treated, held = moments([0, 2, 1, 0], [0, 30, 30, 0]), moments([0, 1, 0, 0], [0, 10, 0, 0])
    assert (treated.orders_a_unit.mean, treated.value_an_order) == (0.75, 20.0)
    found = order_value_difference([(1.0, treated, held)], 1.96)
    assert (found.estimate, found.relative, found.method) == (10.0, 1.0, "delta")
    assert treated + held == moments([0, 2, 1, 0, 0, 1, 0, 0], [0, 30, 30, 0, 0, 10, 0, 0])
    assert orders_difference([(1.0, treated, held)], 1.96).estimate == 0.5


def test_an_arm_without_orders_has_no_bound() -> None:
    found = order_value_difference([(1.0, moments([1, 2], [5, 5]), moments([0, 0], [0, 0]))], 1.96)
    assert (found.low, found.high) == (-inf, inf)
    assert order_value_difference([], 1.96).high == inf
    assert orders_difference([(1.0, moments([0], [0]), moments([0], [0]))], 1.96).low == -inf


def test_the_interval_holds_the_truth_though_a_units_orders_hang_together() -> None:
    rng, out = np.random.default_rng(3), 0
    for _ in range(400):
        arms = []
        for units, level in ((2_000, 30.0), (1_000, 20.0)):
            orders = rng.poisson(0.4, units)
            taste = rng.lognormal(-0.125, 0.5, units)  # a unit's orders are all dear, or all cheap
            arms.append(moments(orders, orders * taste * level))
        found = order_value_difference([(1.0, arms[0], arms[1])], 1.96)
        out += not found.low <= 10.0 <= found.high
    assert 5 <= out <= 36, "one in twenty"


def test_the_error_is_that_of_the_delta_method_in_other_words() -> None:
    rng = np.random.default_rng(4)
    orders, value = rng.poisson(1.0, 500), rng.gamma(2.0, 10.0, 500)
    ratio = value.sum() / orders.sum()
    expected = float(np.std(value - ratio * orders, ddof=1)) / orders.mean() / 500**0.5
    assert moments(orders, value).value_an_order_error == pytest.approx(expected, rel=1e-9)
