"""Messages: the list, one message whole, and what an operator found out. Times are ms since the epoch, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.effect import MessageHead
from loopline.model.message import MessageParts
from loopline.model.sms.text import SmsText
from loopline.reports.why import FactLine


class MessageLine(Struct, frozen=True):
    """A message of the outbox. `provider` has it or may have it; what `sandbox` has is `sent` and never leaves."""

    key: str
    person: str
    channel: ChannelName
    journey: str
    node: str
    status: str
    created_at: int
    subject: str
    attempts: int
    person_name: str = ""
    journey_name: str = ""
    node_name: str = ""
    provider: str = ""


class MessageList(Struct, frozen=True):
    """Messages, newest first; `next` is the cursor of the next page, null at the end."""

    messages: tuple[MessageLine, ...]
    next: str | None = None


class UnsentLine(Struct, frozen=True):
    """A message that was not sent, or a person who did not enter: why, as `fact.text`. `fact.kind` is refused (a gate
    said no), withheld (the person is held out), deferred (it is put off, and still waits) or not_entered."""

    key: str
    person: str
    person_name: str
    fact: FactLine


class UnsentList(Struct, frozen=True):
    """What was not sent, newest first; `next` is the cursor of the next page, null at the end."""

    unsent: tuple[UnsentLine, ...]
    next: str | None = None


class RenderedParts(MessageParts, frozen=True, kw_only=True, omit_defaults=True):
    """The parts of a message for one person, as they were sent.

    In the copy of what was sent our own links stand as the addresses to which they lead, and secrets of webhooks are
    hidden. `again`: there is no copy, so it was rendered just now; `note` says why, in a sentence.
    `locale` is the one of the message's locales that was taken. Pictures that it carries and shows by `cid:` stand in
    `html` as `data:` addresses.
    """

    again: bool = False
    refused: str = ""
    note: str = ""
    locale: str = ""


class AttemptLine(Struct, frozen=True):
    """One attempt to send the message, and its outcome; `code` says why it went wrong, where that is known."""

    at: int
    outcome: str
    text: str
    reason: str
    attempt: int
    provider: str = ""
    code: str = ""


class ReceiptLine(Struct, frozen=True):
    """One receipt: a delivery, an open, a click, a bounce and the like."""

    at: int
    kind: str
    text: str
    machine: bool
    url: str


class MessageDetail(MessageHead, frozen=True, kw_only=True, gc=True):
    """A message whole: its status, its content, its attempts and its receipts; an SMS with its segments."""

    status: str
    reason: str
    created_at: int
    due_at: int
    subject: str
    rendered: RenderedParts
    attempts: tuple[AttemptLine, ...]
    receipts: tuple[ReceiptLine, ...]
    person_name: str = ""
    journey_name: str = ""
    node_name: str = ""
    provider: str = ""
    sms: SmsText | None = None


FoundOut = Literal["sent", "resend", "failed"]
"""It was sent; it was not, and is sent again; it was not, and is given up."""


class ResolveBody(Struct, frozen=True):
    """The outcome that an operator found out for a message of unknown outcome."""

    answer: FoundOut


class ResolveManyBody(Struct, frozen=True):
    """The outcome of all messages of a status that no filter leaves out. `since` and `before` are times of deciding."""

    answer: FoundOut
    status: Literal["unknown", "held"] = "unknown"
    channel: ChannelName | Literal[""] = ""
    journey: str = ""
    since: int | None = None
    before: int | None = None


class Resolved(Struct, frozen=True):
    """How many messages were resolved; `left`: there are more, so ask again."""

    resolved: int
    left: bool = False


class StatusAnswer(Struct, frozen=True):
    """The status of the message now."""

    status: str
