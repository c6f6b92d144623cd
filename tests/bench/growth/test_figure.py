"""A figure over several rounds keeps its unit and what it was measured over."""

from loopline.bench.growth.figure import Figure, Rounds, over_rounds


def test_rounds_become_least_median_and_most() -> None:
    rounds = [
        [Figure("a", "ms", value, "ten of them"), Figure("b", "ratio", 1.0, "one by one")] for value in (3, 1, 20)
    ]
    assert over_rounds(rounds) == {
        "a": Rounds("ms", "ten of them", 1, 3, 20),
        "b": Rounds("ratio", "one by one", 1.0, 1.0, 1.0),
    }
