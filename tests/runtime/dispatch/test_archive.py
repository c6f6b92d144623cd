"""Copies of what was sent: taken without a wait, packed, found again, bounded."""

import threading
from collections.abc import Callable

import pytest

from loopline.model.errors import Unavailable
from loopline.model.message import Dispatch, Rendered
from loopline.runtime.clock import VirtualClock
from loopline.runtime.dispatch import archive as redactor
from loopline.runtime.dispatch.archive import BATCH, Pack, SentArchive, digest, pack, unpack
from tests.delivery.messages import dispatch
from tests.runtime.parts import DAY, NOON


class Shelf:
    """Packs in memory; `broken` refuses them, `open` holds the writer while it is closed."""

    def __init__(self, days: int = 30) -> None:
        self.days = days
        self.packs: list[Pack] = []
        self.trimmed: list[int] = []
        self.broken = False
        self.open = threading.Event()
        self.open.set()

    def add(self, pack: Pack) -> None:
        self.open.wait(10)
        if self.broken:
            raise Unavailable("store_failed", "The disk is full: make room.")
        self.packs.append(pack)

    def trim(self, now: int) -> None:
        self.trimmed.append(now)

    def find(self, digest: bytes, since: int, until: int) -> list[tuple[int, bytes]]:
        held = enumerate(self.packs)
        return [(n, p.parts) for n, p in held if digest in p.digests and p.last_at >= since and p.first_at <= until][
            ::-1
        ]


def archive_of(shelf: Shelf, faults: list[BaseException] | None = None) -> SentArchive:
    def clean(rendered: Rendered) -> Rendered:
        return Rendered(subject=rendered.subject.replace("secret", "hidden"), text=rendered.text)

    told = faults if faults is not None else []
    return SentArchive(shelf, VirtualClock(NOON), clean, told.append)


def mail(key: str, subject: str = "Hello") -> Dispatch:
    return dispatch(key, Rendered(subject=subject, text="x"))


def test_a_pack_is_small_and_read_back_whole() -> None:
    html = "<p>" + "The same words for everybody. " * 100 + "</p>"
    sent = [(NOON + n, f"k{n}", Rendered(subject=f"Hello {n}", html=html)) for n in range(200)]
    made = pack(sent)
    assert (made.first_at, made.last_at) == (NOON, NOON + 199)
    assert made.digests[8:16] == digest("k1") and len(made.digests) == 1_600
    assert [(copy.key, copy.rendered) for copy in unpack(made.parts)] == [(key, parts) for _, key, parts in sent]
    assert len(made.parts) < len(html) * 200 / 50


def test_a_copy_is_found_while_it_waits_and_when_it_was_written_and_is_clean_both_times() -> None:
    shelf = Shelf()
    archive = archive_of(shelf)
    archive.add([mail("a", "a secret"), mail("b")])
    for _ in range(2):
        assert {key: one.subject for key, one in archive.find({"a": [NOON], "c": [NOON]}).items()} == {"a": "a hidden"}
        archive.stop()
    assert b"secret" not in shelf.packs[0].parts and [c.key for c in unpack(shelf.packs[0].parts)] == ["a", "b"]
    assert archive.find({"a": [NOON - DAY, NOON + DAY]}) == {}, "no attempt was made then"


def test_of_two_attempts_the_last_one_counts() -> None:
    shelf = Shelf()
    shelf.packs = [pack([(NOON, "a", Rendered(subject="first"))]), pack([(NOON + 5, "a", Rendered(subject="second"))])]
    assert archive_of(shelf).find({"a": [NOON, NOON + 5]})["a"].subject == "second"


def test_the_thread_writes_a_full_pack_at_once_and_a_small_one_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redactor, "BATCH_SECONDS", 0.05)
    shelf = Shelf()
    archive = archive_of(shelf)
    archive.start()
    archive.add(mail(f"k{n}") for n in range(BATCH + 3))
    wait_for(lambda: len(shelf.packs) == 2)
    assert [len(unpack(one.parts)) for one in shelf.packs] == [BATCH, 3] and shelf.trimmed == [NOON]
    archive.add([mail("late")])
    archive.stop()
    assert len(shelf.packs) == 3


def test_what_is_being_written_is_found_too() -> None:
    shelf = Shelf()
    shelf.open.clear()
    archive = archive_of(shelf)
    archive.start()
    archive.add(mail(f"k{n}") for n in range(BATCH))
    wait_for(lambda: not archive._waiting)
    assert archive.find({"k7": [NOON]})["k7"].subject == "Hello"
    shelf.open.set()
    archive.stop()


def test_a_broken_shelf_and_a_flood_lose_copies_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, faults = Shelf(), list[BaseException]()
    shelf.broken = True
    archive = archive_of(shelf, faults)
    archive.add([mail("a")])
    archive.stop()
    assert archive.dropped == 1 and len(faults) == 1
    monkeypatch.setattr(redactor, "WAITING_CHARACTERS_MAX", 1_000)
    archive.add(mail(f"k{n}") for n in range(100))
    assert len(archive._waiting) == 4 and archive.dropped == 97


@pytest.mark.parametrize(
    ("days", "provider", "kept"), [(30, "postbox", {"a"}), (30, "sandbox", set()), (0, "postbox", set())]
)
def test_the_sandbox_keeps_its_own_copies_and_without_days_nothing_is_kept(
    days: int, provider: str, kept: set[str]
) -> None:
    archive = archive_of(Shelf(days))
    archive.on_sent(provider, [mail("a")])
    assert archive.find({"a": [NOON]}).keys() == kept


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen")
