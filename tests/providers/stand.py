"""A stand: a provider with the service that it speaks to, so that the contract can play every fate with it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from msgspec import Struct

from loopline.model.hook import HookRequest
from loopline.model.message import Dispatch
from loopline.pipeline.person_inbox import InboxMessage
from loopline.ports import Clock, Provider, Tools
from loopline.runtime.clock import VirtualClock

NOW = 1_763_800_000_000


class Inbox:
    """The sandbox's inbox, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Dispatch] = {}

    def keep(self, messages: Sequence[Dispatch]) -> None:
        for message in messages:
            self.kept.setdefault(message.outgoing.key, message)

    def has(self, key: str) -> bool:
        return key in self.kept


class PersonInbox:
    """The inbox of in-app messages, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, InboxMessage] = {}

    def keep(self, messages: Sequence[InboxMessage]) -> None:
        for message in messages:
            self.kept.setdefault(message.key, message)


def tools(
    inbox: Inbox | None = None,
    *,
    clock: Clock | None = None,
    allow_private: bool = True,
    person_inbox: PersonInbox | None = None,
) -> Tools:
    """What the house lends a provider, for a test."""
    return Tools(
        clock=clock or VirtualClock(NOW),
        secret=lambda name, make: make(),
        inbox=inbox or Inbox(),
        person_inbox=person_inbox or PersonInbox(),
        allow_private=allow_private,
        sender="Loop <hello@loop.test>",
        public_url="https://loop.test",
        hook_url="https://loop.test/hooks/here",
    )


class Stand(Struct):
    """A provider beside its service, made by `from_url` where a URL can name the service's address on loopback.

    `to(fate, key)` makes a message that meets one of `fates`; `carried` lists the keys of what the service took.
    `delivered(key)`, where the service calls a webhook, is its signed call that this message was delivered; where
    it signs nothing (`signs`), the call that comes to the address with the provider's token.
    """

    provider: Provider
    to: Callable[[str, str], Dispatch]
    carried: Callable[[], list[str]]
    fates: tuple[str, ...] = ("accept", "defer", "refuse", "lose")
    delivered: Callable[[str], HookRequest] | None = None
    signs: bool = True
    mishaps: Mapping[str, tuple[Provider, Dispatch]] = {}
    """What an operator has to mend, by its name: a provider and a message that meet it."""


MakeStand = Callable[[], AbstractAsyncContextManager[Stand]]


@asynccontextmanager
async def opened(make: MakeStand) -> AsyncIterator[Stand]:
    """The stand with its provider open."""
    async with make() as stand:
        await stand.provider.open()
        try:
            yield stand
        finally:
            await stand.provider.close()
