"""Single messages as the API takes and tells them. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct

from loopline.model.channels import ChannelName
from loopline.model.nodes.message import Content
from loopline.studio.messages.schemas import AttemptLine, ReceiptLine


class SendTo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The recipient: the id of a `person`, an `address` (e-mail address, phone number or device token), or both.

    With both it goes to that address and counts as that person's. `name` stands before the address of a mail.
    """

    person: str = ""
    address: str = ""
    name: str = ""


class SendAttachment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a mail, in base64. `cid`: the HTML shows it as `<img src="cid:...">`."""

    name: str
    content: str
    content_type: str = "application/octet-stream"
    cid: str = ""


class SendBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One transactional message. What is written in `content` may read `data`, as `{{data.order_id}}`.

    The same `idempotency_key` with the same body is the same message. `send_at` is ms since the epoch, or ISO 8601.
    `reply_to` and `sender` stand for those of the content.
    """

    channel: ChannelName
    to: SendTo
    content: Content | None = None
    template: str = ""
    data: dict[str, Any] = {}  # JSON of the customer's own shape
    idempotency_key: str = ""
    attachments: tuple[SendAttachment, ...] = ()
    reply_to: str = ""
    sender: str = ""
    send_at: int | str | None = None
    track: bool = True


class SendManyBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 100 messages, each as `SendBody`; one that is refused keeps none of the others."""

    messages: tuple[Raw, ...]


SendTakenStatus = Literal["scheduled", "accepted", "cancelled"]


class SendTaken(Struct, frozen=True):
    """A message was taken, durably: `status` is scheduled, accepted or, where it was asked for before, cancelled."""

    id: str
    status: SendTakenStatus


class SendRefused(Struct, frozen=True):
    """One of many was not taken: why, and at which of its fields."""

    code: str
    text: str
    at: str = ""


class SendAnswer(Struct, frozen=True, omit_defaults=True):
    """The answer for one of many: its id and status, or why it was refused."""

    id: str = ""
    status: str = ""
    error: SendRefused | None = None


class SendAnswers(Struct, frozen=True):
    """An answer for each of many messages, in their order."""

    answers: tuple[SendAnswer, ...]


SendStanding = Literal[
    "scheduled",
    "cancelled",
    "accepted",
    "sending",
    "sent",
    "sandbox",
    "delivered",
    "opened",
    "clicked",
    "bounced",
    "complained",
    "failed",
    "refused",
    "unknown",
    "held",
]


class SendStatus(Struct, frozen=True, kw_only=True):
    """Where a message stands. `code` says why it was refused or failed, `provider` who has it.

    What the sandbox kept has left to nobody: it is never `sent`.

    `message` is its key in the list of messages. Before its time and before it is decided there are no attempts.
    """

    id: str
    status: SendStanding
    message: str
    person: str
    channel: ChannelName | Literal[""]
    due_at: int
    code: str = ""
    text: str = ""
    provider: str = ""
    attempts: tuple[AttemptLine, ...] = ()
    receipts: tuple[ReceiptLine, ...] = ()
