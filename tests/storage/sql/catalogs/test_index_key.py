"""Keys of an index: they sort as values do, equal values have equal ones, and a range holds what it should."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.storage.sql.catalogs.index_key import index_key, key_range

NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)


@given(NUMBERS, NUMBERS)
def test_numbers_sort_by_size(one: float, other: float) -> None:
    keys = index_key(one), index_key(other)
    assert keys[0] is not None and keys[1] is not None
    assert (keys[0] < keys[1]) == (one < other)
    assert (keys[0] == keys[1]) == (one == other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_texts_sort_by_code_point(one: str, other: str) -> None:
    keys = index_key(one), index_key(other)
    assert keys[0] is not None and keys[1] is not None
    assert (keys[0] < keys[1]) == (one < other)


@given(NUMBERS, NUMBERS, st.sampled_from(("==", "<", "<=", ">", ">=")))
def test_a_range_holds_every_value_that_meets_it(value: float, bound: float, op: str) -> None:
    meets = {"==": value == bound, "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}
    found, key = key_range(op, bound), index_key(value)
    assert found is not None and key is not None
    if meets[op]:
        assert found[0] <= key <= found[1]


def test_kinds_do_not_mix_and_what_has_no_order_has_no_key() -> None:
    number = key_range("<", 5)
    assert number is not None
    assert not any(number[0] <= (index_key(value) or b"") <= number[1] for value in ("3", True, False))
    nothing: list[object] = [None, [], {}, 10**400]
    assert [index_key(value) for value in nothing] == [None] * 4
