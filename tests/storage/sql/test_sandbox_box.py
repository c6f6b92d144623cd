"""The sandbox's inbox keeps the newest, each once, and is bounded by number, days and size."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.storage.sql.sandbox_box import DAY_MS, Shown
from loopline.storage.sql.studio import StudioStore


@pytest.fixture
def studio_store(tmp_path: Path) -> Iterator[StudioStore]:
    studio_store = StudioStore(tmp_path / "studio.db", sandbox_days=2, sandbox_megabytes=1)
    yield studio_store
    studio_store.close()


def shown(number: int, size: int = 2) -> Shown:
    return Shown(f"k{number:02}", "email", "p", "p@example.com", b"x" * size, number)


def test_each_message_is_kept_once(studio_store: StudioStore, tmp_path: Path) -> None:
    kept = [Shown(f"m{n}", "email", "p:ann" if n % 2 else "p:bob", "a@example.com", b"{}", n) for n in range(5)]
    studio_store.sandbox.keep(kept)
    studio_store.sandbox.keep([Shown("m1", "sms", "p:eve", "", b"other", 99)])
    studio_store.sandbox.keep([])
    other = StudioStore(tmp_path / "studio.db")
    assert other.sandbox.get("m1") == kept[1]
    assert other.sandbox.get("m9") is None
    assert other.sandbox.latest(3) == [kept[4], kept[3], kept[2]]
    assert other.sandbox.latest(9, "p:ann") == [kept[3], kept[1]]
    other.close()


def test_the_newest_stay_when_there_are_too_many(studio_store: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.storage.sql.sandbox_box.MESSAGES_MAX", 5)
    for at in range(20):
        studio_store.sandbox.keep([shown(at)])
    assert [one.at for one in studio_store.sandbox.latest(100)] == [19, 18, 17, 16, 15, 14]


def test_the_newest_stay_when_they_are_too_large(studio_store: StudioStore) -> None:
    for at in range(40):
        studio_store.sandbox.keep([shown(at, 100_000)])
    left = studio_store.sandbox.latest(100)
    assert sum(len(one.rendered) for one in left) <= 1_150_000
    assert [one.at for one in left] == list(range(39, 39 - len(left), -1))
    assert len(left) >= 10
    studio_store.sandbox.keep([shown(99, 3_000_000)])
    assert [one.key for one in studio_store.sandbox.latest(100)] == ["k99"], "however large, the last one is there"


def test_they_leave_after_their_days(studio_store: StudioStore) -> None:
    studio_store.sandbox.keep([shown(n) for n in range(5)])
    assert studio_store.sandbox.trim(now=2 * DAY_MS + 3) == 3
    assert [one.at for one in studio_store.sandbox.latest(9)] == [4, 3]
    assert studio_store.sandbox.trim(now=2 * DAY_MS + 3) == 0
