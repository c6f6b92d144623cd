"""Message ids that were seen: found again, bounded, never confused by two neighbours, written a few at a time."""

import random
from collections.abc import Sequence
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.model.ids import digest8
from loopline.signals.people.deduplicate import (
    PAGE_IDS,
    SEEN_MAX,
    SIEVE_SLOT,
    SLOTS,
    TAIL_IDS,
    SeenIds,
    slots_read_first,
)
from loopline.signals.people.seen_sieve import SIEVED_PAGES, WIDTH

ROOM = SLOTS * PAGE_IDS + TAIL_IDS


DIGESTS: list[bytes] = []


def ids(first: int, end: int) -> list[bytes]:
    """Each is digested once: these tests ask for millions."""
    DIGESTS.extend(digest8(str(number)) for number in range(len(DIGESTS), end))
    return DIGESTS[max(0, first) : max(0, end)]


def grown(count: int) -> SeenIds:
    seen = SeenIds()
    for digest in ids(0, count):
        seen.add(digest)
    return seen


class Rows:
    """The rows of one key in the store; `read` counts them."""

    def __init__(self, rows: dict[int, bytes] | None = None) -> None:
        self.rows: dict[int, bytes] = rows or {}
        self.reads = 0
        self.slots: set[int] = set()

    def read(self, slots: Sequence[int]) -> dict[int, bytes]:
        self.reads += len(slots)
        self.slots |= set(slots)
        return {slot: self.rows[slot] for slot in slots if slot in self.rows}

    def take(self, seen: SeenIds) -> None:
        """What changed is written, and full pages leave memory."""
        self.rows |= {slot: seen.row(slot) for slot in seen.unwritten}
        seen.unwritten = ()
        seen.let_go(self.read)

    def open(self, tail: bytes, sealed: int) -> SeenIds:
        """What the next process makes of them."""
        return SeenIds(tail, sealed, self.read(slots_read_first(sealed)), self.read)


def read_again(seen: SeenIds, stored: dict[int, bytes]) -> SeenIds:
    """What the next process makes of it: the pages as rows, of which only those that changed were written."""
    rows = Rows(stored)
    rows.take(seen)
    stored |= rows.rows
    return rows.open(seen.tail, seen.sealed)


def test_what_was_seen_is_seen_and_nothing_else() -> None:
    seen = grown(2)
    assert seen.has(digest8("0")) and seen.has(digest8("1")) and not seen.has(digest8("2"))


@settings(max_examples=40)
@given(st.integers(0, 1 << 30))
def test_what_came_while_a_transaction_was_under_way_stays_until_it_is_stored_itself(seed: int) -> None:
    """Rows are taken, more ids come, and only then what was taken is in the store.

    All that is remembered is compared after each round; whether an id is found again is asked of those that came last
    and of one of 61 before them.
    """
    chance, seen, rows = random.Random(seed), SeenIds(), Rows()
    count, under_way = 0, dict[int, bytes]()
    for _ in range(30):
        more = chance.choice((1, 63, 64, 200, 700))
        lands_after = chance.randrange(more + 1)
        for number, digest in enumerate(ids(count, count + more)):
            if number == lands_after:
                rows.rows |= under_way
                seen.let_go(rows.read)
                under_way = {}
            seen.add(digest)
        count += more
        rows.rows |= under_way  # at the latest before the next one is begun
        seen.let_go(rows.read)
        under_way = {slot: seen.row(slot) for slot in seen.unwritten}
        seen.unwritten = ()
        newest = ids(max(0, count - SEEN_MAX), count)
        assert seen.all().endswith(b"".join(newest))
        assert all(map(seen.has, newest[::61] + newest[-TAIL_IDS:]))
        assert not seen.has(digest8("another"))
    rows.rows |= under_way
    again = rows.open(seen.tail, seen.sealed)
    assert again.all() == seen.all()


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
        written += sum(len(seen.row(slot)) for slot in seen.unwritten)
        seen.unwritten = ()
    assert written / 10_000 < 56, "bytes of pages and of the sieve an id"


def test_a_record_of_an_earlier_version_lets_its_ids_go_to_pages() -> None:
    before = SeenIds(b"".join(ids(0, SEEN_MAX)))
    assert all(map(before.has, ids(0, SEEN_MAX))), "and is read as it stands"
    before.add(digest8("new"))
    again = read_again(before, {})
    assert len(again.tail) < TAIL_IDS * WIDTH
    assert all(map(again.has, [*ids(1, SEEN_MAX), digest8("new")]))


def test_what_an_earlier_round_left_in_a_page_is_not_believed() -> None:
    stale = {slot: b"".join(ids(slot * PAGE_IDS, (slot + 1) * PAGE_IDS)) for slot in range(SLOTS)}
    seen = Rows(stale).open(b"", TAIL_IDS)
    assert seen.has(digest8("0")) and not seen.has(digest8(str(TAIL_IDS)))
    assert not seen.has(digest8(str(PAGE_IDS)))


def test_a_damaged_page_costs_its_own_ids() -> None:
    seen = grown(3 * PAGE_IDS)
    for damage in ("text", b"", b"12345", None):
        pages: dict[int, object] = {**seen.pages, 1: damage}
        read = Rows(pages).open(seen.tail, seen.sealed)  # type: ignore[arg-type]
        assert read.has(digest8("0")) and not read.has(digest8(str(PAGE_IDS))) and read.has(digest8(str(2 * PAGE_IDS)))
        assert len(read.all()) == 2 * PAGE_IDS * WIDTH


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


def test_of_a_long_past_only_what_is_needed_is_in_memory() -> None:
    rows = Rows()
    rows.take(grown(3 * SEEN_MAX + 100))
    assert rows.reads == 0
    seen = rows.open(b"", 3 * SEEN_MAX + 64)
    assert rows.reads == len(slots_read_first(seen.sealed)) == 2, "the page that is being filled, and the sieve"
    assert seen.size() < 10_000
    assert seen.has(digest8(str(3 * SEEN_MAX - 1))) and 1 <= rows.reads - 2 <= SIEVED_PAGES
    rows.take(seen)
    assert seen.size() < 10_000


def test_a_stranger_hardly_ever_costs_a_read() -> None:
    rows = Rows()
    rows.take(seen := grown(SLOTS * PAGE_IDS))
    assert not any(seen.has(digest) for digest in ids(100_000, 102_000))
    assert rows.reads <= SIEVED_PAGES, "a page that was read stays until the next ones are written"


def test_pages_that_are_not_stored_yet_stay_in_memory() -> None:
    rows = Rows()
    rows.take(seen := grown(3 * PAGE_IDS - 1))
    for digest in ids(3 * PAGE_IDS - 1, 4 * PAGE_IDS + 1):
        seen.add(digest)
    assert all(map(seen.has, ids(2 * PAGE_IDS, 4 * PAGE_IDS)))
    assert rows.slots <= {0, 1}, "what is stored by now, where the sieve says perhaps"


def test_a_sieve_is_written_with_every_second_page_and_the_other_one_is_read_first() -> None:
    rows, seen, written = Rows(), SeenIds(), list[int]()
    for number, digest in enumerate(ids(0, 7 * PAGE_IDS)):
        seen.add(digest)
        if SIEVE_SLOT in seen.unwritten:
            written.append((number + 1) // PAGE_IDS)
        rows.take(seen)
    assert written == [2, 4, 6]
    assert slots_read_first(seen.sealed) == (6, SIEVE_SLOT)
    again = rows.open(b"", seen.sealed)
    assert all(map(again.has, ids(0, 7 * PAGE_IDS))) and not again.unwritten


def test_without_a_sieve_it_is_made_of_the_pages_and_written() -> None:
    """As in a folder of the version before, and where the sieve is damaged."""
    whole = Rows()
    whole.take(seen := grown(6 * PAGE_IDS + 70))
    damaged = whole.rows[SIEVE_SLOT][:-1] + bytes([whole.rows[SIEVE_SLOT][-1] ^ 255])
    of_others = Rows()
    of_others.take(grown(5 * PAGE_IDS))
    for row in (None, "text", damaged, of_others.rows[SIEVE_SLOT]):
        rows: dict[int, object] = {**whole.rows, SIEVE_SLOT: row}
        left = Rows({slot: one for slot, one in rows.items() if one is not None})  # type: ignore[misc]
        read = left.open(seen.tail, seen.sealed)
        assert not read.has(digest8("a stranger"))
        assert all(map(read.has, ids(0, 6 * PAGE_IDS + 70)))
        left.take(read)
        assert left.rows == whole.rows


def test_a_count_that_no_seal_has_made_stops_nobody() -> None:
    for sealed in (1, 100, 511, 513, 1_000, 1 << 40):
        rows = Rows()
        seen = rows.open(b"", sealed)
        for digest in ids(0, 2 * SEEN_MAX):
            seen.add(digest)
        rows.take(seen)
        assert all(map(rows.open(seen.tail, seen.sealed).has, ids(SEEN_MAX, 2 * SEEN_MAX))), sealed


class Model:
    """The promise as a list of ids: what is remembered is what stands in it."""

    def __init__(self) -> None:
        self.ids: list[bytes] = []

    def remembered(self) -> list[bytes]:
        full = len(self.ids) // TAIL_IDS * TAIL_IDS // PAGE_IDS
        return self.ids[max(0, full - SIEVED_PAGES) * PAGE_IDS :]

    def absorb(self, older: list[bytes]) -> None:
        if older:
            self.ids = [*older, *self.remembered()][-SEEN_MAX:]


def alike(luck: random.Random) -> bytes:
    """An id of few, so that ids come twice, share places in the sieve, and stand across two neighbours."""
    return b"".join(luck.choice([b"\0\0", b"\0\x20", b"\x08\0", b"ab", b"ba", b"b\x22"]) for _ in range(4))


Act = Literal["add", "commit", "restart", "absorb", "lose the sieve", "damage the sieve"]
ACTS: list[Act] = ["add", "add", "add", "commit", "restart", "absorb", "lose the sieve", "damage the sieve"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.sampled_from(ACTS), max_size=25))
def test_it_remembers_what_a_list_would_to_the_letter(seed: int, acts: list[Act]) -> None:
    # A seed, since ids drawn one by one from hypothesis are more entropy than it allows an example.
    luck = random.Random(seed)
    seen, rows, model = SeenIds(), Rows(), Model()
    for act in ["add", *acts]:
        if act == "add":
            for _ in range(luck.choice([1, 63, 64, 448, 513, 1_500])):
                digest = alike(luck) if luck.random() < 0.5 else luck.randbytes(WIDTH)
                seen.add(digest)
                model.ids.append(digest)
        elif act == "absorb":
            older = [luck.randbytes(WIDTH) for _ in range(luck.choice([0, 1, 70, 600, SEEN_MAX, 5_000]))]
            seen.absorb(b"".join(older))
            model.absorb(older)
        else:
            rows.take(seen)
            if act == "lose the sieve":
                rows.rows.pop(SIEVE_SLOT, None)
            elif act == "damage the sieve" and SIEVE_SLOT in rows.rows:
                place = luck.randrange(len(rows.rows[SIEVE_SLOT]))
                row = bytearray(rows.rows[SIEVE_SLOT])
                row[place] ^= luck.randint(1, 255)
                rows.rows[SIEVE_SLOT] = bytes(row)
            if act != "commit":
                seen = rows.open(seen.tail, seen.sealed)
        remembered = set(model.remembered())
        asked = [*luck.sample(model.ids, min(len(model.ids), 40)), *(alike(luck) for _ in range(20)), luck.randbytes(8)]
        assert [seen.has(digest) for digest in asked] == [digest in remembered for digest in asked], act
    assert seen.all() == b"".join(model.remembered())
