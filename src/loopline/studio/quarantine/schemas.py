"""What is set aside, as the API shows it. Times are ms since the epoch, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.model.records import QuarantineAct, SetAsideCode, SetAsideKind


class QuarantineLine(Struct, frozen=True, kw_only=True):
    """One thing that is set aside, and why.

    `name` is the person's key, the message's key, the chunk's number, the document's kind, id and version, or a place
    in the log. `count` positions of the log from `position` on are meant. `skipped` signals wait for a record, the
    first of them at `first_position`. `asked`: what somebody asked for and is not done yet.
    """

    id: int
    kind: SetAsideKind
    name: str
    person: str
    code: SetAsideCode
    reason: str
    at: int
    position: int
    count: int
    bytes: int
    skipped: int
    first_position: int
    asked: QuarantineAct | Literal[""]


class QuarantineList(Struct, frozen=True):
    """What is set aside, oldest first; `next` is the cursor of the next page, null at the end."""

    items: tuple[QuarantineLine, ...]
    counts: dict[str, int]
    next: str | None = None


class QuarantineAnswer(Struct, frozen=True):
    """Done, or waiting for the loop. What cannot be done is a Conflict with the reason."""

    state: Literal["done", "waiting"]
