"""The tracking plan: events, traits and lists as signals really carried them, for completion."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from loopline.conditions.sql.messages import FIELDS_SQL
from loopline.model.history.message_events import COUNTED_KINDS, PREFIX, SENT
from loopline.model.traits import trait_type
from loopline.studio.context import StudioContext
from loopline.studio.tracking_plan import schemas as shape

FRESH_MS: Final = 5_000
EVENTS_MAX: Final = 500
PATHS_MAX: Final = 200
DEPTH_MAX: Final = 4
EXAMPLES_MAX: Final = 5
EXAMPLE_CHARACTERS_MAX: Final = 80

EVENTS: Final = f"""
SELECT name, count(*), max("at"), arg_max(CAST(data AS VARCHAR), "at", 40) FROM facts
WHERE kind = 'event' GROUP BY name ORDER BY count(*) DESC, name LIMIT {EVENTS_MAX}
"""
OF_MESSAGES: Final = f"""
SELECT CASE f.kind WHEN 'attempt' THEN '{SENT}' ELSE '{PREFIX}' || f.name END AS event, count(*), max(f."at"),
    arg_max(CAST({FIELDS_SQL} AS VARCHAR), f."at", 40)
FROM facts f WHERE (f.kind = 'attempt' AND f.name = 'sent')
    OR (f.kind = 'receipt' AND f.name IN ({", ".join(f"'{kind}'" for kind in COUNTED_KINDS)}))
GROUP BY event ORDER BY count(*) DESC, event
"""
TRAITS: Final = "SELECT traits, account_traits FROM people ORDER BY updated_at DESC LIMIT 1000"
LISTS: Final = "SELECT DISTINCT unnest(lists) AS name FROM people ORDER BY name LIMIT 500"


class TrackingPlanReader:
    """Safe from any thread; one caller reads, the others take its answer for some seconds, unless nothing was seen."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._lock = threading.Lock()
        self._made_at = -FRESH_MS
        self._seen: tuple[tuple[shape.EventSeen, ...], Fields, Fields, tuple[str, ...]] = ((), {}, {}, ())

    def read(self) -> shape.TrackingPlan:
        """Events, traits and lists as they were seen, a few seconds old at most; segments and journeys as published."""
        with self._lock:
            now = self._ctx.clock.now()
            if not any(self._seen) or not 0 <= now - self._made_at < FRESH_MS:
                self._seen, self._made_at = self._look(), now
            events, traits, account_traits, lists = self._seen
        published = self._ctx.published()
        return shape.TrackingPlan(
            events, traits, account_traits, tuple(sorted(published.segments)), lists, tuple(sorted(published.live))
        )

    def _look(self) -> "tuple[tuple[shape.EventSeen, ...], Fields, Fields, tuple[str, ...]]":
        query = self._ctx.facts.query
        events = tuple(_event(row) for sql in (EVENTS, OF_MESSAGES) for row in query(sql))
        rows = query(TRAITS)
        lists = tuple(str(row[0]) for row in query(LISTS))
        return events, fields(row[0] for row in rows), fields(row[1] for row in rows), lists


Fields = dict[str, shape.FieldSeen]


def _event(row: tuple[object, ...]) -> shape.EventSeen:
    name, count, last, texts = row
    assert isinstance(count, int) and isinstance(last, int)
    return shape.EventSeen(str(name), count, last, fields(texts if isinstance(texts, list) else ()))


def fields(texts: Iterable[object]) -> Fields:
    """The fields of these JSON objects with their values, by dotted path."""
    values: dict[str, list[Any]] = {}
    for text in texts:
        found = msgspec.json.decode(text) if isinstance(text, str) else None
        for path, value in _leaves(found, "", DEPTH_MAX) if isinstance(found, dict) else ():
            if path in values or len(values) < PATHS_MAX:
                values.setdefault(path, []).append(value)
    return {path: _field(held) for path, held in sorted(values.items())}


def _leaves(group: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in group.items():
        place = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value and depth > 1:
            yield from _leaves(value, place, depth - 1)
        elif value is not None:
            yield place, value


def _field(held: list[Any]) -> shape.FieldSeen:
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
    return shape.FieldSeen(kind, tuple(examples))
