"""One event after another, of the same value; tests/properties/test_event_counts.py holds this to the SQL."""

import pytest

from loopline.conditions.language import Scope, check_condition, compile_condition
from loopline.model.history.amounts import Amounts, packed_points
from loopline.model.history.message_events import value_key

NOW, HOUR = 1_790_000_000_000, 3_600_000
CART = 'not_followed("added", "paid", "cart", "1h")'


def scope(added: dict[int, int], paid: dict[int, int], now: int = NOW) -> Scope:
    """Digests of carts, each with its time before `NOW` in ms."""
    amounts = {
        value_key(name, "", "cart"): Amounts(packed_points(sorted((NOW - ago, one) for one, ago in found.items())))
        for name, found in (("added", added), ("paid", paid))
    }
    return Scope(amounts=amounts, now=now)


@pytest.mark.parametrize(
    ("added", "paid", "truth"),
    [
        ({}, {}, False),
        ({1: HOUR}, {}, True),
        ({1: HOUR - 1}, {}, False),
        ({1: HOUR}, {1: HOUR}, False),
        ({1: HOUR}, {1: HOUR + 1}, True),
        ({1: HOUR}, {2: 0}, True),
        ({1: 2 * HOUR, 2: 2 * HOUR}, {1: 0}, True),
    ],
)
def test_not_followed_is_true_when_the_time_is_over(added: dict[int, int], paid: dict[int, int], truth: bool) -> None:
    assert compile_condition(CART).evaluate(scope(added, paid)) is truth


def test_the_next_change_is_the_end_of_the_time_and_of_the_window() -> None:
    inside = scope({1: HOUR - 5}, {})
    assert compile_condition(CART).next_change(inside) == NOW + 5
    lapses = compile_condition('not_followed("added", "paid", "cart", "1h", within="2h")')
    assert lapses.next_change(inside) == NOW + 5
    assert lapses.next_change(inside.at(NOW + 5)) == NOW + 5 + HOUR
    assert compile_condition('followed("added", "paid", "cart")').next_change(inside) is None


@pytest.mark.parametrize(
    "text",
    [
        'followed("a", "a", "x")',
        'followed("a", "b")',
        'not_followed("a", "b", "x")',
        'followed("a", "message_sent", "x")',
        'followed("a", "b", "x", "soon")',
        'followed("a", "b", "x", where=y == 1)',
        'followed("a", "b", "x", within="7d", ago="1d")',
    ],
)
def test_what_is_no_sequence_is_refused(text: str) -> None:
    assert "condition_wrong_arguments" in {fault.code for fault in check_condition(text)}
