"""Message ids that were seen: found again, bounded, never confused by two neighbours, written a few at a time."""

import random

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.ids import digest8
from loopline.signals.people.deduplicate import PAGE_IDS, SEEN_MAX, SLOTS, TAIL_IDS, WIDTH, SeenIds

ROOM = SLOTS * PAGE_IDS + TAIL_IDS


def ids(first: int, end: int) -> list[bytes]:
    return [digest8(str(number)) for number in range(first, end)]


def grown(count: int) -> SeenIds:
    seen = SeenIds()
    for digest in ids(0, count):
        seen.add(digest)
    return seen


def read_again(seen: SeenIds, stored: dict[int, bytes]) -> SeenIds:
    """What the next process makes of it: the pages as rows, of which only those that changed were written."""
    stored |= {slot: seen.pages[slot] for slot in seen.unwritten}
    return SeenIds(seen.tail, seen.sealed, stored)


def test_what_was_seen_is_seen_and_nothing_else() -> None:
    seen = grown(2)
    assert seen.has(digest8("0")) and seen.has(digest8("1")) and not seen.has(digest8("2"))


def test_bytes_across_two_neighbours_are_no_match() -> None:
    one, two = b"aaaabbbb", b"ccccdddd"
    assert not SeenIds(one + two).has(b"bbbbcccc")
    assert SeenIds(one + two + b"bbbbcccc").has(b"bbbbcccc"), "the true one behind a false one is found"


def test_the_newest_are_remembered_and_the_oldest_forgotten_however_many_come() -> None:
    full = SLOTS * PAGE_IDS
    for count in (63, 64, 65, 511, 512, 513, SEEN_MAX, SEEN_MAX + 1, full, 2 * full, ROOM, ROOM + 1, 3 * ROOM + 77):
        seen = grown(count)
        assert all(seen.has(digest) for digest in ids(max(0, count - SEEN_MAX), count)), count
        assert not any(seen.has(digest) for digest in ids(0, count - ROOM)), count
        assert len(seen.all()) <= ROOM * WIDTH
        assert seen.all().endswith(b"".join(ids(max(0, count - SEEN_MAX), count))), "oldest first"


def test_a_record_holds_few_and_a_page_is_written_when_64_have_come() -> None:
    """The cost of an id does not grow with those before it: at most a page of 4 KB for 64 of them."""
    seen, written = SeenIds(), 0
    for digest in ids(0, 10_000):
        seen.add(digest)
        assert len(seen.tail) < TAIL_IDS * WIDTH
        written += sum(len(seen.pages[slot]) for slot in seen.unwritten)
        seen.unwritten = ()
    assert written / 10_000 < 40, "bytes of pages an id"


def test_a_record_of_an_earlier_version_lets_its_ids_go_to_pages() -> None:
    before = SeenIds(b"".join(ids(0, SEEN_MAX)))
    assert all(map(before.has, ids(0, SEEN_MAX))), "and is read as it stands"
    before.add(digest8("new"))
    again = read_again(before, {})
    assert len(again.tail) < TAIL_IDS * WIDTH
    assert all(map(again.has, [*ids(1, SEEN_MAX), digest8("new")]))


def test_what_an_earlier_round_left_in_a_page_is_not_believed() -> None:
    stale = {slot: b"".join(ids(slot * PAGE_IDS, (slot + 1) * PAGE_IDS)) for slot in range(SLOTS)}
    seen = SeenIds(b"", TAIL_IDS, stale)
    assert seen.has(digest8("0")) and not seen.has(digest8(str(TAIL_IDS)))
    assert not seen.has(digest8(str(PAGE_IDS)))


def test_a_damaged_page_costs_its_own_ids() -> None:
    seen = grown(3 * PAGE_IDS)
    pages: dict[int, object] = {**seen.pages, 1: "text"}
    read = SeenIds(seen.tail, seen.sealed, pages)  # type: ignore[arg-type]
    assert read.has(digest8("0")) and not read.has(digest8(str(PAGE_IDS))) and read.has(digest8(str(2 * PAGE_IDS)))


def test_the_ids_of_who_is_absorbed_come_before_ones_own() -> None:
    own, other = grown(1_000), SeenIds()
    for digest in ids(5_000, 9_500):
        other.add(digest)
    own.absorb(other.all())
    again = read_again(own, {})
    assert all(map(again.has, ids(0, 1_000))), "one's own are the newest"
    assert all(map(again.has, ids(9_500 - (SEEN_MAX - 1_000), 9_500)))
    assert not any(map(again.has, ids(5_000, 5_000 + 4_500 - SEEN_MAX)))


def test_a_merge_just_when_every_page_is_full_keeps_the_newest() -> None:
    own, other = grown(SLOTS * PAGE_IDS), b"".join(ids(9_000, 9_010))
    own.absorb(other)
    stored: dict[int, bytes] = {}
    for seen in (own, read_again(own, stored)):
        assert all(map(seen.has, ids(SLOTS * PAGE_IDS - SEEN_MAX, SLOTS * PAGE_IDS)))


@given(st.randoms(use_true_random=False))
def test_it_is_the_same_after_any_number_of_restarts(luck: random.Random) -> None:
    seen, stored, count = SeenIds(), dict[int, bytes](), 0
    for _ in range(luck.randint(1, 8)):
        for digest in ids(count, count := count + luck.choice([1, 63, 64, 65, 500, 1_000])):
            assert not seen.has(digest)
            seen.add(digest)
        if luck.random() < 0.2:
            seen.absorb(b"".join(digest8(f"other {number}") for number in range(luck.randint(0, 600))))
        whole = seen.all()
        seen = read_again(seen, stored)
        assert seen.all() == whole
        assert all(seen.has(digest) for digest in ids(max(0, count - SEEN_MAX), count))


def test_who_absorbs_somebody_right_after_a_page_began_writes_the_pages_that_are_there() -> None:
    stored: dict[int, bytes] = {}
    seen = read_again(grown(SEEN_MAX), stored)
    for digest in ids(SEEN_MAX, SEEN_MAX + TAIL_IDS):
        seen.add(digest)  # begins the last slot
    seen.absorb(b"".join(ids(9_000, 9_010)))
    again = read_again(seen, stored)
    assert again.all() == seen.all() == b"".join(ids(TAIL_IDS, SEEN_MAX + TAIL_IDS))


def test_where_the_page_that_is_being_filled_is_lost_it_goes_on() -> None:
    stored: dict[int, bytes] = {}
    seen = read_again(grown(2 * TAIL_IDS), stored)
    seen = SeenIds(seen.tail, seen.sealed, {})
    for digest in ids(2 * TAIL_IDS, 5 * TAIL_IDS):
        seen.add(digest)
    again = read_again(seen, stored)
    assert all(again.has(digest) for digest in ids(2 * TAIL_IDS, 5 * TAIL_IDS))
