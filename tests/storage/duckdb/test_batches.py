"""Small chunks go together, what is big comes by itself, and what was taken in before does not come again."""

from loopline.storage.duckdb.batches import BYTES_AT_ONCE, batches, longest_line

BIG = b"x" * (BYTES_AT_ONCE // 2 + 1)


def test_small_ones_go_together_under_the_number_of_the_last() -> None:
    assert list(batches([(1, b"old"), (2, b"a"), (3, b""), (5, b"b")], 1)) == [(5, [b"a", b"", b"b"])]
    assert list(batches([(1, b"old")], 1)) == []


def test_what_is_too_much_together_comes_one_after_the_other() -> None:
    found = list(batches(iter([(1, b"a"), (2, BIG), (2, BIG), (3, b"b")]), 0))
    assert [(number, [len(lines) for lines in together]) for number, together in found] == [
        (2, [1, len(BIG)]),
        (3, [len(BIG), 1]),
    ]


def test_the_longest_of_long_lines_is_found_among_short_ones() -> None:
    assert longest_line(b"ab\n" * 9, 4) == 0
    assert longest_line(b"ab\n" + b"x" * 7 + b"\nab\n" + b"x" * 5, 4) == 7
    assert longest_line(b"x" * 6, 4) == 6
