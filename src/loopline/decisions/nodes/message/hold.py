"""Holds: how long a message waits first, so that a better one may overtake it."""

from collections.abc import Iterator

from loopline.decisions.context import DecisionContext, version_of
from loopline.decisions.nodes.kind import kind_at
from loopline.decisions.policy.caps import WantedSend
from loopline.decisions.policy.gate import share_a_place
from loopline.decisions.published import JourneyVersion
from loopline.model.channels import parse_channel
from loopline.model.duration import parse_duration
from loopline.model.nodes.message import Message
from loopline.model.person import Enrollment


def held_until(
    ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, node: Message, wait_ms: int
) -> tuple[int, str] | None:
    """Until when a message is held (ms), and by the message of which journey, "" by none; None: it may go on.

    At the end of its own hold it waits on for a better one that is held, too, and wants a place under the same cap:
    else it would take the place of one that is known to be better. It does so for `wait_ms` at most.
    """
    own = enrollment.arrived_at + hold_of(node)
    if ctx.now < own:
        return own, ""
    latest, wanted = own + wait_ms, _wanted(version, node)
    better = [
        (end, other.journey)
        for end, other in _better_held(ctx, version)
        if ctx.now < latest and share_a_place(wanted, other, ctx.person, ctx.published)
    ]
    if not better:
        return None
    end, journey = max(better)
    return min(end, latest), journey


def hold_of(node: Message) -> int:
    """How long a message is held (ms)."""
    return parse_duration(node.hold) if node.hold else 0


def _better_held(ctx: DecisionContext, version: JourneyVersion) -> Iterator[tuple[int, WantedSend]]:
    """The messages of a higher priority that are held now for this person, each with the end of its hold (ms)."""
    for one in ctx.person.enrollments:
        other = version_of(ctx, one)
        if other is None or other.journey.priority <= version.journey.priority or one.held or ctx.is_paused(one):
            continue
        kind = kind_at(other, one.node)
        if kind is None or not kind.waits_at_gate(one) or not isinstance(kind.node, Message):
            continue
        if (end := one.arrived_at + hold_of(kind.node)) > ctx.now:
            yield end, _wanted(other, kind.node)


def _wanted(version: JourneyVersion, node: Message) -> WantedSend:
    journey = version.journey
    return WantedSend(parse_channel(node.channel), node.topic, "", version.id, journey.programme, journey.priority)
