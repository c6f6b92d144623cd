"""Journeys in the list, one journey, and what is seen of it while it is live. Times are ms since the epoch, UTC."""

from msgspec import Struct

from loopline.learning.lift.verdict import Verdict
from loopline.studio.documents.schemas import ChangeLine, Draft, JourneyState, Version


class LiftLine(Struct, frozen=True):
    """The effect against the holdout in short; estimate, low and high are differences of shares."""

    estimate: float
    low: float
    high: float
    verdict: Verdict
    reason: str


class JourneyLine(Struct, frozen=True):
    """A journey in the list. `lift` is null until it was counted, and where nobody is held out.

    `folder` is "" where it is in none. `archived`: it is hidden from those who do not ask for it, and not published.
    """

    id: str
    name: str
    state: JourneyState
    owner: str
    goal: str
    version: int
    people_inside: int
    entered: int
    conversions: int
    lift: LiftLine | None
    changed_at: int
    folder: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False


class JourneyList(Struct, frozen=True):
    """Every journey, the one changed last first."""

    journeys: tuple[JourneyLine, ...]


class VersionLine(Struct, frozen=True):
    """A published version: its date, reason and author."""

    version: int
    published_at: int
    reason: str
    by: str


class JourneyDetail(Struct, frozen=True):
    """A journey: its draft, its live version and its history. `archived`: it is hidden, and not published."""

    id: str
    state: JourneyState
    draft: Draft | None
    live: Version | None
    versions: tuple[VersionLine, ...]
    archived: bool = False


class JourneyDescription(Struct, frozen=True):
    """The live version of a journey in sentences, or its draft where none is live (`version` 0)."""

    journey: str
    version: int
    markdown: str
    html: str


class EntriesStanding(Struct, frozen=True):
    """The limits of a journey's entries (0: none) and how they stand: `let_in` since they were first published.

    `refused` got no place: the total or a rate was reached, or too many waited. `next_at` is when there is a place
    again (ms); null where there is one now, and where the total is reached. `lost`: nobody is let in, since the record
    of who was is gone; a publish of the journey begins it anew.
    """

    total: int
    per_hour: int
    per_day: int
    let_in: int
    waiting: int
    refused: int
    next_at: int | None
    lost: bool


class Matching(Struct, frozen=True):
    """A trigger of the draft that asks for a state, at this `place` among them: how many `people` match it now.

    `entering`: how many of them it lets in at the publish, at most: a filter, an exit or re-entry may keep some out.
    `next_at`: when its schedule comes next (ms); null without one, and when it does not come again.
    """

    place: int
    label: str
    people: int
    entering: int
    next_at: int | None = None


class Impact(Struct, frozen=True):
    """The draft against the live version, how many people stand on each node now, and whom it lets in."""

    changes: tuple[ChangeLine, ...]
    standing: dict[str, int]
    matching: tuple[Matching, ...] = ()


class NodeLive(Struct, frozen=True):
    """Enrollments at a node: there now; and in the period: reached it, went on.

    Of its messages in the period: `errors` that could not be sent or of which nobody knows, `refused` that a gate held
    back for a stated reason, such as consent.
    """

    inside: int
    entered: int
    left: int
    errors: int
    refused: int = 0


class Edge(Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """The number of enrollments that went from one node to the next in the period."""

    source: str
    target: str
    count: int


class Live(Struct, frozen=True):
    """The canvas while it is live."""

    nodes: dict[str, NodeLive]
    edges: tuple[Edge, ...]
