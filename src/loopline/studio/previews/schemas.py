"""Dry runs and backtests: what is asked of them and what they found. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct

from loopline.lab.dry_run import DryRunStep
from loopline.model.channels import ChannelName
from loopline.studio.messages.schemas import RenderedParts

Plain = dict[str, Any]  # the customer's JSON


class DryRunBody(Struct, frozen=True):
    """A document, a person (real traits or invented ones), signals in virtual time, and how long to go on."""

    document: Raw
    person: Plain = {}
    signals: tuple[Plain, ...] = ()
    until: str = "30d"


class BacktestBody(Struct, frozen=True):
    """A document to run over the recorded signals of the last days."""

    document: Raw
    days: int = 30


class MessagePreview(Struct, frozen=True):
    """A message that would have left."""

    at: int
    node: str
    channel: ChannelName
    rendered: RenderedParts


class DryRunAnswer(Struct, frozen=True):
    """The steps and the messages that would have left. `cut`: it went on for longer than anybody would read."""

    steps: tuple[DryRunStep, ...]
    messages: tuple[MessagePreview, ...]
    cut: bool


class Job(Struct, frozen=True):
    """The id of a backtest that has begun."""

    job: str


class DayCount(Struct, frozen=True):
    """Messages of a node on a day ("2026-03-01")."""

    day: str
    node: str
    channel: str
    count: int


class ReasonCount(Struct, frozen=True):
    """Messages that were withheld, refused or deferred, by node and reason."""

    node: str
    kind: str
    reason: str
    count: int


class BacktestResult(Struct, frozen=True):
    """The people that the draft would have messaged. Counts are of the sample, which is `share` of all people."""

    people: int
    share: float
    signals: int
    entered: int
    messaged: int
    messages: tuple[DayCount, ...]
    withheld: tuple[ReasonCount, ...]
    not_entered: tuple[ReasonCount, ...]


class JobAnswer(Struct, frozen=True):
    """The progress of a backtest from 0 to 1, and its result."""

    job: str
    state: Literal["waiting", "working", "done", "cancelled", "failed"]
    progress: float
    result: BacktestResult | None
    error: str = ""
