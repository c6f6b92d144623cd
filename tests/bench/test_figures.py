"""The arithmetic of the figures."""

from loopline.bench.figures import Spread, spread


def test_a_spread_is_taken_over_the_rounds() -> None:
    assert spread([{"a": 3.0}, {"a": 1.0}, {"a": 20.0}]) == {"a": Spread(1.0, 3.0, 20.0)}
