"""Segments: named conditions over people, whom they hold, who asks for them. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Struct

from loopline.studio.journeys.schemas import State
from loopline.studio.people.schemas import Audience

Json = Any  # the customer's own JSON
Standing = Literal["live", "draft", "older"]


class SegmentUse(Struct, frozen=True):
    """A journey that asks for a segment, and where, in words.

    `standing`: in what is live, only in its draft, or only in an older version that people may still be in. `through`
    is the segment between the two when the journey asks for that one, else "".
    """

    journey: str
    name: str
    state: State
    standing: Standing
    places: tuple[str, ...]
    through: str = ""


class SegmentLine(Struct, frozen=True):
    """A named condition over people. `people` is null when it was not counted: there are too many segments."""

    id: str
    name: str
    description: str
    when: str
    version: int
    changed_at: int
    by: str
    reason: str
    people: Audience | None
    journeys: tuple[SegmentUse, ...]
    segments: tuple[str, ...]


class SegmentList(Struct, frozen=True):
    """Every segment, by id. `segments` of a line are those whose own conditions ask for it."""

    segments: tuple[SegmentLine, ...]


class SegmentVersion(Struct, frozen=True):
    """What a segment was from a moment on, why and by whom."""

    version: int
    name: str
    description: str
    when: str
    published_at: int
    reason: str
    by: str


class SegmentDetail(Struct, frozen=True):
    """A segment as it stands now, and everything that it was, newest first."""

    segment: SegmentLine
    versions: tuple[SegmentVersion, ...]


class SegmentBody(Struct, frozen=True):
    """A segment to publish, and why. `over` is the version that its author saw, 0 for none; null asks nobody."""

    when: str
    reason: str
    name: str = ""
    description: str = ""
    over: int | None = None


class PreviewBody(Struct, frozen=True):
    """A condition over people; `which`: those whom it holds, or those of whom it cannot be said."""

    when: str
    which: Literal["in", "unknown"] = "in"
    limit: int = 10


class PreviewLine(Struct, frozen=True):
    """A person, with what the condition's own fields hold for them; null for a field that is not known."""

    person: str
    name: str
    email: str
    updated_at: int
    values: dict[str, Json]


class Preview(Struct, frozen=True):
    """Some people, the last changed first."""

    people: tuple[PreviewLine, ...]
