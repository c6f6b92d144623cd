"""Who enters a journey: lateness, filter, re-entry; a refusal is a fact with its reason."""

from typing import Any

from msgspec.structs import replace

from loopline.decisions.assign import held_out, unit_of
from loopline.decisions.context import Turn, explain, look, read_object
from loopline.decisions.program import JourneyVersion
from loopline.model.ids import stable_id
from loopline.model.person import Enrollment, Passage, Tracked

OPEN_MAX = 200
KEYS_MAX = 200
TRACKED_MAX = 500


def knock(turn: Turn, version: JourneyVersion, signal_id: str, received_at: int) -> Enrollment | None:
    """The new enrollment when the event in hand opens this door, None (and a fact with the reason) otherwise."""
    event = turn.change.event
    assert event is not None
    if received_at - event.at > version.lateness_ms:
        _refuse(turn, version, "too_late", {"late_ms": received_at - event.at})
        return None
    if version.where is not None:
        truth = version.where.evaluate(turn.scope())
        if truth is not True:
            reason = "filter_unknown" if truth is None else "filter_false"
            _refuse(turn, version, reason, explain(version.where, truth, turn))
            return None
    return admit(turn, version, signal_id, event.name, event.properties, event.at)


def admit(
    turn: Turn, version: JourneyVersion, signal_id: str, name: str, entry: bytes, began_at: int = 0, held: str = ""
) -> Enrollment | None:
    """Apply the re-entry policy and, when it lets the person in, begin an enrollment at the journey's first node.

    `held` holds out whom no holdout of this journey does.
    """
    key = _key(turn, version, entry)
    passage = turn.passage(version.id)
    if (reason := _barred(turn, version, passage, key)) is not None:
        _refuse(turn, version, reason, {"key": key} if key else None)
        return None
    held = held_out(turn.person, version, turn.program) or held
    enrollment = Enrollment(
        id=stable_id(turn.person.key, version.id, signal_id),
        journey=version.id,
        version=version.version,
        node=version.journey.start,
        visit=1,
        visits={version.journey.start: 1},
        entered_at=turn.now,
        arrived_at=turn.now,
        entry_name=name,
        entry=entry,
        key=key,
        held=held,
        began_at=began_at if began_at < turn.now else 0,
    )
    keys = {**(passage.keys or {}), key: turn.now} if key else passage.keys
    if keys and len(keys) > KEYS_MAX:
        keys = dict(sorted(keys.items(), key=lambda item: item[1])[-KEYS_MAX:])
    turn.remember(version.id, replace(passage, entered=passage.entered + 1, last_entered_at=turn.now, keys=keys))
    turn.keep(enrollment)
    turn.record("entered", enrollment, name=name, data={"unit": unit_of(turn.person, version)})
    if version.goal is not None:
        _track(turn, version, enrollment)
    return enrollment


def _track(turn: Turn, version: JourneyVersion, enrollment: Enrollment) -> None:
    goal = version.goal
    assert goal is not None
    live = tuple(t for t in turn.person.tracked if turn.now <= closes_at(t, _window(turn, t)))
    tracked = Tracked(
        enrollment=enrollment.id,
        journey=version.id,
        version=version.version,
        held=enrollment.held,
        entered_at=enrollment.entered_at,
        entry=enrollment.entry if goal.where and goal.where.entry_paths else b"{}",
        began_at=enrollment.began_at,
    )
    turn.person = replace(turn.person, tracked=(*live, tracked)[-TRACKED_MAX:])


def closes_at(tracked: Tracked, within_ms: int) -> int:
    """When the last window of an enrollment closes (ms): the goal's time after entry, or after the first exposure."""
    return max(tracked.entered_at, tracked.exposed_at) + within_ms


def expose(turn: Turn, enrollment: Enrollment) -> None:
    """The first message of an enrollment, sent or withheld: from here on lift is measured."""
    tracked = turn.person.tracked
    if any(t.enrollment == enrollment.id and not t.exposed_at for t in tracked):
        exposed = tuple(replace(t, exposed_at=turn.now) if t.enrollment == enrollment.id else t for t in tracked)
        turn.person = replace(turn.person, tracked=exposed)


def _window(turn: Turn, tracked: Tracked) -> int:
    version = turn.program.version(tracked.journey, tracked.version)
    return version.goal.within_ms + version.lateness_ms if version and version.goal else 0


def _barred(turn: Turn, version: JourneyVersion, passage: Passage, key: str) -> str | None:
    rule = version.journey.entry.reentry
    inside = [e for e in turn.person.enrollments if e.journey == version.id and e.key == key]
    last = (passage.keys or {}).get(key) if key else (passage.last_entered_at if passage.entered else None)
    if inside and not rule.concurrent:
        return "already_inside"
    if rule.policy == "once" and last is not None:
        return "already_entered"
    if rule.policy == "after" and last is not None and turn.now - last < version.after_ms:
        return "too_soon"
    if len(turn.person.enrollments) >= OPEN_MAX:
        return "too_many_open"
    return None


def _key(turn: Turn, version: JourneyVersion, entry: bytes) -> str:
    path = version.journey.entry.reentry.key
    if not path:
        return ""
    head, _, rest = path.partition(".")
    value = look(rest, read_object(entry)) if head in ("event", "entry") else look(path, turn.person.traits)
    return "" if value is None else str(value)[:200]


def _refuse(turn: Turn, version: JourneyVersion, reason: str, data: dict[str, Any] | None) -> None:
    turn.record("not_entered", journey=version.id, version=version.version, reason=reason, data=data)
