"""Messages that are held, counted again from the facts: none leaves early, or before a better one that is held."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.history import CheckedWorld
from loopline.lab.simulator.rivals.tape import Situation, played
from loopline.model.duration import parse_duration
from loopline.model.entry.cap import Cap
from loopline.model.nodes.message import Message

HELD: Final = "held_for_better"


class HeldMessage(Struct, frozen=True):
    """A message whose hold began: until when it lasts (ms), and until when it may wait for a better one."""

    enrollment: str
    journey: str
    version: int
    node: str
    until: int
    latest: int


def holds_are_kept(case: CheckedWorld) -> Iterator[str]:
    """A message that is to be held is, for its whole hold; and longer while a better one is that wants its place."""
    held: dict[str, HeldMessage] = {}
    over: set[str] = set()
    for fact, moment in played(case):
        node = _held_node(case, moment, fact)
        if node is None or fact.key in over:
            continue
        if fact.kind == "deferred" and fact.reason == HELD:
            held.setdefault(fact.key, _held(fact, node))
            continue
        over.add(fact.key)
        begun = held.pop(fact.key, None)
        if begun is None:
            yield f"{fact.key} was {fact.kind} at {fact.at} and never held"
        else:
            yield from _too_early(case, moment, fact, begun, held)


def _held_node(case: CheckedWorld, moment: Situation, fact: RecordedFact) -> Message | None:
    """The node that decided a fact about a message, with its hold; None where there is none."""
    if fact.kind not in ("message", "deferred", "refused", "withheld") or not fact.node:
        return None
    journey = case.played.oracle.journeys[fact.journey, fact.version]
    node = journey.nodes.get(fact.node)
    if not isinstance(node, Message):
        return None
    topic = moment.workspace.topics.get(node.topic)
    node = replace(node, hold=node.hold or journey.hold)
    is_free = node.transactional or (topic is not None and topic.transactional)
    return node if node.hold and parse_duration(node.hold) and not is_free else None


def _too_early(
    case: CheckedWorld, moment: Situation, fact: RecordedFact, begun: HeldMessage, held: dict[str, HeldMessage]
) -> Iterator[str]:
    if fact.at < begun.until:
        yield f"{fact.key} was {fact.kind} at {fact.at}, {begun.until - fact.at} ms before the end of its hold"
    for key, other in held.items():
        standing = moment.open.get(other.enrollment)
        if standing is None or standing.person != fact.person or standing.held_out:
            continue
        waits = fact.at < other.until and fact.at < begun.latest and moment.states[other.journey] == "live"
        if waits and _priority(case, other) > _priority(case, begun) and _shares(case, moment, begun, other):
            yield f"{fact.key} was {fact.kind} at {fact.at}, and {key}, which is better, is held"


def _held(fact: RecordedFact, node: Message) -> HeldMessage:
    until = fact.at + parse_duration(node.hold)
    latest = until + parse_duration(node.wait_at_most)
    return HeldMessage(fact.enrollment, fact.journey, fact.version, fact.node, until, latest)


def _priority(case: CheckedWorld, one: HeldMessage) -> int:
    return case.played.oracle.journeys[one.journey, one.version].priority


def _shares(case: CheckedWorld, moment: Situation, one: HeldMessage, other: HeldMessage) -> bool:
    """Whether a cap counts both; what belongs to a programme is left out, since it may have changed meanwhile."""
    return any(
        not cap.programme and _counts(case, cap, one) and _counts(case, cap, other) for cap in moment.workspace.caps
    )


def _counts(case: CheckedWorld, cap: Cap, one: HeldMessage) -> bool:
    node = case.played.oracle.journeys[one.journey, one.version].nodes[one.node]
    assert isinstance(node, Message)
    return cap.channel in ("", node.channel) and cap.topic in ("", node.topic) and cap.journey in ("", one.journey)


ABOUT_HOLDS: Final[tuple[Callable[[CheckedWorld], Iterator[str]], ...]] = (holds_are_kept,)
