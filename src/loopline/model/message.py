"""A message being sent: as it leaves the outbox, as rendered, and the outcome that a provider answered."""

from typing import Any, Final, Literal, get_args

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.mail.attachment import Attachment
from loopline.model.mail.utm import Utm
from loopline.model.nodes.message import Content as Content
from loopline.model.push.devices import WhichDevices

ReceiptKind = Literal[
    "sent",
    "delivered",
    "opened",
    "clicked",
    "bounced",
    "complained",
    "unsubscribed",
    "replied",
    "failed",
    "refused",
    "dismissed",
]
RECEIPT_KINDS: Final[tuple[ReceiptKind, ...]] = get_args(ReceiptKind)

MessageStatus = Literal["pending", "sending", "sent", "failed", "refused", "unknown", "held"]
"""Where a message of the outbox stands; `held` waits for an operator."""

AttemptResult = Literal["sent", "retry", "failed", "refused", "deferred", "unknown"]
"""The result of one attempt: `retry` after a fault, `deferred` by the gate, `unknown` when it cannot be known."""

UnknownPolicy = Literal["ask", "hold", "resend"]
"""The rule for a message of which it is not known whether it was sent: ask the provider, hold or send again."""
UNKNOWN_POLICIES: Final = get_args(UnknownPolicy)


class Outgoing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message to one person on one channel, ready to be rendered and sent.

    `key` makes it idempotent; `address` is the e-mail address, phone number, device token or URL; `context` is what the
    templates may read (traits at the top level, plus `event`, `entry`, `account` and `person`), JSON values only;
    `policy` is where the person goes when the provider will not take it: `go_on`, `exit` or a node's id. `track` is
    about its links, and with `track_opens` about opens.
    """

    key: str
    person: str
    channel: ChannelName
    address: str
    content: Content
    context: dict[str, Any]  # JSON of the customer's own shape
    topic: str = ""
    journey: str = ""
    version: int = 0
    node: str = ""
    enrollment: str = ""
    attempt: int = 1
    created_at: int = 0
    policy: str = "go_on"
    wants_answer: bool = False
    track: bool = True
    attachments: tuple[Attachment, ...] = ()
    to_name: str = ""
    track_opens: bool = True
    utm: tuple[tuple[str, str], ...] = ()


class Sending(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a node or a request sends: its content on a channel, how often a provider is tried, where a failure leads.

    `policy` is `go_on`, `exit` or a node's id. `wants_answer`: what the receiver answers is kept for later conditions.
    `to_name` stands in the To of a mail, before the address; `utm` is what its links carry.
    """

    channel: ChannelName
    content: Content
    topic: str = ""
    attempts: int = 6
    policy: str = "go_on"
    wants_answer: bool = False
    track: bool = True
    attachments: tuple[Attachment, ...] = ()
    to_name: str = ""
    devices: WhichDevices = "all"
    utm: Utm = Utm()


class MessageParts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parts of a message for one person; which of them are there depends on the channel."""

    subject: str = ""
    html: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    url: str = ""
    payload: str = ""
    headers: dict[str, str] = {}
    sender: str = ""
    reply_to: str = ""
    preheader: str = ""
    method: str = ""


class Rendered(MessageParts, frozen=True, kw_only=True, omit_defaults=True):
    """A rendered message; `missing` names the personalisation that had no value and no fallback.

    `open_url` is where an app tells that the person opened the message: by a GET or a POST, without cookies. It goes to
    the app as data, beside what people see, and is "" for channels on which nobody can tell. `locale` is the one of the
    message's locales that was taken, "" the content itself.
    """

    missing: tuple[str, ...] = ()
    open_url: str = ""
    locale: str = ""


class Refusal(Struct, frozen=True, omit_defaults=True):
    """A message that must not be sent, with a stable code, a reason and the names that decided it.

    With `retry_after_ms` it must not be sent yet: it is rendered again then.
    """

    code: str
    reason: str
    names: tuple[str, ...] = ()
    retry_after_ms: int = 0


class Dispatch(Struct, frozen=True):
    """What a provider is asked to carry: the message and its rendered parts.

    `files` has the bytes of its attachments, in order, once a provider that carries them has asked for them.
    """

    outgoing: Outgoing
    rendered: Rendered
    files: tuple[bytes, ...] = ()


class Accepted(Struct, frozen=True, tag="accepted"):
    """The provider took responsibility for the message; `answer` is a JSON object, where the message asked for one.

    `gone`, here and beside the other outcomes, are devices that it could not be given to and that nothing is sent to
    again.
    """

    provider_id: str = ""
    answer: bytes = b""
    gone: tuple[str, ...] = ()


class Deferred(Struct, frozen=True, tag="deferred"):
    """The provider cannot take it now; nothing was sent. `retry_after_ms` is what the provider asked for, if it did.

    `away` says that the provider takes no message at all just now: it cannot be reached, hangs up, or refuses our
    login. That says nothing of this message, so it costs the message no attempt.
    """

    code: str
    reason: str
    retry_after_ms: int | None = None
    away: bool = False
    gone: tuple[str, ...] = ()


RefusalScope = Literal["message", "address", "consent", "provider"]
"""What a refusal is about: the message itself; the address (dead, full); the person's own word (STOP, left there); the
provider or our account at it (unpaid, quota, unverified sender), so that another provider may take the message."""


class Refused(Struct, frozen=True, tag="refused"):
    """The provider will not take it. `hard_bounce` says that the address itself is dead."""

    code: str
    reason: str
    permanent: bool = True
    hard_bounce: bool = False
    scope: RefusalScope = "message"
    gone: tuple[str, ...] = ()


class Unknown(Struct, frozen=True, tag="unknown"):
    """Nobody can say whether the provider took it; the provider's unknown policy decides, never a guess."""

    reason: str
    gone: tuple[str, ...] = ()


Outcome = Accepted | Deferred | Refused | Unknown

REASON_CHARACTERS_MAX: Final = 500


def advised_words(reason: str, advice: str) -> str:
    """A service's words with what to do about them behind, as sentences of 500 characters at most; without advice, just
    the words.
    """
    if not advice:
        return reason
    words = reason[: REASON_CHARACTERS_MAX - len(advice) - 2].rstrip()
    return f"{words}{'' if words.endswith(('.', '!', '?')) else '.'} {advice}" if words else advice
