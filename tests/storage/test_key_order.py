"""Keys in order answer as a sorted set would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.storage import key_order
from loopline.storage.key_order import KeyOrder

KEYS_THERE = "abcdefgh"
KEYS = st.sampled_from(KEYS_THERE)
moves = st.lists(st.tuples(st.sampled_from(["add", "drop", "page", "shrink"]), KEYS, st.integers(1, 5)), max_size=40)


@given(moves=moves, spare=st.sampled_from([-100, 0, 1_000]))
def test_pages_are_those_of_a_sorted_set(moves: list[tuple[str, str, int]], spare: int) -> None:
    alive = set[str]()
    order = KeyOrder(alive)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_order, "SPARE", spare)
        for move, key, limit in moves:
            if move == "add":
                alive.add(key)
                order.add([key])
            elif move == "drop":
                alive.discard(key)
            elif move == "shrink":
                order.shrink()
            above = sorted(one for one in alive if one > key)
            assert order.page(key, None, limit) == above[:limit]
            assert order.page(key, "f", limit) == [one for one in above if one <= "f"][:limit]
            assert order.page("", None, len(KEYS_THERE)) == sorted(alive)


@pytest.mark.parametrize("names", [1, 20_000])
def test_what_has_left_is_dropped_though_nobody_reads(names: int) -> None:
    alive = set[str]()
    order = KeyOrder(alive)
    for number in range(20_000):
        alive.clear()
        alive.add(f"p{number % names}")
        order.add(alive)
        order.shrink()
    assert len(order._new) + sum(map(len, order._levels)) <= 2 + key_order.SPARE


def test_a_page_puts_in_order_what_is_new_and_no_more() -> None:
    """Each key is looked at a few times in all, however many pages are read while keys come."""
    compared = 0

    class Counted(str):
        def __lt__(self, other: str) -> bool:
            nonlocal compared
            compared += 1
            return str.__lt__(self, other)

    alive = dict.fromkeys(Counted(f"u{number:06d}") for number in range(20_000))
    order = KeyOrder(alive)
    order.add(alive)
    order.page("", None, 10)
    compared = 0
    for number in range(100):
        new = [Counted(f"u{place * 997 % 20_000:06d}-{number}") for place in range(20)]
        alive |= dict.fromkeys(new)
        order.add(new)
        order.page("u000500", "u000600", 10)
    assert compared < 20_000 * 5
