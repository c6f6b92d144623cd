"""Enrolls people in journeys: lateness, filter, re-entry; a refusal is a fact with its reason."""

from typing import Any, Literal

from msgspec.structs import replace

from loopline.decisions.assign import held_out, unit_of
from loopline.decisions.context import DecisionContext, evidence, look, read_object
from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.published import JourneyVersion
from loopline.model.ids import stable_id
from loopline.model.person import Enrollment, GoalWindow, HoldoutLevel, JourneyHistory

OPEN_MAX = 200
KEYS_MAX = 200
TRACKED_MAX = 500
WINDOW_MAX_MS = 1 << 52


def try_enter(ctx: DecisionContext, version: JourneyVersion, signal_id: str, received_at: int) -> Enrollment | None:
    """The new enrollment when the event in hand triggers this journey, None (and a fact with the reason) otherwise."""
    event = ctx.change.event
    assert event is not None
    if received_at - event.at > version.lateness_ms:
        _refuse(ctx, version, "too_late", {"late_ms": received_at - event.at})
        return None
    if version.where is not None:
        truth = version.where.evaluate(ctx.scope())
        if truth is not True:
            reason: NotEnteredReason = "filter_unknown" if truth is None else "filter_false"
            _refuse(ctx, version, reason, evidence(version.where, truth, ctx))
            return None
    return enroll(ctx, version, signal_id, event.name, event.properties, event.at)


def enroll(
    ctx: DecisionContext,
    version: JourneyVersion,
    signal_id: str,
    name: str,
    entry: bytes,
    began_at: int = 0,
    held: HoldoutLevel | Literal[""] = "",
) -> Enrollment | None:
    """Apply the re-entry policy and, when it lets the person in, begin an enrollment at the journey's first node.

    `held` keeps a person held out whom the holdouts of this journey would not hold out.
    """
    key = _key(ctx, version, entry)
    history = ctx.history_of(version.id)
    if (reason := _reentry_refusal(ctx, version, history, key)) is not None:
        _refuse(ctx, version, reason, {"key": key} if key else None)
        return None
    held = held_out(ctx.person, version, ctx.published) or held
    enrollment = Enrollment(
        id=stable_id(ctx.person.key, version.id, signal_id),
        journey=version.id,
        version=version.version,
        node=version.journey.start,
        visit=1,
        visits={version.journey.start: 1},
        entered_at=ctx.now,
        arrived_at=ctx.now,
        entry_name=name,
        entry=entry,
        key=key,
        held=held,
        began_at=began_at if began_at < ctx.now else 0,
    )
    keys = {**(history.keys or {}), key: ctx.now} if key else history.keys
    if keys and len(keys) > KEYS_MAX:
        keys = dict(sorted(keys.items(), key=lambda item: item[1])[-KEYS_MAX:])
    ctx.remember(version.id, replace(history, entered=history.entered + 1, last_entered_at=ctx.now, keys=keys))
    ctx.keep(enrollment)
    ctx.record("entered", enrollment, name=name, data={"unit": unit_of(ctx.person, version)})
    if version.goal is not None:
        _track(ctx, version, enrollment)
    return enrollment


def _track(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    goal = version.goal
    assert goal is not None
    live = tuple(t for t in ctx.person.goal_windows if ctx.now <= closes_at(t, _length_ms(ctx, t)))
    opened = GoalWindow(
        enrollment=enrollment.id,
        journey=version.id,
        version=version.version,
        held=enrollment.held,
        entered_at=enrollment.entered_at,
        entry=enrollment.entry if goal.where and goal.where.entry_paths else b"{}",
        began_at=enrollment.began_at,
    )
    ctx.person = replace(ctx.person, goal_windows=(*live, opened)[-TRACKED_MAX:])


def closes_at(window: GoalWindow, within_ms: int) -> int:
    """When the last window of an enrollment closes (ms): the goal's time after entry, or after the first exposure."""
    return max(window.entered_at, window.exposed_at) + within_ms


def expose(ctx: DecisionContext, enrollment: Enrollment) -> None:
    """The first message of an enrollment, sent or withheld: from here on lift is measured."""
    goal_windows = ctx.person.goal_windows
    if any(t.enrollment == enrollment.id and not t.exposed_at for t in goal_windows):
        exposed = tuple(replace(t, exposed_at=ctx.now) if t.enrollment == enrollment.id else t for t in goal_windows)
        ctx.person = replace(ctx.person, goal_windows=exposed)


def _length_ms(ctx: DecisionContext, window: GoalWindow) -> int:
    version = ctx.published.version(window.journey, window.version)
    if version is None and ctx.published.is_unreadable(window.journey, window.version):
        return WINDOW_MAX_MS  # nobody knows how long it is open, so it stays
    return version.goal.within_ms + version.lateness_ms if version and version.goal else 0


def _reentry_refusal(
    ctx: DecisionContext, version: JourneyVersion, history: JourneyHistory, key: str
) -> NotEnteredReason | None:
    rule = version.journey.entry.reentry
    inside = [e for e in ctx.person.enrollments if e.journey == version.id and e.key == key]
    last = (history.keys or {}).get(key) if key else (history.last_entered_at if history.entered else None)
    if inside and not rule.concurrent:
        return "already_inside"
    if rule.policy == "once" and last is not None:
        return "already_entered"
    if rule.policy == "after" and last is not None and ctx.now - last < version.after_ms:
        return "too_soon"
    if len(ctx.person.enrollments) >= OPEN_MAX:
        return "too_many_open"
    return None


def _key(ctx: DecisionContext, version: JourneyVersion, entry: bytes) -> str:
    path = version.journey.entry.reentry.key
    if not path:
        return ""
    head, _, rest = path.partition(".")
    value = look(rest, read_object(entry)) if head in ("event", "entry") else look(path, ctx.person.traits)
    return "" if value is None else str(value)[:200]


def _refuse(
    ctx: DecisionContext, version: JourneyVersion, reason: NotEnteredReason, data: dict[str, Any] | None
) -> None:
    ctx.record("not_entered", journey=version.id, version=version.version, reason=reason, data=data)
