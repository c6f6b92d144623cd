"""The scores by which somebody came in, for the fact of the entry: "why" says what made them."""

from typing import Any

from loopline.decisions.context import DecisionContext
from loopline.decisions.evidence import evidence
from loopline.decisions.published import JourneyVersion
from loopline.model.signals.scores import is_score


def scores_told(ctx: DecisionContext, version: JourneyVersion, way: str) -> dict[str, Any]:
    """The evidence of the condition by which this way let the person in, where it asks for scores; else nothing.

    An entry by anything else is told as it always was: most are, and their facts should stay small.
    """
    for one in ctx.published.condition_triggers.of_journey(version.id):
        asked = one.condition
        if asked is None or one.rule or not any(map(is_score, asked.traits)):
            continue  # a rule by which an account chooses is no way in
        if version.triggers[one.place].trigger.label != way:
            continue
        scope = ctx.scope()
        if (truth := asked.evaluate(scope)) is not one.leaves:
            return evidence(asked, truth, scope)
    return {}
