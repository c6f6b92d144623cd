"""Keeps in-app messages in the inbox of the person they are for, where the customer's pages fetch them.

A store of our own is a provider like any other: once the message is on disk there, it has left.
"""

import asyncio
from collections.abc import Sequence
from typing import Final, Self

import msgspec

from loopline.model.channels import ChannelName
from loopline.model.duration import parse_duration
from loopline.model.errors import Invalid, Unavailable
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.model.nodes.message import DISPLAY_PRIORITIES, DISPLAYS, is_page_link
from loopline.pipeline.person_inbox import InboxContent, InboxMessage, PersonInbox
from loopline.ports import Clock, Tools
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "inbox://"
CONTENT_BYTES_MAX: Final = 32 * 1024
NO_HOOKS: Final = HookRefusal("receipts_none", "Pages tell the inbox itself what people do with its messages.", 404)


class Inbox:
    """Takes a key twice without harm, so what is unknown after a crash is kept again."""

    name = "inbox"
    channels: frozenset[ChannelName] = frozenset({"in_app"})
    unknown_policy: UnknownPolicy = "resend"
    example = EXAMPLE
    unknown_means = "a crash; the inbox keeps each key once"

    def __init__(self, inbox: PersonInbox, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """It has no options."""
        given = ProviderUrl(url, EXAMPLE)
        if given.host or given.path:
            raise given.wrong()
        given.done()
        return cls(tools.person_inbox, tools.clock)

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Keeps what can be kept; the provider's id is the key."""
        now = self._clock.now()
        read = [inbox_message(dispatch, now) for dispatch in batch]
        messages = [one for one in read if isinstance(one, InboxMessage)]
        away: Deferred | None = None
        try:
            if messages:
                await asyncio.to_thread(self._inbox.keep, messages)
        except Unavailable as error:  # the inbox takes a key twice, so nothing is lost by trying again
            away = Deferred("inbox_unavailable", str(error), away=True)
        return [one if isinstance(one, Refused) else away or Accepted(one.key) for one in read]

    async def ask(self, key: str) -> Outcome:
        """It need not be asked: what is unknown is sent again."""
        return Unknown("The inbox keeps each key once, so the message is sent again instead.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None."""
        return NO_HOOKS


def inbox_message(dispatch: Dispatch, now: int) -> InboxMessage | Refused:
    """The message as the inbox keeps it, or why it cannot."""
    outgoing, rendered, rules = dispatch.outgoing, dispatch.rendered, dispatch.outgoing.content
    if not outgoing.address:
        return Refused("address_missing", f"The person has no address for {outgoing.channel}.")
    if rendered.url and not is_page_link(rendered.url):
        return Refused("inbox_link", "The button leads to no page. Write https://..., or a path such as /plans.")
    if rendered.payload and not _is_json(rendered.payload):
        return Refused("inbox_payload", "The data for the page is not JSON. Check the commas and quotes of `payload`.")
    try:
        expires_at = now + parse_duration(rules.expires_in) if rules.expires_in else 0
    except Invalid as fault:
        return Refused("inbox_expiry", f"`expires_in` cannot be read. {fault.text}")
    content = InboxContent(
        title=rendered.title,
        body=rendered.body,
        url=rendered.url,
        payload=rendered.payload,
        display=next((one for one in DISPLAYS if one == rules.display), "banner"),
        trigger=rules.trigger,
        priority=next((one for one in DISPLAY_PRIORITIES if one == rules.priority), "normal"),
        topic=outgoing.topic,
        journey=outgoing.journey,
        version=outgoing.version,
        node=outgoing.node,
        enrollment=outgoing.enrollment,
    )
    try:
        written = msgspec.json.encode(content)
    except ValueError:  # half a character, as of a text that was cut
        return Refused("inbox_text", "The message holds half a character and cannot be written down. Check its values.")
    if len(written) > CONTENT_BYTES_MAX:
        return Refused(
            "inbox_too_large", f"The message is over {CONTENT_BYTES_MAX} bytes. Shorten it, or link to a page."
        )
    return InboxMessage(
        key=outgoing.key,
        person=outgoing.address,
        at=now,
        expires_at=expires_at,
        waits=bool(rules.trigger) and rules.display != "inbox",
        content=written,
    )


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return True
