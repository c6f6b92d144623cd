"""Advances one enrollment from node to node until it rests or ends: the heart."""

from typing import Any, Final, assert_never

from msgspec.structs import replace
from whenever import Instant

from loopline.decisions.assign import arm_of
from loopline.decisions.context import DecisionContext, explain, look, note_rest, read_object
from loopline.decisions.enroll import enroll
from loopline.decisions.nodes import wait as waits
from loopline.decisions.nodes.message import send
from loopline.decisions.published import CompiledNode, JourneyVersion
from loopline.decisions.transitions import Advance, Hold, Leave, Transition, by_policy
from loopline.model.change import Change
from loopline.model.fact import person_fact
from loopline.model.journey import Exit, Experiment, Goal, Handoff, Message, Split, Update, Wait
from loopline.model.person import Enrollment, Waiting
from loopline.model.traits import fold_traits, storable

STEPS_MAX: Final = 100
HELD_BEFORE: Final = "handoff"
HANDED_MAX: Final = 8
"""So deep may hand-overs lead to hand-overs in one turn: journeys that hand round in a circle end there."""


def walk(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Walk on from the node at which the enrollment has just arrived."""
    for _ in range(STEPS_MAX):
        cnode = version.nodes.get(enrollment.node)
        if cnode is None:
            ctx.leave(enrollment, "node_missing")
            return
        following = follow(ctx, version, _visit(ctx, version, enrollment, cnode))
        if following is None:
            return
        enrollment = following
    ctx.leave(enrollment, "too_many_steps")


def follow(ctx: DecisionContext, version: JourneyVersion, move: Transition) -> Enrollment | None:
    """Carry out one move: the enrollment at its next node, or None when it rests or has ended."""
    match move:
        case Advance(enrollment, None):
            ctx.leave(enrollment, "completed")
        case Advance(enrollment, node):
            assert node is not None
            there = replace(enrollment, node=node, visit=_visits(enrollment, node), visits=_counted(enrollment, node))
            return replace(there, arrived_at=ctx.now, wake_at=None, waiting=None)
        case Hold(enrollment):
            waiting = replace(enrollment.waiting or Waiting(), at=enrollment.wake_at)
            ctx.keep(replace(enrollment, waiting=waiting, wake_at=wake_of(ctx, version, enrollment, waiting.at)))
        case Leave(enrollment, reason):
            ctx.leave(enrollment, reason)
        case _:
            assert_never(move)
    return None


def _visits(enrollment: Enrollment, node: str) -> int:
    return (enrollment.visits or {}).get(node, 0) + 1


def _counted(enrollment: Enrollment, node: str) -> dict[str, int]:
    return {**(enrollment.visits or {}), node: _visits(enrollment, node)}


def wake_of(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, own: int | None) -> int | None:
    """When to look again: at the node's `own` time, or before, when time alone could make an exit's condition true."""
    times = [own] + [waits.next_change(rule.when, ctx, enrollment) for rule in version.exits if rule.when]
    known = [time for time in times if time is not None]
    return min(known) if known else None


def _visit(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, cnode: CompiledNode) -> Transition:
    node = cnode.node
    match node:
        case Message():
            return send(ctx, version, enrollment, cnode, node)
        case Wait():
            return settle_wait(ctx, enrollment, node, waits.arrive(ctx, enrollment, cnode), arriving=True)
        case Split():
            return _split(ctx, enrollment, cnode, node)
        case Experiment():
            return _experiment(ctx, version, enrollment, cnode, node)
        case Update():
            return _update(ctx, enrollment, node)
        case Handoff():
            return _handoff(ctx, enrollment, node)
        case Goal():
            ctx.record("goal", enrollment, name="node")
            return Advance(enrollment, node.then)
        case Exit():
            return Leave(enrollment, node.reason)
        case _:
            assert_never(node)


def settle_wait(
    ctx: DecisionContext, enrollment: Enrollment, node: Wait, answer: waits.Rest | waits.Over, *, arriving: bool = False
) -> Transition:
    """Where a wait leads: on, by its time-out, by the policy for its date, or nowhere yet."""
    if isinstance(answer, waits.Rest):
        resting = replace(enrollment, wake_at=answer.wake_at, waiting=Waiting(until=node.until is not None))
        if arriving:
            note_rest(ctx, enrollment, answer.wake_at)
        return Hold(resting)
    ctx.record("stepped", enrollment, reason=answer.reason, data=answer.data)
    if answer.how == waits.TIMED_OUT:
        return Advance(enrollment, node.on_timeout if node.on_timeout is not None else node.then)
    policy = "go_on"
    if node.until_date and answer.how in (waits.PAST, waits.UNREADABLE):
        policy = node.until_date.if_past if answer.how == waits.PAST else node.until_date.if_unreadable
    return by_policy(enrollment, policy, node.then, answer.reason)


def _split(ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode, node: Split) -> Transition:
    scope = ctx.enrollment_scope(enrollment)
    tried: list[dict[str, Any]] = []
    for index, (branch, condition) in enumerate(zip(node.branches, cnode.branches, strict=True)):
        truth = condition.evaluate(scope)
        tried.append(explain(condition, truth, ctx, enrollment))
        if truth is True:
            ctx.record(
                "stepped", enrollment, name=branch.name or str(index + 1), reason="branch", data={"tried": tried}
            )
            return Advance(enrollment, branch.then)
    ctx.record("stepped", enrollment, name="otherwise", reason="otherwise", data={"tried": tried})
    return Advance(enrollment, node.otherwise)


def _experiment(
    ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, cnode: CompiledNode, node: Experiment
) -> Transition:
    arm = arm_of(ctx.person, version, cnode.id, node, ctx.published)
    history = ctx.history_of(enrollment.journey)
    ctx.remember(enrollment.journey, replace(history, arms={**(history.arms or {}), cnode.id: arm.name}))
    chosen = replace(enrollment, arms={**(enrollment.arms or {}), cnode.id: arm.name})
    ctx.record("assigned", chosen, arm=arm.name, name=arm.name)
    return Advance(chosen, arm.then)


def _update(ctx: DecisionContext, enrollment: Enrollment, node: Update) -> Transition:
    stated = {name: storable(_value(ctx, enrollment, value)) for name, value in node.set.items()}
    traits, changed, _ = fold_traits(ctx.person.traits, stated)
    lists = tuple(n for n in ctx.person.lists if n not in node.remove_from)
    lists = tuple(dict.fromkeys((*lists, *node.add_to)))
    ctx.record("updated", enrollment, data={"set": stated, "lists": list(lists)})
    if changed or lists != ctx.person.lists:
        relisted = lists != ctx.person.lists
        ctx.person = replace(ctx.person, traits=traits, lists=lists)
        ctx.effects.append(person_fact(ctx.person, ctx.now, "journey"))
        ctx.pending.append(Change(at=ctx.now, traits=changed, lists=relisted))
    return Advance(enrollment, node.then)


def _value(ctx: DecisionContext, enrollment: Enrollment, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("="):
        return value
    text = value[1:].strip()
    if text == "now()":
        return iso_now(ctx.now)
    head, _, rest = text.partition(".")
    if head == "entry" and rest:
        return look(rest, read_object(enrollment.entry))
    if head == "event" and rest:
        return look(rest, ctx.event or read_object(enrollment.entry))
    if head == "account" and rest:
        return look(rest, ctx.person.account_traits)
    return look(text, ctx.person.traits)


def iso_now(now: int) -> str:
    """An instant as the ISO 8601 text that a date trait holds."""
    return Instant.from_timestamp(now, unit="millisecond").format_iso()


def _handoff(ctx: DecisionContext, enrollment: Enrollment, node: Handoff) -> Transition:
    target = ctx.published.live.get(node.journey)
    state = ctx.published.states.get(target.id, "stopped") if target is not None else "missing"
    ctx.record("stepped", enrollment, name=node.journey, reason="handoff" if state == "live" else f"handoff_{state}")
    if target is not None and state != "live":
        ctx.record("not_entered", journey=target.id, version=target.version, reason=f"journey_{state}")
    elif target is not None:
        if ctx.handed >= HANDED_MAX:
            ctx.record("not_entered", journey=target.id, version=target.version, reason="handed_round")
            return Advance(enrollment, node.then)
        identity = f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"
        # Whoever is held out here stays so in what this journey leads to: else the holdout would be treated after all.
        begun = enroll(ctx, target, identity, "handoff", enrollment.entry, held=HELD_BEFORE if enrollment.held else "")
        if begun is not None:
            ctx.handed += 1
            walk(ctx, target, begun)
            ctx.handed -= 1
    return Advance(enrollment, node.then)
