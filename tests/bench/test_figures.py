"""The arithmetic of the figures."""

from loopline.bench.figures import Spread, percentile, spread


def test_the_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 50), percentile(values, 99), percentile(values, 100)) == (50, 99, 100)
    assert percentile([3.0], 99) == 3.0


def test_a_spread_is_taken_over_the_rounds() -> None:
    assert spread([{"a": 3.0}, {"a": 1.0}, {"a": 20.0}]) == {"a": Spread(1.0, 3.0, 20.0)}
