"""Rounding: a half goes up, and what is no number is unknown."""

import pytest

from loopline.conditions.functions.numbers import rounded


@pytest.mark.parametrize(
    ("number", "digits", "found"),
    [(2.5, 0, 3), (-2.5, 0, -2), (0.125, 2, 0.13), (7, 2, 7), (1e299, 6, 1e299), ("7", 0, None), (True, 0, None)],
)
def test_a_half_goes_up(number: object, digits: int, found: float | None) -> None:
    assert rounded(number, digits) == found


def test_what_is_too_large_is_unknown() -> None:
    assert rounded(10**400) is None
    assert rounded(1.7e308, 6) is None
