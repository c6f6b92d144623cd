"""Asks facts for the choices of a node, and the learning room what they say and which policy is stated next."""

from typing import Any, cast

from msgspec import Struct

from loopline.decisions.choosing.law import UNSTATED
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.choosing.figures import ChoiceReport, PolicyWeighed
from loopline.learning.choosing.rows import ChoiceRow, choice_rows
from loopline.learning.queries import choices as queries
from loopline.model.choosing.policy import ChoicePolicy
from loopline.model.duration import DAY
from loopline.model.errors import Invalid, Missing
from loopline.model.localtime import LAST_MS
from loopline.model.nodes.choose import Choose
from loopline.ports import Facts
from loopline.reports.outcomes import outcomes


class ChooseNode(Struct, frozen=True):
    """A choose node of a live journey with the policy that holds there."""

    version: JourneyVersion
    id: str
    node: Choose
    policy: ChoicePolicy


def choose_node(published: PublishedSet, journey: str, node: str) -> ChooseNode:
    """Raises Missing `journey_unknown` and `node_unknown`, Invalid `choice_kind`."""
    version = published.live.get(journey)
    if version is None:
        raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published; look at the list of journeys.')
    found = version.journey.nodes.get(node)
    if found is None:
        raise Missing("node_unknown", f'The journey "{journey[:64]}" has no node "{node[:64]}".')
    if not isinstance(found, Choose):
        raise Invalid("choice_kind", f'"{node[:64]}" is no choose node; name one that chooses.', at="node")
    policy = published.policies.get((journey, node))
    return ChooseNode(version, node, found, policy or UNSTATED)


def choose_nodes(published: PublishedSet) -> tuple[tuple[str, str], ...]:
    """All choose nodes of journeys that are live or paused, as journey and node."""
    return tuple(
        (journey, node)
        for journey, version in sorted(published.live.items())
        if published.states.get(journey) != "stopped"
        for node, one in version.journey.nodes.items()
        if isinstance(one, Choose)
    )


def node_choices(facts: Facts, published: PublishedSet, at: ChooseNode, now: int) -> list[ChoiceRow]:
    """The choices of a node until `now` (ms), under versions with the goal of the live one; without a goal all of them
    are pending for ever."""
    goal = at.version.goal
    same = [
        number
        for (name, number), one in published.versions.items()
        if name == at.version.id and one.journey.goal == at.version.journey.goal
    ]
    counted = outcomes(at.version, published.workspace.currency)
    asked: dict[str, object] = {
        "journey": at.version.id,
        "node": at.id,
        "now": now,
        "within": goal.within_ms if goal is not None else LAST_MS,
        "counted": same,
        **counted.asked,
    }
    found = cast("list[tuple[Any, ...]]", facts.query(counted.units(queries.CHOICES), asked))
    return choice_rows(found)


def policy_weighed(facts: Facts, published: PublishedSet, at: ChooseNode, now: int) -> PolicyWeighed:
    """What a look at `now` (ms) leads to; nothing is stated by it."""
    from loopline.learning.choosing.weigh import weigh  # loads NumPy

    return weigh(at.node, node_choices(facts, published, at, now), own_policy(at), now)


def choice_report(facts: Facts, published: PublishedSet, journey: str, node: str, now: int) -> ChoiceReport:
    """All that is said of a node at `now` (ms). Raises what `choose_node` raises."""
    from loopline.learning.choosing.report import option_lines, stated_lines  # loads NumPy
    from loopline.learning.choosing.weigh import weigh

    at = choose_node(published, journey, node)
    rows = node_choices(facts, published, at, now)
    found = weigh(at.node, rows, own_policy(at), now)
    stated = facts.query(queries.STATED, {"journey": journey, "node": node})
    return ChoiceReport(
        journey=journey,
        node=node,
        name=at.node.name or node,
        reward=at.node.reward,  # type: ignore[arg-type]  # a published document has one of the two
        stage=at.policy.now.stage,
        state=at.policy.state,
        version=at.policy.version,
        words=found.words if at.version.goal is not None else "The journey has no goal, so nothing is learned.",
        options=option_lines(at.node, rows, now),
        rules=found.rules,
        split=found.split,
        stated=stated_lines(cast("list[tuple[Any, ...]]", stated)),
        choices=len(rows),
        settled=sum(not row.pending for row in rows),
        next_at=at.policy.at + DAY if at.policy.at else now,
        counted_at=now,
    )


def own_policy(at: ChooseNode) -> ChoicePolicy:
    """The policy that holds, or the one of version 0 that says nothing yet."""
    if at.policy.version:
        return at.policy
    return ChoicePolicy(journey=at.version.id, node=at.id, version=0)
