"""Message ids that were seen: found again, bounded, never confused by two neighbours."""

from loopline.model.ids import digest8
from loopline.signals.people.deduplicate import SEEN_MAX, WIDTH, is_seen, with_seen


def test_what_was_seen_is_seen_and_nothing_else() -> None:
    seen = with_seen(with_seen(b"", digest8("a")), digest8("b"))
    assert is_seen(seen, digest8("a")) and is_seen(seen, digest8("b")) and not is_seen(seen, digest8("c"))


def test_bytes_across_two_neighbours_are_no_match() -> None:
    one, two = b"aaaabbbb", b"ccccdddd"
    assert not is_seen(one + two, b"bbbbcccc")
    assert is_seen(one + two + b"bbbbcccc", b"bbbbcccc"), "the true one behind a false one is found"


def test_the_memory_is_bounded_and_forgets_the_oldest() -> None:
    seen = b""
    for number in range(SEEN_MAX + 1):
        seen = with_seen(seen, digest8(str(number)))
    assert len(seen) == SEEN_MAX * WIDTH
    assert not is_seen(seen, digest8("0")) and is_seen(seen, digest8("1"))
