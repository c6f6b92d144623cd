"""The arithmetic of the figures."""

from loopline.bench.figures import Spread, spread


def test_a_spread_is_taken_over_the_rounds() -> None:
    assert spread([{"a": 3.0}, {"a": 1.0}, {"a": 20.0}]) == {"a": Spread(1.0, 3.0, 20.0)}


def test_a_small_figure_is_not_nothing() -> None:
    assert spread([{"a": 0.0000312345, "b": 1.23456, "c": 123.456}]) == {
        "a": Spread(0.00003123, 0.00003123, 0.00003123),
        "b": Spread(1.235, 1.235, 1.235),
        "c": Spread(123.5, 123.5, 123.5),
    }
