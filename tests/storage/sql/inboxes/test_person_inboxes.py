"""Inboxes keep each message once, the newest of a person, until it is too old; a number never comes back."""

from collections.abc import Iterator

import pytest

from loopline.pipeline.person_inbox import InboxMessage
from loopline.storage.sql.database import Place
from loopline.storage.sql.inboxes.person_inboxes import DAY_MS, KEPT_MAX, PersonInboxes
from loopline.storage.sql.studio import StudioStore
from tests.storage.sql.older_desk import as_left_by

EVER = 2**40


@pytest.fixture
def inbox(place: Place) -> Iterator[PersonInboxes]:
    store = StudioStore(place, inbox_days=2)
    yield store.inbox
    store.close()


def message(key: str, person: str = "ann", at: int = 0, expires_at: int = 0, *, waits: bool = False) -> InboxMessage:
    return InboxMessage(key=key, person=person, at=at, expires_at=expires_at, waits=waits, content=key.encode())


def keys(inbox: PersonInboxes, *people: str, now: int = 0) -> list[str]:
    return [row.key for row in inbox.latest(people or ("ann",), now, 1_000, EVER)]


def test_each_message_is_kept_once_and_read_by_its_person(inbox: PersonInboxes, place: Place) -> None:
    inbox.keep([message("a"), message("b"), message("c", "bob")])
    inbox.keep([message("b", "bob"), message("b", "ann", 99)])
    inbox.keep([])
    other = StudioStore(place)
    assert keys(other.inbox) == ["b", "a"]
    assert keys(other.inbox, "bob") == ["c"]
    assert keys(other.inbox, "ann", "bob") == ["c", "b", "a"]
    assert keys(other.inbox, "eve") == []
    other.close()


def test_pages_go_on_below_and_behind_a_number(inbox: PersonInboxes) -> None:
    inbox.keep([message(name) for name in "abcde"])
    first = inbox.latest(["ann"], 0, 2, EVER)
    assert [row.key for row in first] == ["e", "d"]
    assert [row.key for row in inbox.latest(["ann"], 0, 9, first[-1].number)] == ["c", "b", "a"]
    assert [row.key for row in inbox.after(["ann"], 0, 2, first[-1].number - 2)] == ["c", "d"]
    assert inbox.last() == first[0].number


def test_the_newest_of_a_person_stay(inbox: PersonInboxes) -> None:
    inbox.keep([message("bobs", "bob")])
    for start in range(0, KEPT_MAX + 30, 10):
        inbox.keep([message(f"k{number:03}") for number in range(start, start + 10)])
    assert keys(inbox) == [f"k{number:03}" for number in range(KEPT_MAX + 29, 29, -1)]
    assert keys(inbox, "bob") == ["bobs"], "nobody pays for another one's messages"


def test_what_expired_is_hidden_and_leaves_a_day_later(inbox: PersonInboxes) -> None:
    inbox.keep([message("short", expires_at=100), message("long", expires_at=5 * DAY_MS), message("ever")])
    assert keys(inbox, now=99) == ["ever", "long", "short"]
    assert keys(inbox, now=100) == ["ever", "long"]
    assert [row.key for row in inbox.after(["ann"], 100, 9, 0)] == ["long", "ever"]
    assert inbox.one(["ann"], "short"), "what a page still shows can be told of"
    assert inbox.trim(100 + DAY_MS) == 0
    assert inbox.trim(101 + DAY_MS) == 1
    assert inbox.one(["ann"], "short") is None


def test_they_leave_after_their_days_and_numbers_never_come_back(inbox: PersonInboxes) -> None:
    inbox.keep([message("old", at=10), message("new", at=20)])
    last = inbox.last()
    assert inbox.trim(2 * DAY_MS + 15) == 1
    assert inbox.trim(2 * DAY_MS + 25) == 1
    assert (keys(inbox), inbox.last()) == ([], 0)
    inbox.keep([message("next")])
    assert inbox.last() > last, "a stream that goes on behind the last one misses nothing"


def test_marks_are_set_once_and_imply_what_came_before(inbox: PersonInboxes) -> None:
    inbox.keep([message("a"), message("b")])
    row = inbox.one(["ann"], "a")
    assert row is not None
    assert row.lacks("clicked") == ["shown", "read", "clicked"]
    inbox.mark("a", row.lacks("read"), 5)
    inbox.mark("a", ["shown", "read"], 9)
    row = inbox.one(["ann"], "a")
    assert row is not None
    assert (row.shown_at, row.read_at, row.clicked_at) == (5, 5, 0)
    assert row.lacks("dismissed") == ["dismissed"]
    inbox.mark("a", ["dismissed"], 7)
    inbox.mark("gone", ["shown"], 7)
    assert keys(inbox) == ["b"]
    assert inbox.one(["ann"], "a"), "it can still be told of"
    assert inbox.one(["bob"], "a") is None


def test_unread_leaves_out_what_waits(inbox: PersonInboxes) -> None:
    inbox.keep([message("a"), message("b", waits=True), message("c", expires_at=50), message("d", "bob")])
    assert inbox.unread(["ann"], 10) == 2
    assert inbox.unread(["ann"], 50) == 1
    inbox.mark("b", ["shown"], 1)
    assert inbox.unread(["ann"], 50) == 2
    inbox.mark("a", ["shown", "read"], 1)
    assert inbox.unread(["ann"], 50) == 1


def test_whoever_listens_is_told_to_whom_messages_came(inbox: PersonInboxes) -> None:
    heard: list[frozenset[str]] = []
    inbox.listen(heard.append)
    inbox.keep([message("a"), message("b", "bob")])
    inbox.keep([])
    assert heard == [frozenset({"ann", "bob"})]


def test_a_store_of_before_gets_the_table(place: Place) -> None:
    store = StudioStore(place)
    store.drafts.save("hello", b"{}", 0, 1)
    as_left_by(store, "desk_0003")
    store = StudioStore(place)
    store.inbox.keep([message("a")])
    assert keys(store.inbox) == ["a"]
    assert store.drafts.get("hello") is not None
    store.close()
