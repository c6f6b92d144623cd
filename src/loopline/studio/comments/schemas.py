"""Comments on journeys as the API shows and takes them. Times are ms since the epoch, UTC."""

from typing import Annotated

from msgspec import Meta, Struct

TEXT_CHARACTERS_MAX = 4_000
ID_CHARACTERS_MAX = 128
MENTIONS_MAX = 20

Id = Annotated[str, Meta(max_length=ID_CHARACTERS_MAX)]
Text = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX)]
Mentions = Annotated[tuple[str, ...], Meta(max_length=MENTIONS_MAX)]


class CommentBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says in the thread `thread`, or in a new one about a step ("": about the journey; `@entry`: about
    who enters) or the path `handle` behind it. `mentions` are the e-mail addresses of operators who are told.

    `step_name` is used where the step is in no draft and no version yet.
    """

    text: Text
    thread: Id = ""
    step: Id = ""
    handle: Id = ""
    step_name: Annotated[str, Meta(max_length=200)] = ""
    mentions: Mentions = ()


class RewordBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Another text of one's own comment; whom it mentions now and did not before is told."""

    text: Text
    mentions: Mentions = ()


class CommentsReadBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The time of the newest comment that was seen (ms)."""

    until: Annotated[int, Meta(ge=0)]


class CommentLine(Struct, frozen=True):
    """A comment. `place` counts from 1 in its thread; `changed_at` is null until its author changed it.

    `removed`: its author took it back, and the text is "". `mine`: whoever asks said it.
    """

    place: int
    by: str
    at: int
    changed_at: int | None
    text: str
    mentions: tuple[str, ...]
    removed: bool
    mine: bool


class ThreadLine(Struct, frozen=True):
    """A thread about a step ("": the journey), and perhaps the path `handle` behind it.

    `step_name` is what the step was called when the thread began; `gone`: it is in the draft no more, nor in the live
    version. `unread`: somebody else said something since whoever asks has looked.
    """

    id: str
    step: str
    handle: str
    step_name: str
    gone: bool
    opened_at: int
    resolved_at: int | None
    resolved_by: str
    unread: bool
    comments: tuple[CommentLine, ...]


class Mentionable(Struct, frozen=True):
    """Somebody who can be mentioned."""

    email: str
    name: str


class CommentList(Struct, frozen=True):
    """The threads of a journey, the oldest first, and who can be mentioned; `unread` threads have something new."""

    threads: tuple[ThreadLine, ...]
    people: tuple[Mentionable, ...]
    unread: int


class CommentNews(Struct, frozen=True):
    """The event `comments` of the stream: something was said, resolved or reopened on the journey `id`."""

    id: str
