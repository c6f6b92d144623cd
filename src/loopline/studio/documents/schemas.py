"""Documents: drafted, checked, published, paused. Times are ms since the epoch, UTC."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from msgspec import Meta, Raw, Struct, field

from loopline.decisions.checks.findings import Problem, Severity
from loopline.model.channels import ChannelName

Plain = dict[str, Any]  # a document as JSON
JourneyState = Literal["draft", "live", "paused", "stopped"]
ChangeKind = Literal["added", "changed", "deleted"]


REVISION_MAX = 2**53
Revised = Annotated[int, Meta(le=REVISION_MAX)]
"""The revision that an author saw; a store holds no bigger one."""

WINDOW_CHARACTERS_MAX = 64


class Draft(Struct, frozen=True):
    """A draft; `revision` is what the next save builds on, 0 when there is none yet.

    `by` saved it last; `window` is what that author's window calls itself.
    """

    document: Plain
    revision: int
    saved_at: int
    by: str = ""
    window: str = ""


class DraftBody(Struct, frozen=True):
    """A draft to save over the revision that its author saw.

    `window` is any name of the author's own for the window in which it was drawn, so that a save whose answer was lost
    is known again as one's own.
    """

    document: Raw
    revision: Revised = 0
    window: Annotated[str, Meta(max_length=WINDOW_CHARACTERS_MAX)] = ""


class Revision(Struct, frozen=True, omit_defaults=True):
    """The revision that was saved; `document` is what is kept, given when it is not written as it came."""

    revision: int
    document: Plain | None = None


class Version(Struct, frozen=True):
    """One published version, whole."""

    version: int
    document: Plain
    published_at: int
    reason: str
    by: str


class CheckBody(Struct, frozen=True):
    """A document to check."""

    document: Raw


class FaultLine(Struct, frozen=True):
    """One thing to correct. `at` is the path in the document, `offset` the character within a condition's text."""

    code: str
    text: str
    at: str
    node: str | None
    severity: Severity
    suggestion: str | None
    offset: int | None = None


class FaultList(Struct, frozen=True):
    """Every fault of a document; it can be published when none of them is an error.

    By the `sandboxed` of its channels no message leaves: they have no provider.
    """

    faults: tuple[FaultLine, ...]
    sandboxed: tuple[ChannelName, ...] = ()

    @staticmethod
    def of(faults: Iterable[Problem], sandboxed: tuple[ChannelName, ...] = ()) -> "FaultList":
        """Faults as the API answers them."""
        lines = (FaultLine(f.code, f.text, f.at, f.node or None, f.severity, f.suggestion, f.offset) for f in faults)
        return FaultList(tuple(lines), sandboxed)


class PublishBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The document to publish, else the draft, and the reason. `moves` maps the nodes of people in flight.

    Without it they finish on their version. Each node that is gone and on which people stand needs a target: a node of
    the new version, or null for those who leave.
    """

    reason: str
    hypothesis: str = ""
    document: Raw = field(default_factory=Raw)
    moves: dict[str, str | None] | None = None


class PublishedVersion(Struct, frozen=True, omit_defaults=True):
    """The version that was published. `state` is given when it is not live: a paused journey stays paused.

    By the `sandboxed` of its channels no message leaves: they have no provider.
    """

    version: int
    state: JourneyState = "live"
    sandboxed: tuple[ChannelName, ...] = ()


class PushBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A document to store as a draft, or to publish with a reason.

    `move`, of a template, a block or a brand: who is inside the journeys that use it goes on with it too.
    """

    document: Raw
    publish: bool = False
    reason: str = ""
    move: bool = False


class Pushed(Struct, frozen=True, omit_defaults=True):
    """The result of a push: the version when the document was published, else the revision of its draft.

    `state` is given when it is not live: a paused journey stays paused until it is resumed. `journeys` send a template,
    a block or a brand from now on. By the `sandboxed` of a journey's channels no message leaves.
    """

    kind: str
    id: str
    version: int | None
    revision: int | None
    state: JourneyState = "live"
    journeys: tuple[str, ...] = ()
    sandboxed: tuple[ChannelName, ...] = ()


class ArchiveBody(Struct, frozen=True):
    """Why content is archived, or taken back."""

    reason: str


class PushAllBody(Struct, frozen=True):
    """Documents to store as drafts, or to publish with one reason for all."""

    documents: tuple[Raw, ...]
    publish: bool = False
    reason: str = ""


class PushRefused(Struct, frozen=True):
    """Why one document of many was refused; `faults` are all that are to be corrected."""

    code: str
    text: str
    at: str
    faults: tuple[FaultLine, ...] = ()


class PushedOne(Struct, frozen=True):
    """The result for one document of many: either `pushed` or `refused`."""

    pushed: Pushed | None = None
    refused: PushRefused | None = None


class PushedAll(Struct, frozen=True):
    """The result for each document, in the order in which they came."""

    documents: tuple[PushedOne, ...]


class StateAnswer(Struct, frozen=True):
    """The state of a journey after pause, resume or stop."""

    state: Literal["live", "paused", "stopped"]


class ChangeLine(Struct, frozen=True):
    """One thing that publishing would change. `node` is empty for the entry and the settings."""

    node: str
    kind: ChangeKind
    text: str
