"""A chain of tombstones is walked to its end, and a circle has one end, from wherever one comes."""

from itertools import pairwise

import pytest

from loopline.signals.people.aliases import end_of_chain


def chain(*keys: str) -> dict[str, str]:
    """Each points at the following one."""
    return dict(pairwise(keys))


@pytest.mark.parametrize("length", [1, 2, 64, 65, 10_000])
def test_the_end_of_a_chain_however_long(length: int) -> None:
    keys = [f"c{n}" for n in range(length)]
    points = chain(*keys)
    assert end_of_chain(keys[0], lambda key: points.get(key, "")) == (keys[-1], tuple(keys[:-1]))


@pytest.mark.parametrize("circle", ["a", "ab", "cab", "hgfedcba"])
def test_a_circle_has_one_end_from_wherever_one_comes(circle: str) -> None:
    points = chain(*circle, circle[0])
    for key in circle:
        end, passed = end_of_chain(key, lambda one: points.get(one, ""))
        assert end == "a" and set(passed) == set(circle)
    points |= chain("y", "x", circle[-1])
    end, passed = end_of_chain("y", lambda one: points.get(one, ""))
    assert end == "a" and set(passed) == {"x", "y", *circle}
