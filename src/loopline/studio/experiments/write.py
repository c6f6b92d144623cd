"""An experiment ends: the live journey is published anew with the arm that everybody takes from now on."""

import asyncio
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from loopline.decisions.checks.findings import meant, nearest
from loopline.decisions.documents.read import without_pins
from loopline.model.entry.holdout import Holdout
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.journey import Journey
from loopline.model.nodes import Node
from loopline.model.nodes.experiment import Experiment
from loopline.model.nodes.message import SIDES, WITHHELD, Message
from loopline.model.nodes.wait import FIXED_HOUR, HOUR_ARMS, BestHour, Wait
from loopline.studio.context import StudioContext
from loopline.studio.documents.conflict import DraftConflict
from loopline.studio.documents.write import Documents
from loopline.studio.experiments.schemas import WinnerChosen

BEST_HOUR_SHARE: Final = 95.0
"""Where the best hour has won, so many have it: the others stay, since an hour that was best may cease to be."""


class Experiments:
    """Ends experiments of live journeys, and takes that back."""

    def __init__(self, ctx: StudioContext, documents: Documents) -> None:
        self._ctx, self._documents, self._one = ctx, documents, asyncio.Lock()

    async def choose(
        self, journey: str, node: str, arm: str, *, reason: str, move: bool = True, by: str = ""
    ) -> WinnerChosen:
        """Publish the live version with this winner; a draft that knows the node gets it too, so that the next publish
        does not take it back. Raises Missing, Invalid, Conflict `journey_stopped`, and what a publish raises."""
        return await self._publish(journey, lambda one: _with_winner(one, node, arm), reason, by, move=move)

    async def retire(
        self, journey: str, node: str, arm: str, *, reason: str, move: bool = True, by: str = ""
    ) -> WinnerChosen:
        """Publish the live version with an arm that nobody is given any more: its weight is 0, who has it goes on, and
        the others are compared as before. Raises as `choose`, and Invalid `arm_last`."""
        return await self._publish(journey, lambda one: _without_arm(one, node, arm), reason, by, move=move)

    async def _publish(
        self, journey: str, change: Callable[[Journey], Journey], reason: str, by: str, *, move: bool
    ) -> WinnerChosen:
        """One after another: each changes what the last one made, so that none takes another's change back."""
        async with self._one:
            pushed = await self._documents.push(
                change(self._going(journey)), publish=True, reason=reason, by=by, moves={} if move else None
            )
            drafted = await asyncio.to_thread(self._into_draft, journey, change)
        return WinnerChosen(pushed.version or 0, pushed.state, drafted)

    def _going(self, journey: str) -> Journey:
        live = self._ctx.published().live.get(journey)
        if live is None:
            raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published.')
        if self._ctx.published().states.get(journey) == "stopped":
            raise Conflict("journey_stopped", "A stopped journey begins again by publishing it.")
        return without_pins(live.journey)

    def _into_draft(self, journey: str, change: Callable[[Journey], Journey]) -> bool:
        """Whether there is a draft that has the change now; one whose arms are others stays as its author has it."""
        saved, draft = self._ctx.studio_store.drafts.get(journey), self._documents.draft(journey)
        if saved is None or draft is None:
            return False
        try:
            self._documents.save_draft(journey, change(draft), saved.revision)
        except (Invalid, Missing, DraftConflict):
            return False
        return True


def _with_winner(journey: Journey, name: str, arm: str) -> Journey:
    return replace(journey, nodes={**journey.nodes, name: _ended(_node(journey, name), name, arm)})


def _without_arm(journey: Journey, name: str, arm: str) -> Journey:
    node = _node(journey, name)
    if not isinstance(node, Experiment):
        raise Invalid("experiment_kind", f'"{name[:64]}" is no experiment, so it has no arms.', at="node")
    if not arm:
        raise Invalid("winner_unknown", "Name the arm that nobody is given any more.", at="arm")
    _check_arm(arm, [one.name for one in node.arms])
    if node.winner or not any(one.weight > 0 for one in node.arms if one.name != arm):
        text = "No other arm would be drawn. Choose a winner, which ends the experiment, or give another arm a weight."
        raise Invalid("arm_last", text, at="arm")
    arms = tuple(replace(one, weight=0) if one.name == arm else one for one in node.arms)
    return replace(journey, nodes={**journey.nodes, name: replace(node, arms=arms)})


def _node(journey: Journey, name: str) -> Node:
    node = journey.nodes.get(name)
    if node is None:
        raise Missing("node_unknown", f'The journey "{journey.id}" has no node "{name[:64]}".')
    return node


def _ended(node: Node, name: str, arm: str) -> Node:
    match node:
        case Experiment():
            _check_arm(arm, [one.name for one in node.arms])
            return replace(node, winner=arm)
        case Message() if node.holdout.percent > 0:
            _check_arm(arm, SIDES)
            if arm == WITHHELD:
                text = "A message that nobody shall get is removed from the journey: delete its node, and publish."
                raise Invalid("winner_withheld", text, at="arm")
            return replace(node, holdout=Holdout()) if arm else node
        case Wait(best_hour=BestHour() as best):
            _check_arm(arm, HOUR_ARMS)
            if not arm:
                return node
            return replace(node, best_hour=None if arm == FIXED_HOUR else replace(best, share=BEST_HOUR_SHARE))
        case _:
            text = f'"{name[:64]}" is no experiment, and no message with a holdout of its own.'
            raise Invalid("experiment_kind", text, at="node")


def _check_arm(arm: str, arms: list[str] | tuple[str, ...]) -> None:
    if arm and arm not in arms:
        hint = meant(nearest(arm, arms), "Name one of its arms.")
        raise Invalid("winner_unknown", f'No arm is called "{arm[:80]}". {hint}', at="arm")
