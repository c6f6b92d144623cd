"""A message to see whether a provider carries it, or how it looks: no gate, nobody's journey, in no figure."""

import secrets
from typing import assert_never

from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.errors import Invalid
from loopline.model.mail.attachment import Attachment
from loopline.model.message import Accepted, Content, Deferred, Dispatch, Outcome, Outgoing, Refused, Rendered, Unknown
from loopline.runtime.dispatch.route import Route
from loopline.studio.providers.schemas import ProviderTestAnswer

ADDRESS_CHARACTERS_MAX = 4_096
SUBJECT = "A test of Loopline"
TEXT = "This message was sent to see whether this provider carries messages. It does."


async def try_out(
    route: Route, to: str, parts: Rendered | None = None, attachments: tuple[Attachment, ...] = ()
) -> Outcome:
    """What the provider says of a message to this address, ours or these parts. Raises Invalid `test_address`."""
    if not to.strip() or len(to) > ADDRESS_CHARACTERS_MAX:
        raise Invalid("test_address", "Say where the test message goes, such as you@example.com.", at="to")
    (outcome,) = await route.provider.send([_sample(route, to.strip(), parts or _parts(route.channel), attachments)])
    return outcome


def _sample(route: Route, to: str, parts: Rendered, attachments: tuple[Attachment, ...]) -> Dispatch:
    channel: ChannelName = route.channel
    outgoing = Outgoing(
        key=f"test-{secrets.token_hex(8)}",
        person="",
        channel=channel,
        address=to,
        content=Content(),
        context={},
        attachments=attachments,
    )
    return Dispatch(outgoing, parts)


def _parts(channel: ChannelName) -> Rendered:
    row = CHANNELS[channel]
    if "subject" in row.parts_allowed:
        return Rendered(subject=SUBJECT, text=TEXT)
    return Rendered(payload='{"test": true}') if row.address_source == "content" else Rendered(title=SUBJECT, body=TEXT)


def answer_of(outcome: Outcome) -> ProviderTestAnswer:
    """The outcome as the API tells it."""
    match outcome:
        case Accepted(provider_id):
            return ProviderTestAnswer("accepted", provider_id=provider_id)
        case Deferred(code, reason):
            return ProviderTestAnswer("deferred", code, reason)
        case Refused(code, reason):
            return ProviderTestAnswer("refused", code, reason)
        case Unknown(reason):
            return ProviderTestAnswer("unknown", "unknown", reason)
        case _:
            assert_never(outcome)
