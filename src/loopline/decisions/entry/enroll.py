"""Enrolls people in journeys: lateness, filter, re-entry; a refusal is a fact with its reason."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final, Literal

from msgspec.structs import replace

from loopline.conditions.language import Condition, Scope
from loopline.decisions.assign import held_out, kept_unit, unit_of
from loopline.decisions.context import DecisionContext, encode_json
from loopline.decisions.entry.admission import ask_admission, waiting_refusal
from loopline.decisions.entry.asking import EnteredBy, ask_account
from loopline.decisions.entry.exclusive import make_way
from loopline.decisions.entry.reentry import ReentryAsked, reentry_refusal
from loopline.decisions.entry.scores import scores_told
from loopline.decisions.evidence import evidence
from loopline.decisions.goals import track_goal
from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.policy import exits
from loopline.decisions.policy.changes import change_of, is_meant
from loopline.decisions.published import CompiledTrigger, JourneyVersion
from loopline.model.bounds.entry_keys import last_entry, with_entry
from loopline.model.bounds.parts import has_room
from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.entry.trigger import REQUEST
from loopline.model.ids import stable_id
from loopline.model.person import Enrollment, JourneyHistory, is_test
from loopline.model.signals.requested import EntryRequested

OPEN_MAX = 200
KEY_CHARACTERS: Final = 200
KEY_SHOWN: Final = 80
HANDED: Final = "handoff"
"""The name under which people enter whom another journey hands over; it asks the filter itself, where it is to."""
"""A longer key is kept by its beginning and a digest of all of it."""


def try_enter(ctx: DecisionContext, version: JourneyVersion, signal_id: str, received_at: int) -> Enrollment | None:
    """The new enrollment when the event in hand triggers this journey, None (and a fact with the reason) otherwise."""
    event = ctx.change.event
    assert event is not None
    if received_at - event.at > version.lateness_ms:
        _refuse(ctx, version, "too_late", {"late_ms": received_at - event.at})
        return None
    ways = [one.where for one in version.triggers if one.trigger.event == event.name]
    if event.name in version.journey.entry.on:
        ways.append(None)
    if not lets_in_asked(ctx, version, ways):
        return None
    return enroll(ctx, version, signal_id, event.name, event.properties, event.at)


def enter_on_request(ctx: DecisionContext, asked: EntryRequested) -> Enrollment | None:
    """The new enrollment of a person for whom the API, or a fall of an item, asked; else None, and a fact says why."""
    version = ctx.published.live.get(asked.journey)
    state = ctx.published.state_of(asked.journey, version.version) if version is not None else "stopped"
    if version is None or state != "live":
        number = version.version if version is not None else 0
        reason: NotEnteredReason = "journey_paused" if state == "paused" else "journey_stopped"
        ctx.record("not_entered", journey=asked.journey, version=number, reason=reason)
        return None
    name = asked.trigger or REQUEST
    ways = [one.where for one in version.triggers if one.trigger.label == name]
    if asked.trigger and asked.received_at - asked.at > version.lateness_ms:
        _refuse(ctx, version, "too_late", {"late_ms": asked.received_at - asked.at})
        return None
    if not ways:
        _refuse(ctx, version, "takes_no_requests", None)
        return None
    if not lets_in_asked(ctx, version, ways):
        return None
    return enroll(ctx, version, asked.id, name, asked.data, asked.at)


def change_triggered(ctx: DecisionContext) -> list[JourneyVersion]:
    """The journeys that a trigger opens to a trait which the change in hand names, the highest priority first."""
    index, change = ctx.published.change_triggers, ctx.change
    if not index or not (change.traits or change.account_traits):
        return []
    names = [("person", name) for name in sorted(change.traits)]
    names += [("account", name) for name in sorted(change.account_traits)]
    found = {version.id: version for name in names for version in index.get(name, ())}
    return sorted(found.values(), key=lambda version: (-version.journey.priority, version.id))


def enter_on_change(ctx: DecisionContext, version: JourneyVersion, received_at: int) -> Enrollment | None:
    """The new enrollment when the change in hand triggers this journey: a trait has another value, as a trigger asks.

    None otherwise; with a fact where the value changed as asked, and the person did not enter.
    """
    meant: list[tuple[CompiledTrigger, dict[str, object]]] = []
    for one in version.triggers:
        changed = change_of(one.change, ctx.change, ctx.person) if one.change is not None else None
        if changed is not None and is_meant(one.trigger, changed):
            meant.append((one, changed))
    if not meant:
        return None
    if received_at - ctx.change.at > version.lateness_ms:
        _refuse(ctx, version, "too_late", {"late_ms": received_at - ctx.change.at})
        return None
    if not lets_in_asked(ctx, version, [one.where for one, _ in meant]):
        return None
    scope = ctx.scope()
    trigger, changed = next(way for way in meant if way[0].where is None or way[0].where.evaluate(scope) is True)
    return _enroll_by(ctx, version, trigger, encode_json(changed), ctx.change.at)


def enter_on_condition(ctx: DecisionContext, version: JourneyVersion, place: int) -> Enrollment | None:
    """The new enrollment of one for whom what the trigger at this place asks has begun, or ceased, to hold."""
    trigger = version.triggers[place]
    if not lets_in_asked(ctx, version, [trigger.where]):
        return None
    return _enroll_by(ctx, version, trigger, b"{}")


def _enroll_by(
    ctx: DecisionContext, version: JourneyVersion, trigger: CompiledTrigger, entry: bytes, began_at: int = 0
) -> Enrollment | None:
    name = trigger.trigger.label
    entered = ctx.history_of(version.id).entered  # tells two entries of one instant apart
    return enroll(ctx, version, f"{name}/{ctx.now}/{entered}", name, entry, began_at)


def lets_in_handed(ctx: DecisionContext, version: JourneyVersion, entry: bytes) -> bool:
    """Whether the filter of a journey is true of what it is told at a hand-over; else a fact says that it was not."""
    told = ctx.object_in(entry)
    return lets_in_asked(ctx, version, [None], replace(ctx.scope(entry), event=told, event_name="handoff"))


def lets_in_asked(
    ctx: DecisionContext, version: JourneyVersion, ways: Sequence[Condition | None], scope: Scope | None = None
) -> bool:
    """Whether the filter of one of the ways in is true, and that of the whole entry; else a fact says which was not."""
    if version.where is None and None in ways:
        return True
    scope = scope if scope is not None else ctx.scope()
    own = None if None in ways else next((way for way in ways if way and way.evaluate(scope) is True), ways[-1])
    for condition in (own, version.where):
        truth = condition.evaluate(scope) if condition is not None else True
        if condition is not None and truth is not True:
            reason: NotEnteredReason = "filter_unknown" if truth is None else "filter_false"
            _refuse(ctx, version, reason, evidence(condition, truth, scope))
            return False
    return True


def enroll(
    ctx: DecisionContext,
    version: JourneyVersion,
    signal_id: str,
    name: str,
    entry: bytes,
    began_at: int = 0,
    held: HoldoutLevel | Literal[""] = "",
    *,
    admitted: bool = False,
) -> Enrollment | None:
    """Begin an enrollment at the journey's first node, when the re-entry policy and the exits let the person in.

    Where the account decides, or entries are limited and she is not `admitted` yet, who decides is asked, and nobody
    enters here; a test person takes nobody's place. `held` keeps a person held out whom the holdouts of this journey
    would not hold out.
    """
    key = _key(ctx, version, name, entry)
    begun = EnteredBy(name, entry, key, began_at, held)
    if version.journey.entry.account is not None:
        if not ctx.person.account:
            _refuse(ctx, version, "no_account", None)
        else:
            ask_account(ctx, version, signal_id, begun)
        return None
    history = ctx.history_of(version.id)
    if (reason := _reentry_refusal(ctx, version, history, key, entry, admitted=admitted)) is not None:
        _refuse(ctx, version, reason, {"key": key} if key else None)
        return None
    history = replace(history, unit=kept_unit(ctx.person, version))
    enrollment = enrollment_of(ctx, version, signal_id, begun)
    if (told := holding_exit_of(ctx, version, enrollment)) is not None:
        _refuse(ctx, version, "exit_holds", told)
        return None
    if version.journey.entry.limits.any and not admitted and not is_test(ctx.person):
        if not ask_admission(ctx, version, signal_id, begun):
            _refuse(ctx, version, "no_room", None)
        return None
    if (taken := make_way(ctx, version)) is not None:
        _refuse(ctx, version, "group_taken", taken)
        return None
    history = with_entry(history, key, ctx.now) if key else history
    enter(ctx, version, enrollment, history)
    return enrollment


def enrollment_of(ctx: DecisionContext, version: JourneyVersion, signal_id: str, begun: EnteredBy) -> Enrollment:
    """The enrollment as it stands at the first node; nothing has happened yet."""
    return Enrollment(
        id=stable_id(ctx.person.key, version.id, signal_id),
        journey=version.id,
        version=version.version,
        node=version.journey.start,
        visit=1,
        visits={version.journey.start: 1},
        entered_at=ctx.now,
        arrived_at=ctx.now,
        entry_name=begun.name,
        entry=begun.entry,
        key=begun.key,
        held=held_out(ctx.person, version, ctx.published, ctx.now) or begun.held,
        began_at=begun.at if begun.at < ctx.now else 0,
    )


def holding_exit_of(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> dict[str, Any] | None:
    """The exit rule that holds already, with the values that decided it; None where none does."""
    rules = ctx.published.exits_of(version)
    exit = exits.holding_exit(rules, partial(ctx.enrollment_scope, enrollment)) if rules else None
    if exit is None:
        return None
    return {"rule": exit.reason, **evidence(exit.when, True, ctx.enrollment_scope(enrollment)), **exit.rule.told()}


def enter(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, history: JourneyHistory) -> None:
    """The person is in the journey from now on; `history` is what she remembers of it, without this entry."""
    ctx.remember(version.id, replace(history, entered=history.entered + 1, last_entered_at=ctx.now))
    ctx.keep(enrollment)
    ctx.moved(version.id)
    data: dict[str, Any] = {"unit": unit_of(ctx.person, version)}
    if version.key is not None and not enrollment.key:
        data["key_unknown"] = version.key.text
    data |= scores_told(ctx, version, enrollment.entry_name)
    ctx.record("entered", enrollment, name=enrollment.entry_name, data=data)
    if version.goal is not None:
        track_goal(ctx, version, enrollment)


def _reentry_refusal(
    ctx: DecisionContext, version: JourneyVersion, history: JourneyHistory, key: str, entry: bytes, *, admitted: bool
) -> NotEnteredReason | None:
    inside = sum(e.journey == version.id and e.key == key for e in ctx.person.enrollments)
    refusal = reentry_refusal(version, ReentryAsked(key, history, inside), ctx.now) or no_place(ctx, entry)
    return refusal or (waiting_refusal(ctx, version, key, inside) if ctx.person.asks and not admitted else None)


def no_place(ctx: DecisionContext, entry: bytes) -> NotEnteredReason | None:
    """Why no journey more has a place beside those that the person stands in; None where it has."""
    if len(ctx.person.enrollments) >= OPEN_MAX:
        return "too_many_open"
    return None if has_room(ctx.person.enrollments, entry) else "no_room"


def _key(ctx: DecisionContext, version: JourneyVersion, name: str, entry: bytes) -> str:
    """What tells this entry from others of the person; "" where the journey asks for nothing, or it is not known."""
    if version.key is None:
        return ""
    value = name if version.key.home == "event_name" else version.key.of_entry().look(ctx.scope(entry))
    text = "" if value is None else str(value)
    if len(text) <= KEY_CHARACTERS:
        return text
    cut = text[:KEY_CHARACTERS]
    if last_entry(ctx.history_of(version.id), cut) is not None:
        return cut  # an earlier version let the person in by it, and nobody is to be written to twice
    return f"{text[:KEY_SHOWN]}…{stable_id(text)}"


def _refuse(
    ctx: DecisionContext, version: JourneyVersion, reason: NotEnteredReason, data: dict[str, Any] | None
) -> None:
    ctx.record("not_entered", journey=version.id, version=version.version, reason=reason, data=data)
