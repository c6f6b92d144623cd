"""Where a visit to a node leads: on, nowhere yet, out, or into another journey first."""

from msgspec import Struct

from loopline.decisions.narrate import EndReason, StatedReason
from loopline.decisions.published import JourneyVersion
from loopline.model.person import Enrollment


class Advance(Struct, frozen=True):
    """Go on to this node; None is the end of the journey."""

    enrollment: Enrollment
    node: str | None


class Hold(Struct, frozen=True):
    """Wait here."""

    enrollment: Enrollment


class Leave(Struct, frozen=True):
    """End here, with a reason."""

    enrollment: Enrollment
    reason: EndReason | StatedReason


class Enter(Struct, frozen=True):
    """Try to enter the person into another journey as well, then go on to this node.

    `entry` is what that journey is told (JSON); `filtered`: its own filter is asked, too. `until`: the enrollment stays
    at its node until that one has ended, at most until this time (ms).
    """

    enrollment: Enrollment
    journey: JourneyVersion
    node: str | None
    entry: bytes
    filtered: bool = False
    until: int | None = None


Transition = Advance | Hold | Leave | Enter


def by_policy(enrollment: Enrollment, policy: str, then: str | None, reason: str) -> Transition:
    """go_on, exit, or the id of the node to go to."""
    if policy == "go_on":
        return Advance(enrollment, then)
    return Leave(enrollment, StatedReason(reason)) if policy == "exit" else Advance(enrollment, policy)
