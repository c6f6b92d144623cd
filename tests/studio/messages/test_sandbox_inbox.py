"""The inbox of the sandbox keeps each message once."""

from pathlib import Path

from loopline.model.message import Rendered
from loopline.runtime.clock import VirtualClock
from loopline.storage.sql.studio import StudioStore
from loopline.studio.messages.sandbox_inbox import StoredSandboxInbox
from tests.delivery.messages import dispatch
from tests.runtime.parts import NOON


def test_a_message_is_kept_once_and_known_from_then_on(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "desk.db")
    box = StoredSandboxInbox(studio_store.sandbox, VirtualClock(NOON))
    message = dispatch("k", Rendered(subject="Hi"))
    assert not box.has("k")
    box.keep([message])
    box.keep([message])
    kept = studio_store.sandbox.get("k")
    assert box.has("k") and kept is not None
    assert (kept.person, kept.at, kept.rendered) == ("ann", NOON, b'{"subject":"Hi"}')
    studio_store.close()
