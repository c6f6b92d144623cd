"""An amount is a number, or a text that is one; nobody guesses at commas."""

from typing import Any

import pytest

from loopline.model.history.money import amount_in


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (12, 12.0),
        (-1.5, -1.5),
        ("19.90", 19.9),
        (" +5 ", 5.0),
        ("-0.01", -0.01),
        ("007", 7.0),
        ("19,90", None),
        ("1,200.00", None),
        ("1e5", None),
        (".5", None),
        ("5.", None),
        ("", None),
        ("NaN", None),
        ("٣", None),
        ("9" * 31, None),
        ("9" * 30, None),
        (1e12, None),
        (-1e12, None),
        (999_999_999_999.5, 999_999_999_999.5),
        (10**400, None),
        (float("nan"), None),
        (True, None),
        (None, None),
        ([1], None),
        ({"of": 1}, None),
    ],
)
def test_what_is_an_amount(value: Any, amount: float | None) -> None:
    assert amount_in(value) == amount
