"""Moves people in flight to a newer version of their journey, by the author's map. Nobody is stranded by it."""

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes import wait as waits
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.decisions.react import react
from loopline.decisions.walk import follow, settle_wait, walk
from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.journey import Wait
from loopline.model.person import Enrollment, Person, Waiting
from loopline.model.signal import EnrollmentsMoved


def move(person: Person, signal: EnrollmentsMoved, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    """The person with its open enrollments of older versions in the new one.

    Whoever stands on a node that the map names arrives at the node it names; whoever stands on a node that is unchanged
    stays as they are; a wait that was changed counts from when they came to it; a node that is gone ends the passage.
    """
    version = published.version(signal.journey, signal.version)
    if version is None:
        return person
    ctx = DecisionContext(person, Change(at=signal.at), published, now, effects)
    for enrollment in ctx.person.enrollments:
        ended = (
            published.state_of(signal.journey, enrollment.version) == "stopped"
        )  # and so leaves with the round below
        if enrollment.journey == signal.journey and enrollment.version < signal.version and not ended:
            _move_one(ctx, version, enrollment, signal.moves)
    # The new version's exits are looked at once, as after a wake-up, and those that depend on time set theirs.
    return react(ctx.person, Change(at=signal.at, timer=True), published, now, signal.received_at, effects)


def _move_one(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, moves: dict[str, str]) -> None:
    old = ctx.published.version(enrollment.journey, enrollment.version)
    before = old.journey.nodes.get(enrollment.node) if old else None
    target = moves.get(enrollment.node, enrollment.node)
    moved = replace(enrollment, version=version.version)
    ctx.record("moved", moved, name=target, data={"from_version": enrollment.version, "from_node": enrollment.node})
    cnode = version.nodes.get(target)
    if cnode is None:
        ctx.leave(moved, "node_deleted", rule=True)
    elif target != enrollment.node:
        visits = {**(moved.visits or {}), target: (moved.visits or {}).get(target, 0) + 1}
        there = replace(moved, node=target, visit=visits[target], visits=visits)
        _come(ctx, version, replace(there, arrived_at=ctx.now, wake_at=None, waiting=None))
    elif cnode.node == before:
        ctx.keep(moved)
    elif isinstance(cnode.node, Wait):
        now, ctx.now = ctx.now, moved.arrived_at
        answer = waits.arrive(ctx, moved, cnode)
        ctx.now = now
        if isinstance(answer, waits.Over) and _is_paused(ctx, version):
            _come(ctx, version, moved)
            return
        following = follow(ctx, version, settle_wait(ctx, moved, cnode.node, answer))
        if following is not None:
            walk(ctx, version, following)
    else:
        ctx.keep(moved)


def _is_paused(ctx: DecisionContext, version: JourneyVersion) -> bool:
    return ctx.published.state_of(version.id, version.version) == "paused"


def _come(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Walk on from the node; while the journey is paused, stand before it until the pause is over."""
    if _is_paused(ctx, version):
        ctx.keep(replace(enrollment, wake_at=None, waiting=Waiting(pending_arrival=True)))
    else:
        walk(ctx, version, enrollment)
