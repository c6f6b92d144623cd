"""The exit node: the enrollment ends here, with a reason."""

from typing import final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.narrate import StatedReason
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Leave, Transition
from loopline.model.journey import Journey
from loopline.model.nodes.exit import Exit
from loopline.model.person import Enrollment


@final
class ExitKind(PassesThrough[Exit], of=Exit):
    """An exit node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Nothing can be wrong."""

    def edges(self) -> tuple[Edge, ...]:
        """None: the journey ends."""
        return ()

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """The end."""
        return Leave(enrollment, StatedReason(self.node.reason))
