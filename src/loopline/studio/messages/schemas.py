"""Messages, keys, the rules above all journeys, and who may sign in. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct

Plain = dict[str, Any]  # a document, or the customer's JSON


class MessageLine(Struct, frozen=True):
    """A message of the outbox."""

    key: str
    person: str
    channel: str
    journey: str
    node: str
    status: str
    created_at: int
    subject: str
    attempts: int
    person_name: str = ""
    journey_name: str = ""
    node_name: str = ""


class MessageList(Struct, frozen=True):
    """Messages, newest first; `next` is the cursor of the page after this one, null at the end."""

    messages: tuple[MessageLine, ...]
    next: str | None = None


class RenderedParts(Struct, frozen=True, omit_defaults=True):
    """The parts of a message for one person, as they were sent.

    In the copy of what was sent our own links stand as the addresses to which they lead, and secrets of webhooks are
    hidden. `again`: there is no copy, so it was rendered just now; `note` says why, in a sentence.
    """

    subject: str = ""
    html: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    url: str = ""
    payload: str = ""
    preheader: str = ""
    sender: str = ""
    reply_to: str = ""
    headers: dict[str, str] = {}
    again: bool = False
    refused: str = ""
    note: str = ""


class AttemptLine(Struct, frozen=True):
    """What became of an attempt."""

    at: int
    outcome: str
    text: str
    reason: str
    attempt: int


class ReceiptLine(Struct, frozen=True):
    """What came back."""

    at: int
    kind: str
    text: str
    machine: bool
    url: str


class MessageDetail(Struct, frozen=True):
    """A message whole: where it stands, what it reads, what was tried, what came back."""

    key: str
    person: str
    channel: str
    topic: str
    journey: str
    version: int
    node: str
    enrollment: str
    address: str
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


class ResolveBody(Struct, frozen=True):
    """What an operator found out about a message whose fate was not known."""

    answer: Literal["sent", "resend"]


class StatusAnswer(Struct, frozen=True):
    """Where the message stands now."""

    status: str


class WorkspaceBody(Struct, frozen=True):
    """The rules above all journeys to publish, and why."""

    document: Raw
    reason: str


class TemplateLine(Struct, frozen=True):
    """A journey to begin with."""

    id: str
    title: str
    description: str
    hypothesis: str
    document: Plain


class TemplateList(Struct, frozen=True):
    """The gallery, the most wanted first."""

    templates: tuple[TemplateLine, ...]


class KeyLine(Struct, frozen=True):
    """A key without its secret."""

    id: str
    role: str
    created_at: int
    prefix: str


class KeyList(Struct, frozen=True):
    """Every key, oldest first."""

    keys: tuple[KeyLine, ...]


class KeyBody(Struct, frozen=True):
    """What the new key is for: write may send signals, admin may do everything."""

    role: Literal["write", "admin"]


class NewKey(Struct, frozen=True):
    """The key itself: shown this once, kept nowhere."""

    key: str


class SignedIn(Struct, frozen=True):
    """Who is signed in."""

    name: str
    email: str


class SessionAnswer(Struct, frozen=True):
    """setup: nobody may sign in yet, so the first to come makes the owner. Else signed_out or signed_in."""

    state: Literal["setup", "signed_out", "signed_in"]
    person: SignedIn | None


class SetupBody(Struct, frozen=True):
    """The owner."""

    name: str
    email: str
    password: str


class SignInBody(Struct, frozen=True):
    """Who wants in."""

    email: str
    password: str


class ErrorLine(Struct, frozen=True):
    """A stable code, a text that says the next step, and where the fault is."""

    code: str
    text: str
    at: str


class ErrorAnswer(Struct, frozen=True):
    """The shape of every error."""

    error: ErrorLine
