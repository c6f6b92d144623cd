"""Approvals, notes and asks as the API shows and takes them. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct

from loopline.storage.sql.access.requests import RequestState
from loopline.studio.access.roles import OperatorRole

Plain = dict[str, Any]  # a document as JSON
NoteKind = Literal[
    "approval_asked", "approval_decided", "role_asked", "alarm", "comparison_ended", "mentioned", "answered"
]
"""Somebody waits for a second person; what was asked was decided; somebody needs another role; something is wrong;
a comparison has come to its end; a comment mentions them; somebody answered where they had commented."""


class RequestBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be published by a second person. `moves` and `hypothesis` are as for a journey's publish."""

    document: Raw
    reason: str
    hypothesis: str = ""
    moves: dict[str, str | None] | None = None


class DecisionBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What the second person has to say; needed where they refuse."""

    words: str = ""


class RequestLine(Struct, frozen=True):
    """A publish that waits for a second person, or did. `mine`: whoever asks this asked for it, and cannot agree."""

    id: str
    kind: str
    name: str
    reason: str
    by: str
    asked_at: int
    state: RequestState
    decided_by: str
    decided_at: int | None
    words: str
    mine: bool
    document: Plain


class RequestList(Struct, frozen=True):
    """Those that wait first, the newest of each first."""

    requests: tuple[RequestLine, ...]


class RolledBack(Struct, frozen=True):
    """The version that is live now, and the one whose document it has."""

    version: int
    of: int


class RollbackBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The version to go back to, and why. `move`: people inside go on in it, step by step the same; else they finish
    on the version that they entered."""

    version: int
    reason: str
    move: bool = True


class AskBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A role that somebody needs, and what for."""

    role: OperatorRole
    act: str = ""


class AskAnswer(Struct, frozen=True):
    """How many owners were told."""

    told: int


class NoteLine(Struct, frozen=True):
    """A note: a sentence, and the address of the page where it is dealt with; `read_at` is none until it is read."""

    id: str
    kind: NoteKind
    text: str
    link: str
    at: int
    read_at: int | None


class NoteList(Struct, frozen=True):
    """An operator's own notes, newest first, and how many of all are not read."""

    notes: tuple[NoteLine, ...]
    unread: int


class ReadBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The note that was read; none: all of them."""

    id: str = ""


class ReadAnswer(Struct, frozen=True):
    """How many are not read now."""

    unread: int
