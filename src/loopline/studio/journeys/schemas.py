"""Journeys, their documents and what is seen of them while they are live. Times are ms since the epoch, UTC."""

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Raw, Struct, field

from loopline.decisions.checks.findings import Fault, Severity
from loopline.learning.lift.verdict import Verdict

Plain = dict[str, Any]  # a document as JSON
State = Literal["draft", "live", "paused", "stopped"]
ChangeKind = Literal["added", "changed", "deleted"]


class LiftLine(Struct, frozen=True):
    """The effect against the holdout in short; estimate, low and high are differences of shares."""

    estimate: float
    low: float
    high: float
    verdict: Verdict
    reason: str


class JourneyLine(Struct, frozen=True):
    """A journey in the list. `lift` is null until it was counted, and where nobody is held out."""

    id: str
    name: str
    state: State
    owner: str
    goal: str
    version: int
    people_inside: int
    entered: int
    conversions: int
    lift: LiftLine | None
    changed_at: int


class JourneyList(Struct, frozen=True):
    """Every journey, the one changed last first."""

    journeys: tuple[JourneyLine, ...]


class Draft(Struct, frozen=True):
    """A draft; `revision` is what the next save builds on, 0 when there is none yet."""

    document: Plain
    revision: int
    saved_at: int


class VersionLine(Struct, frozen=True):
    """When a version was published, why and by whom."""

    version: int
    published_at: int
    reason: str
    by: str


class Version(Struct, frozen=True):
    """One published version, whole."""

    version: int
    document: Plain
    published_at: int
    reason: str
    by: str


class JourneyDetail(Struct, frozen=True):
    """A journey: what is being drawn, what is live, what was."""

    id: str
    state: State
    draft: Draft | None
    live: Version | None
    versions: tuple[VersionLine, ...]


class DraftBody(Struct, frozen=True):
    """A draft to save over the revision that its author saw."""

    document: Raw
    revision: int = 0


class Revision(Struct, frozen=True):
    """The revision that was saved."""

    revision: int


class CheckBody(Struct, frozen=True):
    """A document to check."""

    document: Raw


class FaultLine(Struct, frozen=True):
    """One thing to mend. `at` is the path in the document, `offset` the character within a condition's text."""

    code: str
    text: str
    at: str
    node: str | None
    severity: Severity
    suggestion: str | None
    offset: int | None = None


class FaultList(Struct, frozen=True):
    """Every fault of a document; it can be published when none of them is an error."""

    faults: tuple[FaultLine, ...]

    @staticmethod
    def of(faults: Iterable[Fault]) -> "FaultList":
        """Faults as the API tells them."""
        lines = (FaultLine(f.code, f.text, f.at, f.node or None, f.severity, f.suggestion, f.offset) for f in faults)
        return FaultList(tuple(lines))


class PublishBody(Struct, frozen=True):
    """What to publish (`document`, or else the draft), and why. `moves` is for people in flight."""

    reason: str
    hypothesis: str = ""
    document: Raw = field(default_factory=Raw)
    moves: dict[str, str] | None = None


class PublishedVersion(Struct, frozen=True, omit_defaults=True):
    """The version that was published. `state` stands there when it is not live: a paused journey stays paused."""

    version: int
    state: State = "live"


class PushBody(Struct, frozen=True):
    """A document to store as a draft, or to publish with a reason."""

    document: Raw
    publish: bool = False
    reason: str = ""


class Pushed(Struct, frozen=True, omit_defaults=True):
    """What became of a pushed document: its version when it was published, else the revision of its draft.

    `state` stands there when it is not live: a paused journey stays paused until it is resumed.
    """

    kind: str
    id: str
    version: int | None
    revision: int | None
    state: State = "live"


class PushAllBody(Struct, frozen=True):
    """Documents to store as drafts, or to publish with one reason for all."""

    documents: tuple[Raw, ...]
    publish: bool = False
    reason: str = ""


class Refused(Struct, frozen=True):
    """Why a document of many was not taken; `faults` are all that are to be mended."""

    code: str
    text: str
    at: str
    faults: tuple[FaultLine, ...] = ()


class PushedOne(Struct, frozen=True):
    """What became of one document of many: either `pushed` or `refused`."""

    pushed: Pushed | None = None
    refused: Refused | None = None


class PushedAll(Struct, frozen=True):
    """What became of each document, in the order in which they came."""

    documents: tuple[PushedOne, ...]


class StateAnswer(Struct, frozen=True):
    """The state of a journey after pause, resume or stop."""

    state: Literal["live", "paused", "stopped"]


class ChangeLine(Struct, frozen=True):
    """One thing that publishing would change. `node` is empty for the entry and the settings."""

    node: str
    kind: ChangeKind
    text: str


class Impact(Struct, frozen=True):
    """The draft against the live version, and how many people stand on each node now."""

    changes: tuple[ChangeLine, ...]
    standing: dict[str, int]


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
    """How many enrollments went from one node to the next in the period."""

    source: str
    target: str
    count: int


class Live(Struct, frozen=True):
    """The canvas while it is live."""

    nodes: dict[str, NodeLive]
    edges: tuple[Edge, ...]


class Standing(Struct, frozen=True):
    """One person at a node, and in words what they wait for."""

    person: str
    node: str
    arrived_at: int
    wake_at: int | None
    waiting: str
    held: bool
    name: str = ""


class StandingList(Struct, frozen=True):
    """Who stands there now, at most as many as were asked for; `next` is the cursor of the page after this one."""

    people: tuple[Standing, ...]
    next: str | None = None
