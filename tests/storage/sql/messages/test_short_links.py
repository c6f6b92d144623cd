"""Short links are kept before a message leaves, found again, and gone when their time or their room is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.delivery.short_token import ShortLink
from loopline.storage.sql.database import Place
from loopline.storage.sql.messages import short_links
from loopline.storage.sql.messages.short_links import DAY_MS, ROW_BYTES, ShortLinkStore
from loopline.storage.sql.studio import StudioStore

AT = 1_772_366_400_000


@pytest.fixture
def studio_store(place: Place) -> Iterator[StudioStore]:
    made = StudioStore(place, link_days=2)
    yield made
    made.close()


def link(number: int, claim: bytes = b"[]") -> ShortLink:
    return ShortLink(f"{number:012}", claim)


def test_a_link_is_found_again_and_the_first_claim_stays(studio_store: StudioStore) -> None:
    store = studio_store.short_links
    store.keep([], AT)
    store.keep([link(1, b"one"), link(2, b"two")], AT)
    store.keep([link(1, b"other"), link(3, b"three")], AT + 1)
    assert [store.find(f"{n:012}") for n in range(1, 5)] == [b"one", b"two", b"three", None]


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    for claim in (b"one", b"again"):
        store = StudioStore(tmp_path / "studio.db")
        store.short_links.keep([link(1, claim)], AT)
        assert store.short_links.find(link(1).token) == b"one"
        store.close()


def test_days_are_over(studio_store: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_links, "TRIM_EVERY", 1)
    monkeypatch.setattr(short_links, "TRIMMED_AT_ONCE", 1)
    store = studio_store.short_links
    store.keep([link(1)], AT)
    store.keep([link(2)], AT + 2 * DAY_MS)
    assert store.find(link(1).token) is not None
    store.keep([link(3)], AT + 2 * DAY_MS + 1)
    assert [store.find(link(n).token) is not None for n in (1, 2, 3)] == [False, True, True]


def test_the_room_is_bounded(studio_store: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_links, "MEGABYTE", 10 * ROW_BYTES)
    monkeypatch.setattr(short_links, "TRIM_EVERY", 5)
    monkeypatch.setattr(short_links, "TRIMMED_AT_ONCE", 5)
    store = ShortLinkStore(studio_store._database, days=2, megabytes=1)
    for number in range(100):
        store.keep([link(number)], AT + number)
    kept = [number for number in range(100) if store.find(link(number).token)]
    assert kept[-1] == 99 and kept[0] >= 85 and len(kept) <= 15
