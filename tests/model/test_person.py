"""A person's own wake-up is the earliest of those of the open enrollments."""

import pytest

from loopline.model.person import Enrollment, Person


@pytest.mark.parametrize(
    ("wakes", "earliest"), [((), None), ((None,), None), ((5, None, 3), 3), ((0, 7), 0), ((None, 9), 9)]
)
def test_the_earliest_wake_up(wakes: tuple[int | None, ...], earliest: int | None) -> None:
    enrollments = tuple(Enrollment(f"e{n}", "j", 1, "w", 1, 0, 0, wake_at=at) for n, at in enumerate(wakes))
    assert Person(key="ann", traits={}, enrollments=enrollments).wake_at() == earliest
