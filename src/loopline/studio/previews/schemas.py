"""Dry runs and backtests: what is asked of them and what they found. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct

from loopline.studio.messages.schemas import RenderedParts

Plain = dict[str, Any]  # the customer's JSON


class DryRunBody(Struct, frozen=True):
    """A document, a person (real traits or invented ones), signals in virtual time, and for how long to look on."""

    document: Raw
    person: Plain = {}
    signals: tuple[Plain, ...] = ()
    until: str = "30d"


class BacktestBody(Struct, frozen=True):
    """A document to run over the recorded signals of the last days."""

    document: Raw
    days: int = 30


class TrialMessage(Struct, frozen=True):
    """A message that would have left."""

    at: int
    node: str
    channel: str
    rendered: RenderedParts


class TrialStep(Struct, frozen=True):
    """One thing that happened or was decided, in words, with the values that decided it."""

    at: int
    kind: str
    node: str
    text: str
    data: Plain


class DryRunAnswer(Struct, frozen=True):
    """The passage, step by step, and what would have left. `cut`: it went on for longer than anybody would read."""

    steps: tuple[TrialStep, ...]
    messages: tuple[TrialMessage, ...]
    cut: bool


class Job(Struct, frozen=True):
    """The name of a piece of long work."""

    job: str


class DayCount(Struct, frozen=True):
    """Messages of a node on a day ("2026-03-01")."""

    day: str
    node: str
    channel: str
    count: int


class ReasonCount(Struct, frozen=True):
    """What was withheld, refused or put off, by node and reason."""

    node: str
    kind: str
    reason: str
    count: int


class BacktestResult(Struct, frozen=True):
    """Whom the draft would have messaged. Counts are of the sample; `share` of all people were looked at."""

    people: int
    share: float
    signals: int
    entered: int
    messaged: int
    messages: tuple[DayCount, ...]
    withheld: tuple[ReasonCount, ...]
    not_entered: tuple[ReasonCount, ...]


class JobAnswer(Struct, frozen=True):
    """How far a piece of long work is, from 0 to 1, and what it found."""

    job: str
    state: Literal["waiting", "working", "done", "cancelled", "failed"]
    progress: float
    result: BacktestResult | None
    error: str = ""
