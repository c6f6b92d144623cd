"""Keys in order answer as a sorted set would."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.storage import key_order
from loopline.storage.key_order import KeyOrder

KEYS = st.sampled_from("abcdefgh")
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
            assert list(islice(order.after(key), limit)) == sorted(one for one in alive if one > key)[:limit]
            assert list(order.after("")) == sorted(alive)


@pytest.mark.parametrize("names", [1, 20_000])
def test_what_has_left_is_dropped_though_nobody_reads(names: int) -> None:
    alive = set[str]()
    order = KeyOrder(alive)
    for number in range(20_000):
        alive.clear()
        alive.add(f"p{number % names}")
        order.add(alive)
        order.shrink()
    assert len(order._new) + len(order._sorted) <= 2 + key_order.SPARE
