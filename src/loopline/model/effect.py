"""What a decision asks for, in the imperative, each with its reason."""

from msgspec import Struct

from loopline.model.fact import Fact
from loopline.model.signal import Signal


class MessageHead(Struct, frozen=True, gc=False):
    """One message to one person: its key, its address, and the node that decided it."""

    key: str
    person: str
    channel: str
    topic: str
    journey: str
    version: int
    node: str
    enrollment: str
    address: str


class SendMessage(MessageHead, frozen=True, gc=False):
    """Put one message into the outbox. `context` is the JSON text that personalises it."""

    context: bytes
    due_at: int
    created_at: int
    transactional: bool = False


class MarkMessage(Struct, frozen=True, gc=False):
    """Move a message of the outbox: `sending`, `pending` (until `due_at`), `sent`, `failed`, `refused`, `unknown`."""

    key: str
    status: str
    due_at: int | None = None
    attempt: int = 0
    reason: str = ""


class EmitSignal(Struct, frozen=True, gc=False):
    """Tell a signal to another person, account or shard; it joins the log of that one."""

    signal: Signal


Effect = SendMessage | MarkMessage | Fact | EmitSignal
