"""Where a visit to a node leads: on, nowhere yet, or out."""

from msgspec import Struct

from loopline.model.person import Enrollment


class Advance(Struct, frozen=True):
    """Go on to this node; None is the end of the journey."""

    enrollment: Enrollment
    node: str | None


class Hold(Struct, frozen=True):
    """Rest here."""

    enrollment: Enrollment


class Leave(Struct, frozen=True):
    """End here, with a reason."""

    enrollment: Enrollment
    reason: str


Transition = Advance | Hold | Leave


def by_policy(enrollment: Enrollment, policy: str, then: str | None, reason: str) -> Transition:
    """go_on, exit, or the id of the node to go to."""
    if policy == "go_on":
        return Advance(enrollment, then)
    return Leave(enrollment, reason) if policy == "exit" else Advance(enrollment, policy)
