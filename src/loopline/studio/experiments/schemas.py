"""Experiments: which arm everybody takes from now on."""

from msgspec import Struct

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
