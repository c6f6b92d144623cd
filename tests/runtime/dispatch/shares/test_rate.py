"""The bound of a provider holds in any second, wherever in the time of its way a message arrives."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.runtime.dispatch.shares.rate import RateLimit, TakenShare


def test_a_second_s_worth_goes_at_once_and_no_more_until_a_second_after_it_arrived() -> None:
    rate = RateLimit(10.0)
    assert rate.most(32, 100.0) == 10
    taken = rate.took(10)
    assert (rate.most(32, 100.2), rate.seconds_left(100.2)) == (0, 0.001)
    rate.ended(taken, 100.3)
    assert rate.most(32, 101.2) == 0
    assert rate.seconds_left(101.2) == pytest.approx(0.1)
    assert (rate.most(32, 101.3), rate.seconds_left(101.3)) == (10, 0.0)


def test_a_rate_below_one_a_second_lets_one_through_in_its_time() -> None:
    rate = RateLimit(0.1)
    assert rate.most(32, 100.0) == 1
    rate.ended(rate.took(1), 100.0)
    assert rate.most(32, 109.0) == 0
    assert rate.most(32, 110.5) == 1


def test_no_rate_is_no_limit() -> None:
    rate = RateLimit(0.0)
    rate.ended(rate.took(10_000), 1.0)
    assert (rate.most(96, 0.0), rate.seconds_left(0.0)) == (96, 0.0)
    asyncio.run(rate.may_go(TakenShare(96)))


Step = tuple[float, int, float]


@given(st.integers(1, 20), st.lists(st.tuples(st.floats(0, 0.7), st.integers(1, 40), st.floats(0, 0.5)), max_size=60))
def test_no_second_has_more_than_its_bound(limit: int, steps: list[Step]) -> None:
    rate, now = RateLimit(float(limit)), 0.0
    arrivals = list[float]()
    for pause, wanted, way in steps:
        now += pause
        count = rate.most(wanted, now)
        taken = rate.took(count)
        arrivals += [now + way * part / max(1, count) for part in range(count)]
        now += way
        rate.ended(taken, now)
    assert busiest(arrivals) <= limit


def busiest(arrivals: list[float]) -> int:
    """The most that arrived within one second."""
    arrivals = sorted(arrivals)
    return max((sum(first <= one < first + 1 for one in arrivals) for first in arrivals), default=0)
