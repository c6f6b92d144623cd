"""Experiments: which arm everybody takes from now on."""

from typing import Literal

from msgspec import Struct

from loopline.learning.lift.report import Contrast
from loopline.studio.documents.schemas import JourneyState


class WinnerBody(Struct, frozen=True):
    """The arm that everybody takes from now on ("" to draw again), or the arm to retire; and the reason, which is kept
    with the version.

    With `move` the people inside go on in the new version, so those who have not come to the experiment take the winner
    as well; without it they finish on theirs. Of a message's own holdout the winner is `sent`: everybody gets it.
    """

    arm: str
    reason: str
    move: bool = True


class WinnerChosen(Struct, frozen=True, omit_defaults=True):
    """The version that was published. `draft` says that the draft, where there is one, has the winner too."""

    version: int
    state: JourneyState = "live"
    draft: bool = False


class ArmStanding(Struct, frozen=True):
    """An arm with its weight in the draw, in percent (0: it is retired), and what came of it so far."""

    name: str
    percent: float
    units: int
    conversions: int


class ExperimentLine(Struct, frozen=True):
    """A comparison of a live journey. `journey` compares with the people who are held out, `message` with those from
    whom one message is withheld, `arms` the arms of an experiment with its first one.

    `running`: people are drawn. `due`: it has a verdict, and somebody has to decide. `ended`: it has a winner, or it
    was stopped. `rows` are the figures of the journey's report. `waits` says in words what a verdict waits for, and
    `expected_at` (ms) when that is there at this pace.
    """

    journey: str
    journey_name: str
    node: str
    name: str
    of: Literal["arms", "message", "journey"]
    state: Literal["running", "due", "ended"]
    winner: str
    arms: tuple[ArmStanding, ...]
    rows: tuple[Contrast, ...]
    verdict: str
    text: str
    waits: str
    expected_at: int | None
    decided_at: int | None


class ExperimentList(Struct, frozen=True):
    """Every comparison: what is due first, then what runs, then what has ended."""

    experiments: tuple[ExperimentLine, ...]
