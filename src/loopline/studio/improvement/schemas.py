"""The backlog, the home page and weekly reviews, as the API takes and answers them. Times are ms, UTC."""

from typing import Final, Literal, get_args

from msgspec import Struct

from loopline.learning.improvement.figures import IdeaSource, StepLoss
from loopline.learning.improvement.week import WeekFigures
from loopline.learning.lift.verdict import Verdict
from loopline.model.channels import ChannelName
from loopline.studio.documents.schemas import Revised

BacklogState = Literal["idea", "planned", "doing", "done", "dismissed"]
BACKLOG_STATES: Final[tuple[BacklogState, ...]] = get_args(BacklogState)
OPEN_STATES: Final[tuple[BacklogState, ...]] = ("idea", "planned", "doing")
DueKind = Literal["comparison", "backlog", "offer"]
ChangeWhat = Literal["published", "paused", "resumed", "stopped", "decided"]


class BacklogBody(Struct, frozen=True, forbid_unknown_fields=True):
    """An item of the backlog.

    `effect` is how many more conversions a month its author expects, `effort_days` how many days of work; both may be
    left out. `due` is a day, as 2026-12-04, in the workspace's zone. `note` says what came of it, or why it was
    dismissed. `revision` is the one that the author of a change saw; of a new item it is 0.
    """

    title: str
    hypothesis: str = ""
    effect: float | None = None
    effort_days: float | None = None
    owner: str = ""
    state: BacklogState = "idea"
    due: str = ""
    journey: str = ""
    node: str = ""
    note: str = ""
    revision: Revised = 0


class BacklogItem(Struct, frozen=True):
    """An item with what it was born from. `evidence` says what the figures were then; "" of one made by hand.

    `is_due`: it is open, and its day has come. `journey_name` and `node_name` are those of today.
    """

    id: str
    source: IdeaSource
    title: str
    hypothesis: str
    evidence: str
    effect: float | None
    effort_days: float | None
    owner: str
    state: BacklogState
    due: str
    is_due: bool
    journey: str
    journey_name: str
    node: str
    node_name: str
    note: str
    created_at: int
    created_by: str
    changed_at: int
    changed_by: str
    revision: int


class BacklogList(Struct, frozen=True):
    """The items: those in work first, then what promises most for its effort, then the newest."""

    items: tuple[BacklogItem, ...]
    open: int
    due: int


class BacklogLook(Struct, frozen=True):
    """How many items a look at the figures has born."""

    born: int


class DueLine(Struct, frozen=True):
    """Something that a person has to decide: `ref` is the id of the journey, item or offer, `since` when it was due."""

    kind: DueKind
    ref: str
    name: str
    text: str
    since: int | None = None


class ChangedLine(Struct, frozen=True):
    """Something that was changed: which document (`kind` and `ref`), by whom, and why."""

    at: int
    what: ChangeWhat
    kind: str
    ref: str
    name: str
    version: int
    by: str
    reason: str


class Home(Struct, frozen=True):
    """What a person sees first. `since` is seven days ago: what changed, and the figures, are of the time since then.

    `is_fresh`: no journey was ever published. By the `sandboxed` channels no message leaves. `backlog_open` and
    `backlog_due` are those of the backlog.
    """

    is_fresh: bool
    due: tuple[DueLine, ...]
    changed: tuple[ChangedLine, ...]
    sandboxed: tuple[ChannelName, ...]
    today: WeekFigures
    backlog_open: int
    backlog_due: int
    since: int
    counted_at: int


class CausedThen(Struct, frozen=True):
    """What everything caused, as of a moment: the verdict with its reason, and what it comes to in conversions and in
    value, each with the interval; None where nothing may be said."""

    at: int
    verdict: Verdict | None
    reason: str
    conversions: tuple[float, float | None, float | None] | None
    value: tuple[float, float | None, float | None] | None
    currency: str


class ReachedLine(Struct, frozen=True):
    """A verdict that was reached in the week."""

    journey: str
    name: str
    title: str
    verdict: Verdict | None
    reason: str
    decided_at: int


class FailedGuard(Struct, frozen=True):
    """A check that fails, of a journey."""

    journey: str
    name: str
    text: str


class Review(Struct, frozen=True):
    """The review of the week that begins on the Monday `week`, in the workspace's `zone`.

    `caused` is as of the end of the week and `caused_before` as of its beginning, of all that was known by then.
    Decisions, checks, alarms, losses and ideas are as of `counted_at`. `finished_at` is 0 until somebody finishes it
    with a `note`; from then on nothing in it changes.
    """

    week: str
    zone: str
    is_over: bool
    caused: CausedThen
    caused_before: CausedThen
    figures: WeekFigures
    figures_before: WeekFigures
    reached: tuple[ReachedLine, ...]
    due: tuple[DueLine, ...]
    guards: tuple[FailedGuard, ...]
    alarms: tuple[str, ...]
    changed: tuple[ChangedLine, ...]
    losses: tuple[StepLoss, ...]
    ideas: tuple[BacklogItem, ...]
    counted_at: int
    finished_at: int = 0
    finished_by: str = ""
    note: str = ""


class FinishedLine(Struct, frozen=True):
    """A finished review."""

    week: str
    finished_at: int
    by: str


class ReviewReader(Struct, frozen=True):
    """An operator who gets reviews by mail: the last `week` that was mailed, and why it did not leave."""

    email: str
    asked_at: int
    week: str
    tried_at: int
    fault: str


class ReviewList(Struct, frozen=True):
    """The finished reviews, newest first; this week's and the last one's Monday; and who gets reviews by mail."""

    this_week: str
    last_week: str
    finished: tuple[FinishedLine, ...]
    readers: tuple[ReviewReader, ...]


class FinishBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What was made of a review, in words; with `mail` it is mailed to everybody who asked for reviews."""

    note: str = ""
    mail: bool = True


class ReaderBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether an operator gets reviews by mail."""

    email: str
    wants: bool


class MailedReview(Struct, frozen=True):
    """What came of mailing a review to everybody who asked for it: how many got it, and the faults by address."""

    mailed: int
    faults: dict[str, str]
