"""Where a visit to a node leads: on, nowhere yet, or out."""

from msgspec import Struct

from loopline.model.person import Enrollment


class On(Struct, frozen=True):
    """Go on to this node; None is the end of the journey."""

    enrollment: Enrollment
    node: str | None


class Stay(Struct, frozen=True):
    """Rest here."""

    enrollment: Enrollment


class Leave(Struct, frozen=True):
    """End here, with a reason."""

    enrollment: Enrollment
    reason: str


Move = On | Stay | Leave


def by_policy(enrollment: Enrollment, policy: str, then: str | None, reason: str) -> Move:
    """go_on, exit, or the id of the node to go to."""
    if policy == "go_on":
        return On(enrollment, then)
    return Leave(enrollment, reason) if policy == "exit" else On(enrollment, policy)
