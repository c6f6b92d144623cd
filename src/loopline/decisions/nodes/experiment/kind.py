"""The experiment node: each unit gets one of the arms by a stable hash, the same one on every visit."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, final

from msgspec.structs import replace

from loopline.decisions.assign import arm_of
from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.journey import Journey
from loopline.model.nodes.experiment import Experiment
from loopline.model.person import Enrollment

ARMS_MIN: Final = 2
ARMS_MAX: Final = 20
WEIGHT_MAX: Final = 1_000_000


@final
class ExperimentKind(PassesThrough[Experiment], of=Experiment):
    """An experiment node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Two arms or more, each with a name of its own and a weight that leaves somebody to choose."""
        arms = self.node.arms
        if not ARMS_MIN <= len(arms) <= ARMS_MAX:
            text = f"An experiment has {ARMS_MIN} to {ARMS_MAX} arms; this one has {len(arms)}."
            found.error("arms_number", text, f"{at}.arms")
        for index, arm in enumerate(arms):
            if not arm.name.strip():
                found.error("arm_name_missing", "Name this arm; reports show it.", f"{at}.arms[{index}].name")
            if not 0 <= arm.weight <= WEIGHT_MAX:
                text = f"A weight is a number from 0 to {WEIGHT_MAX:,}; the arms share people in proportion."
                found.error("weight_wrong", text, f"{at}.arms[{index}].weight")
        if arms and not any(arm.weight > 0 for arm in arms):
            text = "All weights are zero, so no arm could be chosen; give two arms one."
            found.error("weights_zero", text, f"{at}.arms")
        for name in [name for name, count in Counter(arm.name for arm in arms).items() if count > 1 and name]:
            text = f'Two arms are called "{name[:80]}"; give each a name of its own.'
            found.error("arm_name_repeated", text, f"{at}.arms")

    def edges(self) -> tuple[Edge, ...]:
        """One an arm."""
        return tuple((f"arms[{index}].then", arm.then) for index, arm in enumerate(self.node.arms))

    def arm_weights(self) -> Mapping[str, float]:
        """As they are written; they need not add up to anything."""
        return {arm.name: arm.weight for arm in self.node.arms}

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Give the unit its arm, and remember it."""
        arm = arm_of(ctx.person, version, self.id, self.node, ctx.published)
        history = ctx.history_of(enrollment.journey)
        ctx.remember(enrollment.journey, replace(history, arms={**(history.arms or {}), self.id: arm.name}))
        chosen = replace(enrollment, arms={**(enrollment.arms or {}), self.id: arm.name})
        ctx.record("assigned", chosen, arm=arm.name, name=arm.name)
        return Advance(chosen, arm.then)
