"""Authors who have a journey open. Times are ms since the epoch, UTC."""

from typing import Annotated

from msgspec import Meta, Struct

NAME_CHARACTERS_MAX = 64
STEP_CHARACTERS_MAX = 128


class PresenceBody(Struct, frozen=True, forbid_unknown_fields=True):
    """An author's window, by any name of its own, and the step that is selected there ("": none).

    It counts as open for 30 seconds, so it is told anew every ten; `leaves` says that it was closed.
    """

    window: Annotated[str, Meta(min_length=1, max_length=NAME_CHARACTERS_MAX)]
    step: Annotated[str, Meta(max_length=STEP_CHARACTERS_MAX)] = ""
    leaves: bool = False


class PresentAuthor(Struct, frozen=True):
    """An author's window that is open, and the step that is selected there ("": none)."""

    window: str
    name: str
    step: str


class PresentAuthors(Struct, frozen=True):
    """Everybody who has the journey open, who came first standing first; `more` windows are not listed."""

    authors: tuple[PresentAuthor, ...]
    more: int = 0


class PresenceNews(Struct, frozen=True):
    """The event `presence` of the stream: everybody who has the journey `id` open now."""

    id: str
    authors: tuple[PresentAuthor, ...]
    more: int = 0
