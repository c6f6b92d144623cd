"""The experiment node: each unit gets one of the arms by a stable hash, the same one on every visit."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, final

from msgspec.structs import replace

from loopline.decisions.assign import arm_of, is_outside
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.values import check_slug
from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.journey import Journey
from loopline.model.nodes.experiment import Experiment, Slot, slots_of
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
        if self.node.winner:
            self._check_winner(found, at)
        if self.node.exclusive is not None:
            _check_slot(found, self.node.exclusive, f"{at}.exclusive")
            _check_neighbours(found, journey, self.id, f"{at}.exclusive")

    def _check_winner(self, found: Findings, at: str) -> None:
        names = [arm.name for arm in self.node.arms]
        if self.node.winner not in names:
            wish = nearest(self.node.winner, names)
            text = f'No arm is called "{self.node.winner[:80]}". {meant(wish, "Name the arm that everybody takes.")}'
            found.error("winner_unknown", text, f"{at}.winner", suggestion=wish)

    def edges(self) -> tuple[Edge, ...]:
        """One an arm."""
        return tuple((f"arms[{index}].then", arm.then) for index, arm in enumerate(self.node.arms))

    def arm_weights(self) -> Mapping[str, float]:
        """As they are written; they need not add up to anything. Once there is a winner, nobody else is drawn."""
        return self.node.weights

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Give the unit its arm, and remember it; whoever is outside of its slot goes on as if there were none."""
        slot = self.node.exclusive
        if slot is not None and not self.node.winner and self._is_outside(ctx, version, enrollment, slot):
            first = self.node.arms[0]
            ctx.record("stepped", enrollment, name=first.name, reason="outside_slot", data={"group": slot.group})
            return Advance(enrollment, first.then)
        arm = arm_of(ctx.person, version, self.id, self.node, ctx.published)
        history = ctx.history_of(enrollment.journey)
        ctx.remember(enrollment.journey, replace(history, arms={**(history.arms or {}), self.id: arm.name}))
        chosen = replace(enrollment, arms={**(enrollment.arms or {}), self.id: arm.name})
        reason = "winner" if self.node.winner else ""
        ctx.record("assigned", chosen, arm=arm.name, name=arm.name, reason=reason)
        return Advance(chosen, arm.then)

    def _is_outside(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, slot: Slot) -> bool:
        """Never of a unit that has an arm already: a slot that is moved takes nobody's arm away."""
        history = ctx.history_of(enrollment.journey)
        return self.id not in (history.arms or {}) and is_outside(ctx.person, version, slot, ctx.published)


def _check_slot(found: Findings, slot: Slot, at: str) -> None:
    check_slug(found, slot.group, f"{at}.group")
    if not 0 <= slot.start < slot.end <= 100:
        text = f"A slot goes from a percentage up to a higher one, within 0 and 100; not {slot.start} to {slot.end}."
        found.error("slot_wrong", text, at)


def _check_neighbours(found: Findings, journey: Journey, node: str, at: str) -> None:
    """Say which experiment of the same group has people in common with this one."""
    slots = slots_of(journey.id, journey.nodes)
    own = slots.pop((journey.id, node), None)
    if own is None:
        return
    others = {place: one for place, one in found.context.slots.items() if place[0] != journey.id} | slots
    for (other, place), slot in others.items():
        if slot.group == own.group and slot.start < own.end and own.start < slot.end:
            text = (
                f'"{place}" of the journey "{other}" has {slot.start:g} to {slot.end:g} % of the same group, so some '
                "people are in both experiments; give each a part of its own."
            )
            found.warn("slots_overlap", text, at)
            return
