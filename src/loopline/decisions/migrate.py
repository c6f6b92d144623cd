"""Migrates people in flight to a newer version of their journey, by the author's map. Nobody is stranded by it."""

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes import kind_at
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.decisions.react import react
from loopline.decisions.walk import arrived, follow, walk
from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.person import Enrollment, Person, Waiting
from loopline.model.signal import EnrollmentsMoved


def migrate(
    person: Person, signal: EnrollmentsMoved, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person with its open enrollments of older versions in the new one.

    An enrollment on a node that the map names arrives at the node it names, or leaves where it names none; one on an
    unchanged node stays as it is; a changed wait counts from when it was entered. One on a node that is gone and that
    the map does not name stays on its version: nobody is stranded by a hole in a map.
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
            _migrate_one(ctx, version, enrollment, signal.moves)
    # The new version's exits are looked at once, as after a wake-up, and those that depend on time set theirs.
    # So is the gate, by which messages that wait may leave sooner under it.
    left = frozenset[str]().union(*(change.journeys for change in ctx.pending))
    change = Change(at=signal.at, timer=True, rules=True, journeys=left)
    return react(ctx.person, change, published, now, signal.received_at, effects)


def _migrate_one(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, moves: dict[str, str]) -> None:
    old = ctx.published.version(enrollment.journey, enrollment.version)
    before = old.journey.nodes.get(enrollment.node) if old else None
    target = moves.get(enrollment.node, enrollment.node)
    kind = kind_at(version, target)
    if kind is None and target:
        return
    moved = replace(enrollment, version=version.version)
    ctx.record("moved", moved, name=target, data={"from_version": enrollment.version, "from_node": enrollment.node})
    if kind is None:
        ctx.leave(moved, "moved_out", rule=True)
    elif target != enrollment.node:
        _arrive(ctx, version, replace(arrived(moved, target, ctx.now), wake_at=None, waiting=None))
    elif kind.node == before or (transition := kind.migrated(ctx, moved)) is None:
        ctx.keep(moved)
    elif (following := follow(ctx, version, transition)) is not None:
        walk(ctx, version, following)


def _arrive(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Walk on from the node; while the journey is paused, stand before it until the pause is over."""
    if ctx.is_paused(enrollment):
        ctx.keep(replace(enrollment, wake_at=None, waiting=Waiting(pending_arrival=True)))
    else:
        walk(ctx, version, enrollment)
