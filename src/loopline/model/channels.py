"""The kinds of channel, one row each: what a message needs, where it goes, whether people are asked first."""

from typing import Final, Literal, get_args

from msgspec import Struct

from loopline.model.errors import Invalid

ChannelName = Literal["email", "sms", "whatsapp", "push", "in_app", "webhook"]
"""Signals, messages and people are stored with these names, so none of them is ever taken away."""
ConsentRule = Literal["opt_in", "opt_out"]
CONSENT_RULES: Final = get_args(ConsentRule)
PartName = Literal[
    "subject",
    "html",
    "text",
    "preheader",
    "title",
    "body",
    "url",
    "payload",
    "headers",
    "sender",
    "reply_to",
    "method",
    "display",
    "trigger",
    "expires_in",
    "priority",
]
AddressSource = Literal["trait", "person", "content"]


class Channel(Struct, frozen=True, kw_only=True):
    """One kind of channel.

    `address_source` says where the address stands: in a trait of the person (`address_trait`, unless the workspace
    names another), in the person's own id, or in the message's `url`. `parts_required` holds groups of which one part
    is enough. `tracked`: its HTML and text get signed links, an open pixel and one-click headers. `parts_short` are
    plain texts whose links become short ones. `reports_opens`: an app tells of opens by a signed address, and the `url`
    is a tracked link. `devices_trait` lists more addresses, each of which gets the message. `phone`: the address is a
    phone number, in E.164 whatever the trait's way of writing it. `own_provider` is the URL of a provider that leaves
    without anybody else, where there is one. `label` names one message in a sentence.
    """

    name: ChannelName
    label: str
    consent_default: ConsentRule
    parts_required: tuple[tuple[PartName, ...], ...]
    parts_allowed: tuple[PartName, ...]
    address_source: AddressSource = "trait"
    address_trait: str = ""
    devices_trait: str = ""
    tracked: bool = False
    phone: bool = False
    parts_short: tuple[Literal["body"], ...] = ()
    reports_opens: bool = False
    quiet_hours: bool = True
    own_provider: str = ""


_NOTICE: Final[tuple[PartName, ...]] = ("title", "body", "url", "payload")
DISPLAY_RULES: Final[tuple[PartName, ...]] = ("display", "trigger", "expires_in", "priority")
"""Parts that say how a message is shown; they are no templates and are not rendered."""

_ROWS: Final = (
    Channel(
        name="email",
        label="e-mail",
        consent_default="opt_out",
        address_trait="email",
        parts_required=(("subject",), ("html", "text")),
        parts_allowed=("subject", "html", "text", "preheader", "headers", "sender", "reply_to"),
        tracked=True,
    ),
    Channel(
        name="sms",
        label="SMS",
        consent_default="opt_in",
        address_trait="phone",
        phone=True,
        parts_required=(("body",),),
        parts_allowed=("body", "sender"),
        parts_short=("body",),
    ),
    Channel(
        name="whatsapp",
        label="WhatsApp message",
        consent_default="opt_in",
        address_trait="phone",
        phone=True,
        parts_required=(("payload", "body"),),
        parts_allowed=("payload", "body"),
        parts_short=("body",),
    ),
    Channel(
        name="push",
        label="push",
        consent_default="opt_out",
        address_trait="push_token",
        devices_trait="devices",
        parts_required=(("body",),),
        parts_allowed=_NOTICE,
        parts_short=("body",),
        reports_opens=True,
    ),
    Channel(
        name="in_app",
        label="in-app message",
        consent_default="opt_out",
        address_source="person",
        parts_required=(("body",),),
        parts_allowed=(*_NOTICE, *DISPLAY_RULES),
        parts_short=("body",),
        reports_opens=True,
        quiet_hours=False,  # it waits for the person to come, and wakes nobody
        own_provider="inbox://",
    ),
    Channel(
        name="webhook",
        label="webhook",
        consent_default="opt_out",
        address_source="content",
        parts_required=(("url",),),
        parts_allowed=("url", "method", "payload", "body", "headers"),
        quiet_hours=False,
        own_provider="webhook://",
    ),
)
_SIGNED: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")
WEBHOOK_HEADERS_OURS: Final = frozenset(("host", "content-length", "transfer-encoding", "connection", *_SIGNED))
"""What the protocol and the signature need as it is, in lower case; no message sets it otherwise."""

WebhookMethod = Literal["POST", "PUT", "PATCH", "DELETE", "GET"]
WEBHOOK_METHODS: Final[tuple[WebhookMethod, ...]] = get_args(WebhookMethod)

CHANNELS: Final[dict[str, Channel]] = {row.name: row for row in _ROWS}
CHANNEL_NAMES: Final[tuple[ChannelName, ...]] = get_args(ChannelName)

SANDBOX_KIND: Final = "sandbox"
"""The kind of provider that keeps messages and lets none leave."""


def channel_named(text: str) -> ChannelName | None:
    """The channel of this name; None where it is none of ours."""
    row = CHANNELS.get(text)
    return row.name if row else None


def parse_channel(text: str, *, at: str = "") -> ChannelName:
    """The channel of this name. Raises Invalid `channel_unknown`."""
    found = channel_named(text)
    if found is None:
        raise Invalid("channel_unknown", f"Choose one of {', '.join(CHANNEL_NAMES)}.", at=at)
    return found


def label_of(channel: str) -> str:
    """A message of this channel in a sentence; the name itself where it is none of ours."""
    row = CHANNELS.get(channel)
    return row.label if row else channel


def is_tracked(channel: str) -> bool:
    """Whether messages of this channel carry signed links and can be left by one click."""
    row = CHANNELS.get(channel)
    return row is not None and row.tracked


def short_parts(channel: str) -> tuple[Literal["body"], ...]:
    """The parts of this channel's messages in which links become short ones."""
    row = CHANNELS.get(channel)
    return row.parts_short if row else ()


def reports_opens(channel: str) -> bool:
    """Whether an app tells of opens of this channel's messages, and follows their `url`."""
    row = CHANNELS.get(channel)
    return row is not None and row.reports_opens
