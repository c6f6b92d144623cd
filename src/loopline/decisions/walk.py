"""Advances one enrollment from node to node until it rests or ends: the heart."""

from typing import Any, Final, assert_never

from msgspec.structs import replace
from whenever import Instant

from loopline.decisions.assign import arm_of
from loopline.decisions.context import Turn, explain, look, note_rest, read_object
from loopline.decisions.enroll import admit
from loopline.decisions.nodes import wait as waits
from loopline.decisions.nodes.message import send
from loopline.decisions.program import CompiledNode, JourneyVersion
from loopline.decisions.transitions import Leave, Move, On, Stay, by_policy
from loopline.model.change import Change
from loopline.model.fact import person_fact
from loopline.model.journey import Exit, Experiment, Goal, Handoff, Message, Split, Update, Wait
from loopline.model.person import Enrollment, Waiting
from loopline.model.traits import fold_traits, storable

STEPS_MAX: Final = 100
HELD_BEFORE: Final = "handoff"
HANDED_MAX: Final = 8
"""So deep may hand-overs lead to hand-overs in one turn: journeys that hand round in a circle end there."""


def walk(turn: Turn, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Walk on from the node at which the enrollment has just arrived."""
    for _ in range(STEPS_MAX):
        cnode = version.nodes.get(enrollment.node)
        if cnode is None:
            turn.leave(enrollment, "node_missing")
            return
        following = follow(turn, version, _visit(turn, version, enrollment, cnode))
        if following is None:
            return
        enrollment = following
    turn.leave(enrollment, "too_many_steps")


def follow(turn: Turn, version: JourneyVersion, move: Move) -> Enrollment | None:
    """Carry out one move: the enrollment at its next node, or None when it rests or has ended."""
    match move:
        case On(enrollment, None):
            turn.leave(enrollment, "completed")
        case On(enrollment, node):
            assert node is not None
            there = replace(enrollment, node=node, visit=_visits(enrollment, node), visits=_counted(enrollment, node))
            return replace(there, arrived_at=turn.now, wake_at=None, waiting=None)
        case Stay(enrollment):
            waiting = replace(enrollment.waiting or Waiting(), at=enrollment.wake_at)
            turn.keep(replace(enrollment, waiting=waiting, wake_at=wake_of(turn, version, enrollment, waiting.at)))
        case Leave(enrollment, reason):
            turn.leave(enrollment, reason)
        case _:
            assert_never(move)
    return None


def _visits(enrollment: Enrollment, node: str) -> int:
    return (enrollment.visits or {}).get(node, 0) + 1


def _counted(enrollment: Enrollment, node: str) -> dict[str, int]:
    return {**(enrollment.visits or {}), node: _visits(enrollment, node)}


def wake_of(turn: Turn, version: JourneyVersion, enrollment: Enrollment, own: int | None) -> int | None:
    """When to look again: at the node's `own` time, or before, when time alone could make an exit's condition true."""
    times = [own] + [waits.next_change(rule.when, turn, enrollment) for rule in version.exits if rule.when]
    known = [time for time in times if time is not None]
    return min(known) if known else None


def _visit(turn: Turn, version: JourneyVersion, enrollment: Enrollment, cnode: CompiledNode) -> Move:
    node = cnode.node
    match node:
        case Message():
            return send(turn, version, enrollment, cnode, node)
        case Wait():
            return settle_wait(turn, enrollment, node, waits.arrive(turn, enrollment, cnode), arriving=True)
        case Split():
            return _split(turn, enrollment, cnode, node)
        case Experiment():
            return _experiment(turn, version, enrollment, cnode, node)
        case Update():
            return _update(turn, enrollment, node)
        case Handoff():
            return _handoff(turn, enrollment, node)
        case Goal():
            turn.record("goal", enrollment, name="node")
            return On(enrollment, node.then)
        case Exit():
            return Leave(enrollment, node.reason)
        case _:
            assert_never(node)


def settle_wait(
    turn: Turn, enrollment: Enrollment, node: Wait, answer: waits.Rest | waits.Over, *, arriving: bool = False
) -> Move:
    """Where a wait leads: on, by its time-out, by the policy for its date, or nowhere yet."""
    if isinstance(answer, waits.Rest):
        resting = replace(enrollment, wake_at=answer.wake_at, waiting=Waiting(until=node.until is not None))
        if arriving:
            note_rest(turn, enrollment, answer.wake_at)
        return Stay(resting)
    turn.record("stepped", enrollment, reason=answer.reason, data=answer.data)
    if answer.how == waits.TIMED_OUT:
        return On(enrollment, node.on_timeout if node.on_timeout is not None else node.then)
    policy = "go_on"
    if node.until_date and answer.how in (waits.PAST, waits.UNREADABLE):
        policy = node.until_date.if_past if answer.how == waits.PAST else node.until_date.if_unreadable
    return by_policy(enrollment, policy, node.then, answer.reason)


def _split(turn: Turn, enrollment: Enrollment, cnode: CompiledNode, node: Split) -> Move:
    scope = turn.enrollment_scope(enrollment)
    tried: list[dict[str, Any]] = []
    for index, (branch, condition) in enumerate(zip(node.branches, cnode.branches, strict=True)):
        truth = condition.evaluate(scope)
        tried.append(explain(condition, truth, turn, enrollment))
        if truth is True:
            turn.record(
                "stepped", enrollment, name=branch.name or str(index + 1), reason="branch", data={"tried": tried}
            )
            return On(enrollment, branch.then)
    turn.record("stepped", enrollment, name="otherwise", reason="otherwise", data={"tried": tried})
    return On(enrollment, node.otherwise)


def _experiment(
    turn: Turn, version: JourneyVersion, enrollment: Enrollment, cnode: CompiledNode, node: Experiment
) -> Move:
    arm = arm_of(turn.person, version, cnode.id, node, turn.program)
    passage = turn.passage(enrollment.journey)
    turn.remember(enrollment.journey, replace(passage, arms={**(passage.arms or {}), cnode.id: arm.name}))
    chosen = replace(enrollment, arms={**(enrollment.arms or {}), cnode.id: arm.name})
    turn.record("assigned", chosen, arm=arm.name, name=arm.name)
    return On(chosen, arm.then)


def _update(turn: Turn, enrollment: Enrollment, node: Update) -> Move:
    stated = {name: storable(_value(turn, enrollment, value)) for name, value in node.set.items()}
    traits, changed, _ = fold_traits(turn.person.traits, stated)
    lists = tuple(n for n in turn.person.lists if n not in node.remove_from)
    lists = tuple(dict.fromkeys((*lists, *node.add_to)))
    turn.record("updated", enrollment, data={"set": stated, "lists": list(lists)})
    if changed or lists != turn.person.lists:
        relisted = lists != turn.person.lists
        turn.person = replace(turn.person, traits=traits, lists=lists)
        turn.effects.append(person_fact(turn.person, turn.now, "journey"))
        turn.pending.append(Change(at=turn.now, traits=changed, lists=relisted))
    return On(enrollment, node.then)


def _value(turn: Turn, enrollment: Enrollment, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("="):
        return value
    text = value[1:].strip()
    if text == "now()":
        return iso_now(turn.now)
    head, _, rest = text.partition(".")
    if head == "entry" and rest:
        return look(rest, read_object(enrollment.entry))
    if head == "event" and rest:
        return look(rest, turn.event or read_object(enrollment.entry))
    if head == "account" and rest:
        return look(rest, turn.person.account_traits)
    return look(text, turn.person.traits)


def iso_now(now: int) -> str:
    """An instant as the ISO 8601 text that a date trait holds."""
    return Instant.from_timestamp(now, unit="millisecond").format_iso()


def _handoff(turn: Turn, enrollment: Enrollment, node: Handoff) -> Move:
    target = turn.program.live.get(node.journey)
    state = turn.program.states.get(target.id, "stopped") if target is not None else "missing"
    turn.record("stepped", enrollment, name=node.journey, reason="handoff" if state == "live" else f"handoff_{state}")
    if target is not None and state != "live":
        turn.record("not_entered", journey=target.id, version=target.version, reason=f"journey_{state}")
    elif target is not None:
        if turn.handed >= HANDED_MAX:
            turn.record("not_entered", journey=target.id, version=target.version, reason="handed_round")
            return On(enrollment, node.then)
        identity = f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"
        # Whoever is held out here stays so in what this journey leads to: else the holdout would be treated after all.
        held = HELD_BEFORE if enrollment.held else ""
        begun = admit(turn, target, identity, "handoff", enrollment.entry, held=held)
        if begun is not None:
            turn.handed += 1
            walk(turn, target, begun)
            turn.handed -= 1
    return On(enrollment, node.then)
