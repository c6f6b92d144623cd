"""The inbox as pages read it, and what they tell of its messages."""

from typing import Any

from msgspec import Struct

from loopline.model.nodes.message import Display, DisplayPriority
from loopline.pipeline.person_inbox import InboxMark


class InboxMessageLine(Struct, frozen=True):
    """A message of an inbox. Times in ms, UTC; null where it has not happened, and for one that does not expire.

    `trigger` is the event of the page that it waits for, "" for one that may be shown at once. `payload` is what the
    journey's author wrote for the page, any JSON. `dismissed_at` is set in a stream alone: lists leave out what was put
    away. All texts are plain: put them into a page as text, never as HTML.
    """

    key: str
    number: int
    at: int
    expires_at: int | None
    display: Display
    trigger: str
    priority: DisplayPriority
    title: str
    body: str
    url: str
    payload: Any
    shown_at: int | None
    read_at: int | None
    clicked_at: int | None
    dismissed_at: int | None


class InboxList(Struct, frozen=True):
    """A page of an inbox, newest first. `unread` counts the whole inbox, without what still waits for its event.

    `last` is the number behind which the stream goes on: send it as `Last-Event-ID`. `next` is "" on the last page.
    """

    messages: tuple[InboxMessageLine, ...]
    unread: int
    last: int
    next: str


class InboxMarkBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page tells of a message: `read` says `shown` too, `clicked` and `dismissed` say `read` too."""

    key: str
    mark: InboxMark


class InboxTokenBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person whose inbox is to be read, by the id of `userId`, and for how long, such as 15m, 12h or 7d."""

    person: str
    expires_in: str = "12h"


class InboxToken(Struct, frozen=True):
    """A person's token, to be handed to that person's browser; it ends at `expires_at` (ms, UTC)."""

    token: str
    expires_at: int


class InboxSecret(Struct, frozen=True):
    """What your server signs persons' tokens with. It belongs on servers alone: it opens every inbox."""

    secret: str
