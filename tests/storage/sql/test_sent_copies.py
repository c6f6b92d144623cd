"""Copies of what was sent, in the studio's file: found by digest and moment, gone when their time or room is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.runtime.dispatch.archive import Pack, digest
from loopline.storage.sql.database import Place
from loopline.storage.sql.sent_copies import DAY_MS, MEGABYTE, SentCopies
from loopline.storage.sql.studio import StudioStore
from tests.storage.sql.older_desk import as_left_by

AT = 1_772_366_400_000


@pytest.fixture
def studio_store(place: Place) -> Iterator[StudioStore]:
    made = StudioStore(place, sent_days=2, sent_megabytes=1)
    yield made
    made.close()


def packed(*keys: str, at: int = AT, size: int = 10) -> Pack:
    return Pack(at, at + 500, b"".join(digest(key) for key in keys), bytes(size))


def numbers(copies: SentCopies, key: str, since: int = 0, until: int = 2**62) -> list[int]:
    return [number for number, _ in copies.find(digest(key), since, until)]


def test_a_pack_is_found_by_whom_it_holds_and_when(studio_store: StudioStore) -> None:
    studio_store.sent.add(packed("a", "b"))
    studio_store.sent.add(packed("b", "c", at=AT + 10_000))
    assert (
        numbers(studio_store.sent, "a") == [1]
        and numbers(studio_store.sent, "b") == [2, 1]
        and numbers(studio_store.sent, "d") == []
    )
    assert numbers(studio_store.sent, "b", AT - 9_000, AT + 200) == [1]
    assert numbers(studio_store.sent, "b", AT + 501, AT + 20_000) == [2]
    assert studio_store.sent.find(digest("c"), 0, 2**62) == [(2, bytes(10))]


def test_days_are_over_for_all_that_is_older(studio_store: StudioStore) -> None:
    studio_store.sent.add(packed("old"))
    studio_store.sent.add(packed("new", at=AT + 2 * DAY_MS))
    assert numbers(studio_store.sent, "old") == [1]
    studio_store.sent.add(packed("newer", at=AT + 2 * DAY_MS + 1))
    assert numbers(studio_store.sent, "old") == [] and numbers(studio_store.sent, "new") == [2]
    studio_store.sent.trim(AT + 9 * DAY_MS)
    assert numbers(studio_store.sent, "new") == numbers(studio_store.sent, "newer") == []


def test_room_is_made_by_the_oldest(studio_store: StudioStore) -> None:
    for number in range(12):
        studio_store.sent.add(packed(f"k{number}", at=AT + number, size=MEGABYTE // 8))
    held = [number for number in range(12) if numbers(studio_store.sent, f"k{number}")]
    assert held == [5, 6, 7, 8, 9, 10, 11]


def test_less_room_counts_from_the_next_start_on(tmp_path: Path) -> None:
    for megabytes, held in ((2, 12), (1, 7)):
        studio_store = StudioStore(tmp_path / "studio.db", sent_days=2, sent_megabytes=megabytes)
        if megabytes == 2:
            for number in range(12):
                studio_store.sent.add(packed(f"k{number}", at=AT + number, size=MEGABYTE // 8))
        studio_store.sent.trim(AT)
        assert sum(bool(numbers(studio_store.sent, f"k{number}")) for number in range(12)) == held
        studio_store.close()


def test_no_days_keep_nothing(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "studio.db", sent_days=0)
    studio_store.sent.add(packed("a"))
    assert numbers(studio_store.sent, "a") == []
    studio_store.close()


def test_a_file_from_before_there_were_copies_gets_the_table_and_keeps_what_it_has(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "studio.db")
    studio_store.drafts.save("hello", b"{}", 0, AT)
    as_left_by(studio_store, "desk_0001")
    studio_store = StudioStore(tmp_path / "studio.db")
    studio_store.sent.add(packed("a"))
    assert numbers(studio_store.sent, "a") == [1] and studio_store.drafts.get("hello") is not None
    studio_store.close()
