"""Keeps each message for viewing and sends nothing: stands in for e-mail, SMS, push and in-app."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown, UnknownPolicy

REMEMBERED: Final = 100_000


class SandboxMessage(Struct, frozen=True):
    """A message as it would have been sent; `at` is when it was decided (ms, UTC)."""

    key: str
    person: str
    channel: str
    topic: str
    address: str
    journey: str
    version: int
    node: str
    enrollment: str
    at: int
    rendered: Rendered


class Sandbox:
    """The sandbox channel. `keep` stores messages durably and, like the channel, must take a key twice without harm."""

    name = "sandbox"
    carries = frozenset({"email", "sms", "push", "in_app"})
    unknown_policy: UnknownPolicy = "ask"

    def __init__(
        self, keep: Callable[[list[SandboxMessage]], None], *, kept: Callable[[str], bool] | None = None
    ) -> None:
        self._keep = keep
        self._kept = kept
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Keeps what it has not kept yet; the provider's id is the key."""
        outcomes: list[Outcome] = []
        fresh: dict[str, SandboxMessage] = {}
        for dispatch in batch:
            outgoing = dispatch.outgoing
            if not outgoing.address:
                outcomes.append(Refused("address_missing", f"The person has no address for {outgoing.channel}."))
                continue
            if outgoing.key not in self._seen:
                fresh[outgoing.key] = _message(dispatch)
            outcomes.append(Accepted(outgoing.key))
        if fresh:
            self._keep(list(fresh.values()))
            self._remember(fresh)
        return outcomes

    async def ask(self, key: str) -> Outcome:
        """Accepted when it was kept. A key that was never seen here is unknown unless the store can be asked."""
        if key in self._seen or (self._kept is not None and self._kept(key)):
            return Accepted(key)
        if self._kept is not None:
            return Deferred("not_kept", "The sandbox has not kept this message; send it again.")
        return Unknown("The sandbox has not kept this message.")

    def _remember(self, keys: dict[str, SandboxMessage]) -> None:
        self._seen.update(dict.fromkeys(keys))
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)


def _message(dispatch: Dispatch) -> SandboxMessage:
    outgoing = dispatch.outgoing
    return SandboxMessage(
        key=outgoing.key,
        person=outgoing.person,
        channel=outgoing.channel,
        topic=outgoing.topic,
        address=outgoing.address,
        journey=outgoing.journey,
        version=outgoing.version,
        node=outgoing.node,
        enrollment=outgoing.enrollment,
        at=outgoing.created_at,
        rendered=dispatch.rendered,
    )
