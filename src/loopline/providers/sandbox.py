"""Keeps each message for viewing and sends nothing: stands in for e-mail, SMS, WhatsApp, push and in-app."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Self

from loopline.model.channels import ChannelName
from loopline.model.errors import Unavailable
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, UnknownPolicy
from loopline.ports import SandboxInbox, Tools
from loopline.providers.url import ProviderUrl

UNWRITABLE: Final = (TypeError, ValueError, OverflowError, RecursionError)
REMEMBERED: Final = 100_000
INBOX_UNAVAILABLE: Final = "inbox_unavailable"
EXAMPLE: Final = "sandbox://"
NO_HOOKS: Final = HookRefusal("receipts_none", "The sandbox sends nothing, so nobody has anything to tell of it.", 404)


class Sandbox:
    """Keeps what it is given in the inbox, which takes a key twice without harm, as the sandbox itself does."""

    name = "sandbox"
    channels: frozenset[ChannelName] = frozenset({"email", "sms", "push", "in_app", "whatsapp"})
    unknown_policy: UnknownPolicy = "ask"
    example = EXAMPLE
    unknown_means = "a crash; it knows what it kept"

    def __init__(self, inbox: SandboxInbox) -> None:
        self._inbox = inbox
        self._seen: OrderedDict[str, None] = OrderedDict()

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """It has no options."""
        given = ProviderUrl(url, EXAMPLE)
        if given.host or given.path:
            raise given.wrong()
        given.done()
        return cls(tools.inbox)

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Keeps what it has not kept yet; the provider's id is the key."""
        outcomes: list[Outcome] = []
        fresh: dict[str, Dispatch] = {}
        for dispatch in batch:
            outgoing = dispatch.outgoing
            if not outgoing.address:
                outcomes.append(Refused("address_missing", f"The person has no address for {outgoing.channel}."))
                continue
            if outgoing.key not in self._seen:
                fresh[outgoing.key] = dispatch
            outcomes.append(Accepted(outgoing.key))
        try:
            unkept = await asyncio.to_thread(self._keep, fresh) if fresh else {}
        except Unavailable as error:  # the inbox takes a key twice, so nothing is lost by trying again
            unkept = dict.fromkeys(fresh, Deferred(INBOX_UNAVAILABLE, str(error), away=True))
        self._remember(key for key in fresh if key not in unkept)
        return [unkept.get(one.outgoing.key, outcome) for one, outcome in zip(batch, outcomes, strict=True)]

    def _keep(self, fresh: Mapping[str, Dispatch]) -> dict[str, Outcome]:
        """Keep these together, or each alone when one of them cannot be written; a refusal for each of those.

        It waits for the disk, and for whoever else writes the file: in a thread of its own, so that all others go on.
        """
        try:
            self._inbox.keep(list(fresh.values()))
        except UNWRITABLE as error:
            if len(fresh) == 1:
                text = f"The message cannot be written down: {type(error).__name__}"
                return dict.fromkeys(fresh, Refused("message_invalid", text))
            return {k: outcome for key, one in fresh.items() for k, outcome in self._keep({key: one}).items()}
        return {}

    async def ask(self, key: str) -> Outcome:
        """Accepted when it was kept; otherwise it surely was not, and may be sent again."""
        if key in self._seen or await asyncio.to_thread(self._inbox.has, key):
            return Accepted(key)
        return Deferred("not_kept", "The sandbox has not kept this message; send it again.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None."""
        return NO_HOOKS

    def _remember(self, keys: Iterable[str]) -> None:
        self._seen.update(dict.fromkeys(keys))
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
