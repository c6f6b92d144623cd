"""The dose-response of a cap that tries several limits, as figures. Times are ms, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.learning.lift.guards import Guard
from loopline.learning.measured.figures import MetricSide
from loopline.learning.stats.interval import Estimate

Outcome = Literal["goal", "value", "unsubscribed", "complained"]
DoseVerdict = Literal["more", "less", "no_difference_seen", "not_enough_data", "guard_failed"]
"""Of an arm against the lowest limit: more or less of the outcome, by an interval that holds with all the others."""

FatigueVerdict = Literal["fatigue", "no_fatigue_seen", "guard_failed", "not_enough_data"]


class DoseArm(Struct, frozen=True):
    """One limit: its planned share, the people who came to where limits differ (`pending`: whose time is not over),
    and the messages that each of the others got a week from then on."""

    arm: str
    limit: int
    share: float
    units: int
    pending: int
    messages: float


class DoseLine(Struct, frozen=True):
    """One outcome of one arm against the lowest limit; `difference` is None where it may not be told."""

    outcome: Outcome
    name: str
    arm: str
    against: str
    side: MetricSide
    against_side: MetricSide
    verdict: DoseVerdict
    reason: str
    difference: Estimate | None = None


class FatigueReport(Struct, frozen=True):
    """What limits of a cap do. People count from the first message that another limit would have answered otherwise,
    if it came at or after `since`, when the experiment became what it is.

    All intervals hold together in 95 %, at every look: each is at `level`, 5 % over the number of lines. `missing` says
    why nothing can be compared. `cap` is the cap in words.
    """

    experiment: str
    name: str
    cap: str
    goal: str
    within_ms: int
    since: int
    arms: tuple[DoseArm, ...]
    lines: tuple[DoseLine, ...]
    verdict: FatigueVerdict
    reason: str
    level: float
    guards: tuple[Guard, ...]
    missing: str
    notes: tuple[str, ...]
    counted_at: int


class TriedCapLine(Struct, frozen=True):
    """A cap that tries several limits, as lists show it."""

    experiment: str
    name: str
    cap: str
    arms: tuple[str, ...]


class TriedCaps(Struct, frozen=True):
    """All of them."""

    caps: tuple[TriedCapLine, ...]
