"""Segments: named conditions over people, their sizes and uses. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Struct

from loopline.studio.documents.schemas import JourneyState

Json = Any  # the customer's own JSON
UsedIn = Literal["live", "draft", "older"]


class Audience(Struct, frozen=True):
    """How many people a condition holds for, does not hold for, and for how many that is unknown.

    `accounts` are those that have a member for whom it holds: those of a segment of accounts.
    """

    yes: int
    no: int
    unknown: int
    total: int
    accounts: int = 0


class AudienceBody(Struct, frozen=True):
    """A condition over people."""

    when: str


class SegmentUse(Struct, frozen=True):
    """A journey that uses a segment, and where, in words.

    `standing`: in the live version, only in the draft, or only in an older version that people may still be in.
    `through` is the segment between the two when the journey uses that one, else "".
    """

    journey: str
    name: str
    state: JourneyState
    standing: UsedIn
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
    """Every segment, by id. `segments` of a line are those whose own conditions use it."""

    segments: tuple[SegmentLine, ...]


class SegmentVersion(Struct, frozen=True):
    """One version of a segment, with its author and reason."""

    version: int
    name: str
    description: str
    when: str
    published_at: int
    reason: str
    by: str


class SegmentDetail(Struct, frozen=True):
    """A segment as it is now, and its versions, newest first."""

    segment: SegmentLine
    versions: tuple[SegmentVersion, ...]


class SegmentBody(Struct, frozen=True):
    """A segment to publish, and why. `over` is the version that its author saw, 0 for none; null overwrites any."""

    when: str
    reason: str
    name: str = ""
    description: str = ""
    over: int | None = None


class PreviewBody(Struct, frozen=True):
    """A condition over people; `which`: those it holds for, or those for whom it is unknown."""

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
