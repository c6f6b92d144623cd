"""What a decision asks for, in the imperative, each with its reason."""

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.fact import Fact
from loopline.model.message import MessageStatus
from loopline.model.signal import Signal


class MessageHead(Struct, frozen=True, kw_only=True, gc=False):
    """One message to one person: its key, its address, and the node that decided it."""

    key: str
    person: str
    channel: ChannelName
    topic: str
    journey: str
    version: int
    node: str
    enrollment: str
    address: str


class SendMessage(MessageHead, frozen=True, kw_only=True, gc=False):
    """Put one message into the outbox. `context` is the JSON text that personalises it.

    `sending` is the JSON text of what a request sends; none: what the node of the journey sends.
    """

    context: bytes
    due_at: int
    created_at: int
    transactional: bool = False
    sending: bytes = b""


class MarkMessage(Struct, frozen=True, kw_only=True, gc=False):
    """Move a message of the outbox: `sending`, `pending` (until `due_at`), `sent`, `failed`, `refused`, `unknown`.

    `provider` is the one that has it or may have it; a pending message with one is given to no other. None: as it was.
    """

    key: str
    status: MessageStatus
    due_at: int | None = None
    attempt: int = 0
    reason: str = ""
    provider: str | None = None


class EmitSignal(Struct, frozen=True, gc=False):
    """Send a signal to another key: a person, an account or a shard. The loop applies it in the same transaction."""

    signal: Signal


Effect = SendMessage | MarkMessage | Fact | EmitSignal
