"""The bytes of published files: kept once, longer than those of single messages, and no more than the bound says."""

from collections.abc import Iterator
from hashlib import sha256

import pytest

from loopline.model.errors import Unavailable
from loopline.storage.sql.database import Place
from loopline.storage.sql.messages import kept_files as module
from loopline.storage.sql.messages import send_requests
from loopline.storage.sql.messages.send_requests import StoredRequest
from loopline.storage.sql.studio import StudioStore

DIGEST = sha256(b"one").hexdigest()
REQUEST = StoredRequest(
    id="a", digest=b"1", status="leaving", due_at=1, created_at=1, person="ann", channel="email", signal=b""
)


@pytest.fixture
def store(place: Place) -> Iterator[StudioStore]:
    store = StudioStore(place)
    yield store
    store.close()


def test_a_file_is_kept_for_ever_whoever_had_it_before(store: StudioStore) -> None:
    assert store.files.size(DIGEST) is None
    store.sends.put(REQUEST, {DIGEST: b"one"})
    assert store.files.size(DIGEST) is None, "that of a single message goes with it"
    assert store.files.keep(b"one") == DIGEST
    assert store.files.size(DIGEST) == 3
    store.sends.trim(1 << 60)
    assert store.sends.files([DIGEST]) == {DIGEST: b"one"}


def test_there_is_room_for_so_much_and_single_messages_have_room_of_their_own(
    store: StudioStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES_MAX", 5)
    monkeypatch.setattr(send_requests, "FILES_BYTES_MAX", 3)
    store.files.keep(b"one")
    store.files.keep(b"one")
    with pytest.raises(Unavailable, match="files_full"):
        store.files.keep(b"two")
    store.sends.put(REQUEST, {"two": b"two"})
    assert store.sends.files(["two"]) == {"two": b"two"}
