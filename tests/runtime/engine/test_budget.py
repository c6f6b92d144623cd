"""A pass that has worked long enough says so, and the clock is looked at now and then only."""

from loopline.runtime.clock import SystemClock, VirtualClock
from loopline.runtime.engine.budget import LOOK_EVERY, TimeBudget, Unlimited, budget_for


class Hand:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        """The time."""
        self.looks += 1
        return float(self.looks)


def asked_until_spent(budget: TimeBudget, share: float) -> int:
    """How often a pass may ask before it has to close."""
    return next(number for number in range(1, 10_000) if budget.is_spent(share))


def test_a_budget_is_spent_after_its_time_and_whole_again_in_the_next_pass() -> None:
    clock = Hand()
    budget = TimeBudget(4.0, clock)
    for _ in range(2):
        budget.begin()
        assert asked_until_spent(budget, 0.5) == 2 * LOOK_EVERY
        assert asked_until_spent(budget, 1.0) == 2 * LOOK_EVERY, "the other half is still there"
        assert budget.is_spent() and budget.is_spent(0.5)
    assert clock.looks == 2 * 5


def test_without_a_bound_a_pass_never_has_to_close() -> None:
    budget = Unlimited()
    budget.begin()
    assert not any(budget.is_spent() for _ in range(1_000))


def test_only_a_loop_in_real_time_is_bounded_by_time() -> None:
    assert isinstance(budget_for(SystemClock()), TimeBudget)
    assert isinstance(budget_for(VirtualClock(0)), Unlimited)
