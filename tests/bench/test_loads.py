"""The arithmetic of loads; tests/cli/test_bench.py makes each of them."""

from loopline.bench.loads import percentile


def test_the_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 50), percentile(values, 99), percentile(values, 100)) == (50, 99, 100)
    assert percentile([3.0], 99) == 3.0
