"""A message in a person's in-app inbox: what the provider puts there, where, and what a page may say of it."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol, get_args

from msgspec import Struct

from loopline.model.nodes.message import Display, DisplayPriority

InboxMark = Literal["shown", "read", "clicked", "dismissed"]
"""What a page says of a message: it was seen, it was read in the list, its link was followed, it was put away."""
INBOX_MARKS: Final[tuple[InboxMark, ...]] = get_args(InboxMark)


class InboxContent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The words of a message, its display rules, and the place in a journey that it comes from.

    `payload` is the text of a JSON value, "" where there is none.
    """

    title: str = ""
    body: str = ""
    url: str = ""
    payload: str = ""
    display: Display = "banner"
    trigger: str = ""
    priority: DisplayPriority = "normal"
    topic: str = ""
    journey: str = ""
    version: int = 0
    node: str = ""
    enrollment: str = ""


class InboxMessage(Struct, frozen=True, kw_only=True):
    """A message for a person's inbox. Times in ms, UTC; `expires_at` 0: when the inbox prunes it.

    `person` is the key of the person, `waits` whether it is hidden until a page tracks an event, and `content` an
    InboxContent as JSON.
    """

    key: str
    person: str
    at: int
    expires_at: int
    waits: bool
    content: bytes


class PersonInbox(Protocol):
    """The inboxes of all people."""

    def keep(self, messages: Sequence[InboxMessage]) -> None:
        """Durable when this returns; a key that is there already changes nothing. Raises Unavailable."""
        ...
