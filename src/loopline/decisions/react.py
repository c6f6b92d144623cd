"""What a change means to one person: goals, exits, waits that end, journeys that begin. In that order."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from loopline.decisions.begin.ways_in import Way, ways_to_begin
from loopline.decisions.context import DecisionContext, version_of
from loopline.decisions.entry.admission import leave_queues
from loopline.decisions.entry.exclusive import one_of_each_group, stands
from loopline.decisions.entry.trigger_states import begun_to_hold, without_idle_wake
from loopline.decisions.evidence import evidence
from loopline.decisions.exits.compiled import CompiledExit
from loopline.decisions.goals import is_reached, reach_goals
from loopline.decisions.narrate import EndReason, StatedReason
from loopline.decisions.narration.exits import CONDITION
from loopline.decisions.nodes import kind_at
from loopline.decisions.policy.changes import change_of
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.decisions.wakeups import is_due, own_time, touches
from loopline.decisions.walk import follow, wake_of, walk
from loopline.model.bounds.parts import has_room
from loopline.model.change import NO_TRAITS, Change
from loopline.model.duration import HOUR
from loopline.model.effect import Effect
from loopline.model.person import Enrollment, Person

ROUNDS_MAX = 20
UNREADABLE_AGAIN_MS = HOUR
"""The pause after which a person looks again whether the version that she stands in can be read."""
RECEIPTS_MAX = 12
ANSWERS_BYTES_MAX = 32 * 1024
"""Beyond so much in all enrollments of a person, one forgets its oldest answers; an answer that is gone is unknown."""
Ended = tuple[EndReason | StatedReason, dict[str, object] | None]
"""Why an enrollment ends, and the values that decided it."""


def react(
    person: Person, change: Change, published: PublishedSet, now: int, received_at: int, effects: list[Effect]
) -> Person:
    """The person after every decision that the change calls for; effects are appended in the order of their causes."""
    ctx = DecisionContext(person, change, published, now, effects)
    if change.silent:
        begun_to_hold(ctx, published.condition_triggers.touched(change))
        return ctx.person
    if change.timer:
        ctx.person = without_idle_wake(ctx)
    if person.enrollments or person.goal_windows or person.asks or change.merged:
        _one_round(ctx)
    _begin(ctx, ways_to_begin(ctx, received_at, published.condition_triggers.touched(change)))
    return in_rounds(ctx, received_at)


def ask_conditions(
    person: Person, published: PublishedSet, now: int, effects: list[Effect], *, is_new: bool, silent: bool = False
) -> Person:
    """The person asked of every condition trigger as she stands, whom it may let in.

    `is_new`: nobody knew of her when they were published. `silent`: what holds of her is noted; nothing moves by it.
    """
    ctx = DecisionContext(person, Change(at=now), published, now, effects)
    triggers = published.condition_triggers.open
    if silent:
        begun_to_hold(ctx, triggers, is_all=True, is_new=is_new)
        return ctx.person
    _begin(ctx, ways_to_begin(ctx, now, triggers, is_all=True, is_new=is_new))
    return in_rounds(ctx, now)


def in_rounds(ctx: DecisionContext, received_at: int) -> Person:
    """The person after the changes that journeys made themselves."""
    for _ in range(ROUNDS_MAX):
        if not ctx.pending:
            break
        ctx.change, ctx.pending = _as_one(ctx.pending), []
        _one_round(ctx)
        _begin(ctx, ways_to_begin(ctx, received_at, ctx.published.condition_triggers.touched(ctx.change)))
    return ctx.person


def _begin(ctx: DecisionContext, ways: Sequence[Way]) -> None:
    for version, enter in ways:
        if (enrollment := enter()) is not None:
            walk(ctx, version, enrollment)


def _as_one(changes: list[Change]) -> Change:
    """What updates changed, together: so the rounds bound a chain of causes, never the number of updates."""
    traits = frozenset[str]().union(*(change.traits for change in changes))
    return Change(
        at=changes[0].at,
        traits=traits,
        before=next((change.before for change in changes if change.traits), NO_TRAITS),
        lists=any(change.lists for change in changes),
        journeys=frozenset[str]().union(*(change.journeys for change in changes)),
    )


def is_relevant(person: Person, event: str, published: PublishedSet) -> bool:
    """Whether any decision could depend on an event of this name: most events end here."""
    return (
        bool(person.enrollments)
        or event in published.triggers
        or published.condition_triggers.concerns(event)
        or (bool(person.goal_windows) and event in published.goals)
        or bool(person.asks)
        or (bool(person.grants) and event in published.offers.redeeming)
    )


def _one_round(ctx: DecisionContext) -> None:
    if ctx.person.asks:
        leave_queues(ctx)
    if ctx.change.event is not None and ctx.person.goal_windows and ctx.change.event.name in ctx.published.goals:
        reach_goals(ctx)
    if ctx.change.merged:
        _end_twins(ctx)
    exclusive = ctx.published.exclusive
    if exclusive and len(ctx.person.enrollments) > 1:
        one_of_each_group(ctx)
    for enrollment in _in_turn(ctx):
        if ctx.change.journey not in ("", enrollment.journey) or (exclusive and not stands(ctx, enrollment)):
            continue
        _react_one(ctx, ctx.as_kept(enrollment))


def _in_turn(ctx: DecisionContext) -> Sequence[Enrollment]:
    """The open enrollments, the highest priority first, then the earlier entry: so a place that is free goes to it."""
    enrollments = ctx.person.enrollments
    return enrollments if len(enrollments) < 2 else sorted(enrollments, key=lambda one: _turn(ctx, one))


def _turn(ctx: DecisionContext, enrollment: Enrollment) -> tuple[int, int]:
    version = version_of(ctx, enrollment)
    return (-version.journey.priority if version else 0, enrollment.entered_at)


def _end_twins(ctx: DecisionContext) -> None:
    """After a merge a person may stand twice in a journey that forbids it, or in too many: who entered first stays."""
    inside = Counter[tuple[str, str]]()
    for enrollment in sorted(ctx.person.enrollments, key=lambda e: (e.entered_at, e.id)):
        version = version_of(ctx, enrollment)
        if version is None:
            continue
        rule = version.journey.entry.reentry
        if 0 < (rule.at_once if rule.concurrent else 1) <= inside[enrollment.journey, enrollment.key]:
            ctx.leave(enrollment, "merged", rule=True)
        else:
            inside[enrollment.journey, enrollment.key] += 1
    latest = sorted(ctx.person.enrollments, key=lambda e: (e.entered_at, e.id))
    while latest and not has_room(ctx.person.enrollments, b""):
        ctx.leave(latest.pop(), "no_room")


def _react_one(ctx: DecisionContext, enrollment: Enrollment) -> None:
    version = version_of(ctx, enrollment)
    if version is None:
        if not ctx.published.is_unreadable(enrollment.journey, enrollment.version):
            ctx.leave(enrollment, "version_missing")
        elif enrollment.wake_at is not None and enrollment.wake_at <= ctx.now:
            ctx.keep(replace(enrollment, wake_at=ctx.now + UNREADABLE_AGAIN_MS))
        return
    state = ctx.published.state_of(enrollment.journey, enrollment.version)
    if state == "stopped":
        ctx.leave(enrollment, "journey_stopped", rule=True)
        return
    enrollment = _with_answer(ctx, version, _with_receipt(ctx, enrollment))
    if (left := _exit(ctx, version, enrollment)) is not None:
        ctx.leave(enrollment, left[0], left[1], rule=True)
        return
    if state == "paused":
        _keep_waiting(ctx, version, _suspended(ctx, version, enrollment))
    elif enrollment.waiting and enrollment.waiting.pending_arrival:
        walk(ctx, version, replace(enrollment, waiting=None))
    elif not _resume(ctx, version, enrollment):
        _keep_waiting(ctx, version, enrollment)


def _suspended(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Enrollment:
    """In a pause nobody moves; what would have ended a wait is not lost, but counts when the journey goes on."""
    kind, waiting = kind_at(version, enrollment.node), enrollment.waiting
    if kind is None or waiting is None or waiting.pending_arrival or ctx.change.timer:
        return enrollment
    return kind.suspended(ctx, enrollment)


def _keep_waiting(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Nobody moves: set the wake-up anew when it has passed, or when the change moved the time of a timed exit."""
    woken = enrollment.wake_at is not None and enrollment.wake_at <= ctx.now
    exits = ctx.published.exits_of(version)
    if not woken and not any(_is_timed(rule) and touches(rule.when, ctx.change, enrollment) for rule in exits):
        return
    own = own_time(enrollment)
    if own is not None and own <= ctx.now:  # paused: held without a wake-up until the journey goes on or stops
        own = None
    wake_at = wake_of(ctx, version, enrollment, own)
    if wake_at != enrollment.wake_at:
        ctx.keep(replace(enrollment, wake_at=wake_at))


def _is_timed(rule: CompiledExit) -> bool:
    return rule.when is not None and bool(rule.when.uses_time or rule.when.segments)


def _with_receipt(ctx: DecisionContext, enrollment: Enrollment) -> Enrollment:
    receipt, answered = ctx.change.receipt, ctx.change.answered
    if receipt is not None and receipt.enrollment == enrollment.id and not receipt.machine:
        node, kind = receipt.node, f"{receipt.kind}?" if receipt.proxy else receipt.kind
    elif answered is not None and answered.enrollment == enrollment.id and answered.result == "sent":
        node, kind = answered.node, "sent"
    else:
        return enrollment
    known = (enrollment.receipts or {}).get(node, ())
    if kind in known or len(known) >= RECEIPTS_MAX:
        return enrollment
    changed = replace(enrollment, receipts={**(enrollment.receipts or {}), node: (*known, kind)})
    ctx.keep(changed)
    return changed


def _with_answer(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Enrollment:
    """Keep what an endpoint answered, before anything asks for it; a later visit's answer replaces an earlier one."""
    answered = ctx.change.answered
    if answered is None or not answered.answer or answered.enrollment != enrollment.id:
        return enrollment
    kind, visit = kind_at(version, answered.node), (enrollment.visits or {}).get(answered.node)
    if kind is None or not kind.keeps_answer or answered.message != f"{enrollment.id}:{answered.node}:{visit}":
        return enrollment  # or it is late: of a visit before the last one
    answers = {node: text for node, text in (enrollment.answers or {}).items() if node != answered.node}
    answers[answered.node] = answered.answer
    others = (one for one in ctx.person.enrollments if one.id != enrollment.id)
    held = sum(len(text) for one in others for text in (one.answers or {}).values())
    while answers and held + sum(map(len, answers.values())) > ANSWERS_BYTES_MAX:
        answers.pop(next(iter(answers)))
    changed = replace(enrollment, answers=answers)
    ctx.keep(changed)
    return changed


def _exit(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Ended | None:
    if enrollment.account and enrollment.account != ctx.person.account:
        return "left_account", None
    goal = version.goal
    if goal and goal.rule.exit and is_reached(ctx, enrollment):
        return "goal_reached", None
    for rule in ctx.published.exits_of(version):
        if (answer := _rule_holds(ctx, rule, enrollment)) is not None:
            return answer[0], {**(answer[1] or {}), **rule.told()} if rule.is_shared else answer[1]
    return None


def _rule_holds(ctx: DecisionContext, rule: CompiledExit, enrollment: Enrollment) -> Ended | None:
    change, stated = ctx.change, rule.rule
    event = change.event
    if stated.on and event is not None and event.name == stated.on and event.at >= enrollment.since():
        if rule.where is None:
            return StatedReason(stated.reason or f"event_{stated.on}"), None
        scope = ctx.enrollment_scope(enrollment)
        if rule.where.evaluate(scope) is True:
            return StatedReason(stated.reason or f"event_{stated.on}"), evidence(rule.where, True, scope)
    if rule.change is not None and (changed := change_of(rule.change, change, ctx.person)) is not None:
        return StatedReason(stated.reason or f"change_{stated.change}"), changed
    # What another enrollment has just updated is asked here as well, though its round has not come yet.
    if rule.when is not None and (ctx.pending or touches(rule.when, change, enrollment)):
        scope = ctx.enrollment_scope(enrollment)
        if rule.when.evaluate(scope) is True:
            return StatedReason(stated.reason or CONDITION), evidence(rule.when, True, scope)
    return None


def _resume(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> bool:
    """Go on when the node's time has come or what it awaited has happened; False when neither."""
    kind = kind_at(version, enrollment.node)
    if kind is None:
        ctx.leave(enrollment, "node_missing")
        return True
    transition = kind.resume(ctx, version, enrollment, due=is_due(enrollment, ctx.now))
    if transition is None:
        return False
    following = follow(ctx, version, transition)
    if following is not None:
        walk(ctx, version, following)
    return True
