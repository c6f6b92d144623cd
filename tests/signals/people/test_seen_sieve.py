"""The sieve holds back nothing that stands in a page, forgets a page as a whole, and is believed only when whole."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.signals.people.seen_sieve import (
    EMPTY_SIEVE,
    NO_SIEVE,
    SIEVE_BYTES,
    SIEVED_PAGES,
    WIDTH,
    may_hold,
    read_sieve,
    stored_sieve,
    with_page,
)

PAGES = st.lists(st.binary(max_size=40 * WIDTH).map(lambda ids: ids[: len(ids) // WIDTH * WIDTH]), max_size=12)


def digests(ids: bytes) -> list[bytes]:
    return [ids[begin : begin + WIDTH] for begin in range(0, len(ids), WIDTH)]


def sieve_of(pages: dict[int, bytes]) -> bytes:
    sieve = EMPTY_SIEVE
    for bit, ids in pages.items():
        sieve = with_page(sieve, bit, ids)
    return sieve


@given(PAGES)
def test_an_id_has_the_bit_of_each_page_in_which_it_stands(pages: list[bytes]) -> None:
    last = {number % SIEVED_PAGES: ids for number, ids in enumerate(pages)}
    sieve = EMPTY_SIEVE
    for number, ids in enumerate(pages):
        sieve = with_page(sieve, number % SIEVED_PAGES, ids)
    assert all(may_hold(sieve, digest) >> bit & 1 for bit, ids in last.items() for digest in digests(ids))
    assert sieve == sieve_of(last), "a page that has left leaves nothing behind"


def test_it_says_nothing_of_an_empty_page_and_seldom_lies_of_full_ones() -> None:
    chance = random.Random(7)
    assert with_page(EMPTY_SIEVE, 3, b"") == EMPTY_SIEVE
    sieve = sieve_of({bit: chance.randbytes(512 * WIDTH) for bit in range(SIEVED_PAGES)})
    assert sum(may_hold(sieve, chance.randbytes(WIDTH)) > 0 for _ in range(20_000)) < 20_000 / 80


def test_what_was_stored_is_read_again_for_the_same_pages_alone() -> None:
    sieve = sieve_of({1: random.Random(7).randbytes(512 * WIDTH)})
    row = stored_sieve(sieve, 9)
    assert read_sieve(row, 9) == sieve
    assert read_sieve(row, 10) == read_sieve(row, 1) == NO_SIEVE
    assert read_sieve(stored_sieve(sieve, 1 << 40), 1 << 40) == sieve, "a count that is no count of ours stops nobody"


@pytest.mark.parametrize("row", [None, "text", 7, b"", b"1234", bytes(SIEVE_BYTES)])
def test_what_is_no_sieve_is_not_believed(row: object) -> None:
    assert read_sieve(row, 2) == NO_SIEVE


@given(st.integers(0, SIEVE_BYTES + 3), st.integers(1, 255))
def test_a_sieve_with_a_damaged_byte_is_not_believed(place: int, change: int) -> None:
    row = bytearray(stored_sieve(with_page(EMPTY_SIEVE, 0, b"12345678"), 2))
    row[place] ^= change
    assert read_sieve(bytes(row), 2) == NO_SIEVE
