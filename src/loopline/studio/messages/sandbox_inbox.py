"""The sandbox's inbox: the messages that its channel would have sent, kept to be looked at."""

from collections.abc import Sequence

import msgspec

from loopline.ports import Clock
from loopline.providers.sandbox import SandboxMessage
from loopline.storage.sqlite.studio import SandboxBox, Shown


class SandboxInbox:
    """The store of the sandbox channel: keeps messages, and knows whether one was kept."""

    def __init__(self, box: SandboxBox, clock: Clock) -> None:
        self._box, self._clock = box, clock

    def keep(self, messages: Sequence[SandboxMessage]) -> None:
        """Durable when this returns; a message that is there already changes nothing."""
        now = self._clock.now()
        self._box.keep(
            [Shown(m.key, m.channel, m.person, m.address, msgspec.json.encode(m.rendered), now) for m in messages]
        )

    def has(self, key: str) -> bool:
        """Whether a message was kept."""
        return self._box.get(key) is not None
