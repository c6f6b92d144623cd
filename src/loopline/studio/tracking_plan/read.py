"""The tracking plan: events, traits and lists as signals really carried them, for completion."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.conditions.sql.messages import FIELDS_SQL
from loopline.learning.queries.tracking import ALARMS, DAYS
from loopline.learning.tracking.alarm import REASONS, REMEMBERED_MS, PlanAlarm, read_alarms
from loopline.learning.tracking.usual import DAYS_LEARNED, DAYS_TO_LEARN
from loopline.model.duration import DAY
from loopline.model.history.message_events import COUNTED_KINDS, PREFIX, SENT
from loopline.model.tracking.declared import DeclaredField, DeclaredPlan
from loopline.model.traits import trait_type
from loopline.studio.context import StudioContext
from loopline.studio.tracking_plan import schemas as shape

FRESH_MS: Final = 5_000
EVENTS_MAX: Final = 500
PATHS_MAX: Final = 200
DEPTH_MAX: Final = 4
EXAMPLES_MAX: Final = 5
LATEST: Final = 200
"""So many of the latest events say what its properties are."""

DAYS_SHOWN: Final = 30
EXAMPLE_CHARACTERS_MAX: Final = 80

EVENTS: Final = f"""
SELECT name, count(*), max("at"), arg_max(CAST(data AS VARCHAR), "at", {LATEST}) FROM facts
WHERE kind = 'event' GROUP BY name ORDER BY count(*) DESC, name LIMIT {EVENTS_MAX}
"""
OF_MESSAGES: Final = f"""
SELECT CASE f.kind WHEN 'attempt' THEN '{SENT}' ELSE '{PREFIX}' || f.name END AS event, count(*), max(f."at"),
    arg_max(CAST({FIELDS_SQL} AS VARCHAR), f."at", {LATEST})
FROM facts f WHERE (f.kind = 'attempt' AND f.name = 'sent')
    OR (f.kind = 'receipt' AND f.name IN ({", ".join(f"'{kind}'" for kind in COUNTED_KINDS)}))
GROUP BY event ORDER BY count(*) DESC, event
"""
TRAITS: Final = "SELECT traits, account_traits FROM people ORDER BY updated_at DESC, person LIMIT 1000"
LISTS: Final = "SELECT DISTINCT unnest(lists) AS name FROM people ORDER BY name LIMIT 500"


class TrackingPlanReader:
    """Safe from any thread; one caller reads, the others take its answer for some seconds, unless nothing was seen."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._lock = threading.Lock()
        self._made_at = -FRESH_MS
        self._seen = _Seen()

    def read(self) -> shape.TrackingPlan:
        """Events, traits and lists as they were seen, a few seconds old at most; segments and journeys as published."""
        with self._lock:
            now = self._ctx.clock.now()
            if not self._seen.is_any or not 0 <= now - self._made_at < FRESH_MS:
                self._seen, self._made_at = self._look(), now
            seen = self._seen
        published = self._ctx.published()
        plan = published.workspace.tracking
        return shape.TrackingPlan(
            with_declared(seen.events, plan),
            _declared_fields(seen.traits, plan.traits),
            seen.account_traits,
            tuple(sorted(published.segments)),
            seen.lists,
            tuple(sorted(published.live)),
            seen.alarms,
        )

    def _look(self) -> "_Seen":
        query, today = self._ctx.facts.query, self._ctx.clock.now() // DAY
        since = (today - DAYS_LEARNED + 1) * DAY
        seen, days = [row for sql in (EVENTS, OF_MESSAGES) for row in query(sql)], dict[str, dict[int, int]]()
        for name, day, count in query(DAYS, {"since": since, "names": [str(row[0]) for row in seen]}):
            days.setdefault(str(name), {})[int(str(day))] = int(str(count))
        events = tuple(_event(row, days, today) for row in seen)
        rows = query(TRAITS)
        lists = tuple(str(row[0]) for row in query(LISTS))
        told = query(ALARMS, {"reasons": list(REASONS), "since": self._ctx.clock.now() - REMEMBERED_MS})
        recent = (today - DAYS_SHOWN) * DAY
        alarms = [one for one in read_alarms(told) if not one.ended_at or one.ended_at >= recent]
        alarms.sort(key=lambda one: (one.ended_at > 0, -one.since))
        return _Seen(
            events,
            fields(row[0] for row in rows),
            fields(row[1] for row in rows),
            lists,
            tuple(map(_alarm, alarms)),
        )


Fields = dict[str, shape.FieldSeen]


class _Seen(msgspec.Struct, frozen=True):
    """What facts say, without what is published."""

    events: tuple[shape.EventSeen, ...] = ()
    traits: Fields = {}
    account_traits: Fields = {}
    lists: tuple[str, ...] = ()
    alarms: tuple[shape.AlarmSeen, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.events or self.traits or self.account_traits or self.lists)


def _alarm(one: PlanAlarm) -> shape.AlarmSeen:
    return shape.AlarmSeen(
        one.reason, one.name, one.field, one.words, one.since, one.expected, one.seen, one.ended_at, one.ended
    )


def with_declared(events: Sequence[shape.EventSeen], plan: DeclaredPlan) -> tuple[shape.EventSeen, ...]:
    """The events with what the workspace declares of them; those that have not come yet stand last."""
    seen = {one.name for one in events}
    unseen = [shape.EventSeen(name, 0, 0, {}) for name in plan.events if name not in seen]
    found = []
    for one in (*events, *unseen):
        declared = plan.events.get(one.name)
        if declared is not None:
            properties = _declared_fields(one.properties, declared.properties)
            one = replace(one, properties=properties, muted=declared.muted)
        found.append(one)
    return tuple(found)


def _declared_fields(seen: Fields, declared: Mapping[str, DeclaredField]) -> Fields:
    told = {path: replace(one, declared=declared[path].type) for path, one in seen.items() if path in declared}
    new = {
        path: shape.FieldSeen(one.type, (), declared=one.type, missing=1.0)
        for path, one in declared.items()
        if path not in seen
    }
    return {**seen, **told, **new}


def _event(row: tuple[object, ...], days: Mapping[str, Mapping[int, int]], today: int) -> shape.EventSeen:
    name, count, last, texts = row
    assert isinstance(count, int) and isinstance(last, int)
    came = days.get(str(name), {})
    shown = tuple(came.get(day, 0) for day in range(today - DAYS_SHOWN + 1, today + 1)) if came else ()
    seen_days = today - min(came) if came else 0
    left = max(0, DAYS_TO_LEARN - seen_days) if came else 0
    return shape.EventSeen(str(name), count, last, fields(texts if isinstance(texts, list) else ()), shown, left)


def fields(texts: Iterable[object]) -> Fields:
    """The fields of these JSON objects with their values, by dotted path."""
    values: dict[str, list[Any]] = {}
    read = list(texts)
    for text in read:
        found = msgspec.json.decode(text) if isinstance(text, str) else None
        for path, value in _leaves(found, "", DEPTH_MAX) if isinstance(found, dict) else ():
            if path in values or len(values) < PATHS_MAX:
                values.setdefault(path, []).append(value)
    return {path: _field(held, len(read)) for path, held in sorted(values.items())}


def _leaves(group: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in group.items():
        place = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value and depth > 1:
            yield from _leaves(value, place, depth - 1)
        elif value is not None:
            yield place, value


def _field(held: list[Any], of: int) -> shape.FieldSeen:
    kinds = [trait_type(value) for value in held]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    examples: list[Any] = []
    for value in held:
        shown = value[:EXAMPLE_CHARACTERS_MAX] if isinstance(value, str) else value
        if isinstance(shown, dict | list) or any(shown == other for other in examples):
            continue
        examples.append(shown)
        if len(examples) == EXAMPLES_MAX:
            break
    types = {name: kinds.count(name) / len(kinds) for name in sorted(set(kinds))}
    return shape.FieldSeen(kind, tuple(examples), types, max(0.0, 1 - len(held) / max(1, of)), of)
