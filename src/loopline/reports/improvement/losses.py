"""The steps of live journeys that lose people, by the rules of the learning room."""

from collections.abc import Iterator
from typing import Final

from loopline.decisions.narrate import REFUSALS
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.improvement.born import NOT_CLICKED
from loopline.learning.improvement.figures import StepLoss
from loopline.learning.queries.improvement.losses import IGNORED, LOST
from loopline.model.duration import DAY
from loopline.ports import Facts

SINCE_DAYS: Final = 28
JOURNEYS_MAX: Final = 200
"""Of so many live journeys losses are asked for, in the order of their ids."""

OTHERWISE: Final = "the provider would not take it ({reason})"


def step_losses(facts: Facts, published: PublishedSet, now: int) -> tuple[StepLoss, ...]:
    """What steps of live journeys lost in the 28 days up to `now` (ms), each for each reason, the largest first."""
    live = [name for name in sorted(published.live) if published.states.get(name) == "live"][:JOURNEYS_MAX]
    found = [loss for name in live for loss in _of(facts, published.live[name], now)]
    return tuple(sorted(found, key=lambda one: (-one.lost, one.journey, one.node, one.reason)))


def _of(facts: Facts, version: JourneyVersion, now: int) -> Iterator[StepLoss]:
    asked = {"journey": version.id, "since": now - SINCE_DAYS * DAY, "now": now}
    lost, ignored = facts.query_all([(LOST, asked), (IGNORED, asked)])
    for node, channel, reason, people, meant in lost:
        words = REFUSALS.get(str(reason), OTHERWISE.format(reason=reason))
        yield _loss(version, str(node), str(channel), str(reason), words, _whole(people), _whole(meant))
    for node, got, clicked in ignored:
        nobody = _whole(got) - _whole(clicked)
        yield _loss(version, str(node), "email", NOT_CLICKED, "they did not click in it", nobody, _whole(got))


def _loss(
    version: JourneyVersion, node: str, channel: str, reason: str, words: str, lost: int, people: int
) -> StepLoss:
    step = version.journey.nodes.get(node)
    return StepLoss(
        journey=version.id,
        journey_name=version.journey.name or version.id,
        node=node,
        node_name=(step.name if step else "") or node,
        channel=channel,
        reason=reason,
        words=words,
        lost=lost,
        people=people,
    )


def _whole(value: object) -> int:
    return int(str(value))
