"""The goal node: records that the person reached what the journey is for, and goes on."""

from typing import final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.journey import Journey
from loopline.model.nodes.goal import Goal
from loopline.model.person import Enrollment


@final
class GoalKind(PassesThrough[Goal], of=Goal):
    """A goal node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Nothing can be wrong."""

    def edges(self) -> tuple[Edge, ...]:
        """On."""
        return (("then", self.node.then),)

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Record it."""
        ctx.record("goal", enrollment, name="node")
        return Advance(enrollment, self.node.then)
