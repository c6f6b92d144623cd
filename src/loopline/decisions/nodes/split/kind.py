"""The split node: takes the first branch whose condition is true; unknown is not true."""

from collections import Counter
from functools import cached_property
from typing import Any, final

from loopline.conditions.language import Condition, compile_condition
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import AT_STEP, check_in_journey
from loopline.decisions.context import DecisionContext
from loopline.decisions.evidence import evidence
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.journey import Journey
from loopline.model.nodes.split import Split
from loopline.model.person import Enrollment


@final
class SplitKind(PassesThrough[Split], of=Split):
    """A split node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """A branch or more, whose conditions can be read and differ."""
        branches = self.node.branches
        if not branches:
            found.error("split_empty", "A split needs at least one branch with a condition.", f"{at}.branches")
        seen: set[str] = set()
        for index, branch in enumerate(branches):
            place = f"{at}.branches[{index}]"
            check_in_journey(found, journey, branch.when, f"{place}.when", AT_STEP)
            if branch.when.strip() in seen:
                text = "An earlier branch has the same condition, so nobody comes this way; change it or delete it."
                found.warn("branch_repeated", text, place)
            seen.add(branch.when.strip())
        names = Counter(branch.name for branch in branches if branch.name)
        for name in [name for name, count in names.items() if count > 1]:
            text = f'Two branches are called "{name[:80]}"; the reports could not tell them apart.'
            found.warn("branch_name_repeated", text, f"{at}.branches")

    def edges(self) -> tuple[Edge, ...]:
        """One a branch, then `otherwise`."""
        branches = [(f"branches[{index}].then", branch.then) for index, branch in enumerate(self.node.branches)]
        return (*branches, ("otherwise", self.node.otherwise))

    def condition_texts(self) -> tuple[str, ...]:
        """One a branch."""
        return tuple(branch.when for branch in self.node.branches)

    def conditions(self) -> tuple[Condition, ...]:
        """One a branch, compiled."""
        return self._branches

    @cached_property
    def _branches(self) -> tuple[Condition, ...]:
        return tuple(compile_condition(branch.when) for branch in self.node.branches)

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Try the branches in their order."""
        scope = ctx.enrollment_scope(enrollment)
        tried: list[dict[str, Any]] = []
        for index, (branch, condition) in enumerate(zip(self.node.branches, self.conditions(), strict=True)):
            truth = condition.evaluate(scope)
            tried.append(evidence(condition, truth, scope))
            if truth is True:
                name = branch.name or str(index + 1)
                ctx.record("stepped", enrollment, name=name, reason="branch", data={"tried": tried})
                return Advance(enrollment, branch.then)
        ctx.record("stepped", enrollment, name="otherwise", reason="otherwise", data={"tried": tried})
        return Advance(enrollment, self.node.otherwise)
