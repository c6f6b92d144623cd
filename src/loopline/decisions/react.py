"""What a change means to one person: goals, exits, waits that end, journeys that begin. In that order."""

from msgspec.structs import replace

from loopline.decisions.context import Turn, explain, look, version_of
from loopline.decisions.enroll import closes_at, knock
from loopline.decisions.nodes import resume as rests
from loopline.decisions.nodes import wait as waits
from loopline.decisions.nodes.message import send
from loopline.decisions.program import CompiledExit, JourneyVersion, Program
from loopline.decisions.transitions import On, by_policy
from loopline.decisions.walk import follow, settle_wait, wake_of, walk
from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.journey import Message, Wait
from loopline.model.person import Enrollment, Person, Tracked
from loopline.model.traits import storable

ROUNDS_MAX = 20
RECEIPTS_MAX = 12


def react(
    person: Person, change: Change, program: Program, now: int, received_at: int, effects: list[Effect]
) -> Person:
    """The person after every decision that the change calls for; effects are appended in the order of their causes."""
    event = change.event
    turn = Turn(person, change, program, now, effects)
    _one_round(turn)
    if event is not None:
        for version in program.entrances.get(event.name, ()):
            enrollment = knock(turn, version, event.id, received_at)
            if enrollment is not None:
                walk(turn, version, enrollment)
    for _ in range(ROUNDS_MAX):
        if not turn.pending:
            break
        turn.change, turn.pending = _as_one(turn.pending), []
        _one_round(turn)
    return turn.person


def _as_one(changes: list[Change]) -> Change:
    """What updates changed, together: so the rounds bound a chain of causes, never the number of updates."""
    traits = frozenset[str]().union(*(change.traits for change in changes))
    return Change(at=changes[0].at, traits=traits, lists=any(change.lists for change in changes))


def concerns(person: Person, event: str, program: Program) -> bool:
    """Whether any decision could depend on an event of this name: most events end here."""
    return bool(person.enrollments) or event in program.entrances or (bool(person.tracked) and event in program.goals)


def _one_round(turn: Turn) -> None:
    if turn.change.event is not None and turn.person.tracked and turn.change.event.name in turn.program.goals:
        _goals(turn)
    if turn.change.merged:
        _end_twins(turn)
    for enrollment in turn.person.enrollments:
        if turn.change.journey in ("", enrollment.journey):
            _react_one(turn, enrollment)


def _goals(turn: Turn) -> None:
    event = turn.change.event
    assert event is not None
    kept: list[Tracked] = []
    for tracked in turn.person.tracked:
        version = turn.program.version(tracked.journey, tracked.version)
        goal = version.goal if version else None
        if version is None or goal is None or turn.now > closes_at(tracked, goal.within_ms) + version.lateness_ms:
            continue  # an event that happened in time may be told late
        kept.append(_reach(turn, tracked, version) if goal.rule.event == event.name else tracked)
    turn.person = replace(turn.person, tracked=tuple(kept))


def _reach(turn: Turn, tracked: Tracked, version: JourneyVersion | None) -> Tracked:
    event = turn.change.event
    goal = version.goal if version else None
    assert event is not None and goal is not None
    if not (tracked.began_at or tracked.entered_at) <= event.at <= closes_at(tracked, goal.within_ms):
        return tracked
    if goal.where is not None and goal.where.evaluate(turn.scope(tracked.entry)) is not True:
        return tracked
    value = storable(look(goal.rule.value.removeprefix("event."), turn.event)) if goal.rule.value else None
    amount = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    ghost = Enrollment(
        id=tracked.enrollment,
        journey=tracked.journey,
        version=tracked.version,
        node="",
        visit=0,
        entered_at=tracked.entered_at,
        arrived_at=tracked.entered_at,
        held=tracked.held,
    )
    data = {"after_ms": max(0, event.at - tracked.entered_at), "again": tracked.reached}
    if tracked.exposed_at:
        data["after_exposure_ms"] = event.at - tracked.exposed_at
    turn.record("goal", ghost, name=event.name, value=amount, data=data, at=event.at)
    return replace(tracked, reached=True)


def _end_twins(turn: Turn) -> None:
    """After a merge a person may stand twice in a journey that forbids it: the one that entered first stays."""
    seen: set[tuple[str, str]] = set()
    for enrollment in sorted(turn.person.enrollments, key=lambda e: (e.entered_at, e.id)):
        version = version_of(turn, enrollment)
        if version is None or version.journey.entry.reentry.concurrent:
            continue
        if (enrollment.journey, enrollment.key) in seen:
            turn.leave(enrollment, "merged", rule=True)
        seen.add((enrollment.journey, enrollment.key))


def _react_one(turn: Turn, enrollment: Enrollment) -> None:
    version = version_of(turn, enrollment)
    if version is None:
        turn.leave(enrollment, "version_missing")
        return
    state = turn.program.state_of(enrollment.journey, enrollment.version)
    if state == "stopped":
        turn.leave(enrollment, "journey_stopped", rule=True)
        return
    enrollment = _with_receipt(turn, enrollment)
    if (left := _exit(turn, version, enrollment)) is not None:
        turn.leave(enrollment, left[0], left[1], rule=True)
        return
    if state == "paused":
        _rest_on(turn, version, rests.kept_for_later(turn, version, enrollment))
    elif enrollment.waiting and enrollment.waiting.arriving:
        walk(turn, version, replace(enrollment, waiting=None))
    elif not _resume(turn, version, enrollment, due=waits.is_due(enrollment, turn.now)):
        _rest_on(turn, version, enrollment)


def _rest_on(turn: Turn, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Nobody moves: set the wake-up anew when it has passed, or when the change moved the time of a timed exit."""
    woken = enrollment.wake_at is not None and enrollment.wake_at <= turn.now
    if not woken and not any(
        _is_timed(rule) and waits.touches(rule.when, turn.change, enrollment) for rule in version.exits
    ):
        return
    own = waits.own_time(enrollment)
    if own is not None and own <= turn.now:  # paused: held without a wake-up until the journey goes on or stops
        own = None
    wake_at = wake_of(turn, version, enrollment, own)
    if wake_at != enrollment.wake_at:
        turn.keep(replace(enrollment, wake_at=wake_at))


def _is_timed(rule: CompiledExit) -> bool:
    return rule.when is not None and bool(rule.when.uses_time or rule.when.segments)


def _with_receipt(turn: Turn, enrollment: Enrollment) -> Enrollment:
    receipt, answered = turn.change.receipt, turn.change.answered
    if receipt is not None and receipt.enrollment == enrollment.id:
        node, kind = receipt.node, receipt.kind
    elif answered is not None and answered.enrollment == enrollment.id and answered.result == "sent":
        node, kind = answered.node, "sent"
    else:
        return enrollment
    known = (enrollment.receipts or {}).get(node, ())
    if kind in known or len(known) >= RECEIPTS_MAX:
        return enrollment
    changed = replace(enrollment, receipts={**(enrollment.receipts or {}), node: (*known, kind)})
    turn.keep(changed)
    return changed


def _exit(turn: Turn, version: JourneyVersion, enrollment: Enrollment) -> tuple[str, dict[str, object] | None] | None:
    goal = version.goal
    if goal and goal.rule.exit and _reached(turn, enrollment):
        return "goal_reached", None
    for rule in version.exits:
        if (answer := _rule_holds(turn, rule, enrollment)) is not None:
            return answer
    return None


def _reached(turn: Turn, enrollment: Enrollment) -> bool:
    return any(t.enrollment == enrollment.id and t.reached for t in turn.person.tracked)


def _rule_holds(turn: Turn, rule: CompiledExit, enrollment: Enrollment) -> tuple[str, dict[str, object] | None] | None:
    change, told = turn.change, rule.rule
    event = change.event
    if told.on and event is not None and event.name == told.on and event.at >= enrollment.since():
        if rule.where is None:
            return told.reason or f"event_{told.on}", None
        if rule.where.evaluate(turn.enrollment_scope(enrollment)) is True:
            return told.reason or f"event_{told.on}", explain(rule.where, True, turn, enrollment)
    if told.change:
        name = told.change.removeprefix("account.")
        of_account = name != told.change
        if name in (change.account_traits if of_account else change.traits):
            now = look(name, turn.person.account_traits if of_account else turn.person.traits)
            return told.reason or f"change_{told.change}", {"trait": told.change, "now": now}
    if rule.when is not None and waits.touches(rule.when, change, enrollment):
        truth = rule.when.evaluate(turn.enrollment_scope(enrollment))
        if truth is True:
            return told.reason or "condition", explain(rule.when, True, turn, enrollment)
    return None


def _resume(turn: Turn, version: JourneyVersion, enrollment: Enrollment, *, due: bool) -> bool:
    """Go on when the node's time has come or what it awaited has happened; False when neither."""
    cnode = version.nodes.get(enrollment.node)
    if cnode is None:
        turn.leave(enrollment, "node_missing")
        return True
    node = cnode.node
    heard = enrollment.waiting.heard if enrollment.waiting else ""
    if isinstance(node, Wait):
        answer = rests.answer(turn, enrollment, cnode, node, due=due)
        if answer is None:
            return False
        move = settle_wait(turn, enrollment, node, answer)
    elif isinstance(node, Message) and enrollment.waiting and enrollment.waiting.outcome:
        if result := heard or rests.outcome(turn, enrollment):
            failed = result in ("failed", "refused")
            move = by_policy(enrollment, node.if_failed.then if failed else "go_on", node.then, f"message_{result}")
        elif due:
            move = On(enrollment, node.then)
        else:
            return False
    elif isinstance(node, Message):
        if not due and not rests.may_leave_now(turn, node):
            return False
        move = send(turn, version, enrollment, cnode, node)
    elif due:
        move = On(enrollment, getattr(node, "then", None))
    else:
        return False
    following = follow(turn, version, move)
    if following is not None:
        walk(turn, version, following)
    return True
