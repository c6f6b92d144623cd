"""The sandbox's inbox: the messages that its channel would have sent, kept to be looked at."""

from collections.abc import Sequence

import msgspec

from loopline.model.message import Dispatch
from loopline.model.push.devices import shown_address
from loopline.ports import Clock
from loopline.storage.sql.sandbox_box import SandboxBox, Shown


class StoredSandboxInbox:
    """The store of the sandbox channel: keeps messages, and knows whether one was kept."""

    def __init__(self, box: SandboxBox, clock: Clock) -> None:
        self._box, self._clock = box, clock

    def keep(self, messages: Sequence[Dispatch]) -> None:
        """Durable when this returns; a message that is there already changes nothing."""
        now = self._clock.now()
        self._box.keep([_shown(one, now) for one in messages])

    def has(self, key: str) -> bool:
        """Whether a message was kept."""
        return self._box.get(key) is not None


def _shown(dispatch: Dispatch, now: int) -> Shown:
    outgoing, rendered = dispatch.outgoing, msgspec.json.encode(dispatch.rendered)
    address = shown_address(outgoing.channel, outgoing.address)
    return Shown(outgoing.key, outgoing.channel, outgoing.person, address, rendered, now)
