"""Requests for single messages: each once by its id, moved once, found when due; files kept once, as long as needed."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.storage.sql.database import Place
from loopline.storage.sql.messages import send_requests as module
from loopline.storage.sql.messages.send_requests import DAY_MS, KEPT_DAYS, SendRequests, StoredRequest
from loopline.storage.sql.studio import StudioStore

ONE = StoredRequest(
    id="a1",
    digest=b"12",
    status="scheduled",
    due_at=1_000,
    created_at=10,
    person="ann",
    channel="email",
    signal=b"\x91\x01",
)


@pytest.fixture
def sends(place: Place) -> Iterator[SendRequests]:
    store = StudioStore(place)
    yield store.sends
    store.close()


def test_the_first_with_an_id_wins(sends: SendRequests) -> None:
    assert sends.put(ONE, {}) == ONE
    assert sends.put(replace(ONE, digest=b"34"), {"f": b"x"}) == ONE
    assert sends.get("a1") == ONE
    assert sends.get("a2") is None
    assert not sends.files(["f"])


def test_it_leaves_or_is_taken_back_and_never_both(sends: SendRequests) -> None:
    sends.put(ONE, {})
    assert not sends.due(999, 10)
    assert sends.due(1_000, 10) == [ONE]
    assert sends.move("a1", "scheduled", "leaving")
    assert not sends.move("a1", "scheduled", "cancelled")
    assert [one.status for one in sends.due(1_000, 10)] == ["leaving"], "a kill found it on its way"
    assert sends.move("a1", "leaving", "accepted")
    assert not sends.due(1_000, 10)
    assert sends.get("a1") == replace(ONE, status="accepted", signal=b"")


def test_a_file_is_kept_once_and_until_its_last_message_needs_it_no_more(
    sends: SendRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FILES_BYTES_MAX", 3)
    later = replace(ONE, id="a2", due_at=2_000)
    sends.put(ONE, {"f": b"\x00\x01"})
    sends.put(later, {"f": b"\x00\x01"})
    with pytest.raises(Unavailable, match="attachments_full"):
        sends.put(replace(ONE, id="a3"), {"g": b"12"})
    assert sends.get("a3") is None
    assert sends.files(["f", "g"]) == {"f": b"\x00\x01"}
    for one in ("a1", "a2"):
        sends.move(one, "scheduled", "cancelled")
    assert sends.trim(1_001 + KEPT_DAYS * DAY_MS) == 1
    assert sends.files(["f"])
    assert sends.trim(2_001 + KEPT_DAYS * DAY_MS) == 2
    assert not sends.files(["f"])
    assert sends.get("a1") is sends.get("a2") is None


def test_no_more_wait_than_the_bound_says(sends: SendRequests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SCHEDULED_MAX", 1)
    sends.put(ONE, {})
    with pytest.raises(Unavailable, match="sends_full"):
        sends.put(replace(ONE, id="a2"), {})
    assert sends.put(replace(ONE, id="a2", status="leaving"), {}).id == "a2"
