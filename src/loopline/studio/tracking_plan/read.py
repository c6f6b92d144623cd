"""What has really been seen of events, traits and lists, for completion; and how many people a condition holds for."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from loopline.conditions.language import compile_condition
from loopline.conditions.sql import compile_sql
from loopline.model.traits import kind_of
from loopline.studio.context import AtHand
from loopline.studio.people import schemas as shape

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
TRAITS: Final = "SELECT traits, account_traits FROM people ORDER BY updated_at DESC LIMIT 1000"
LISTS: Final = "SELECT DISTINCT unnest(lists) AS name FROM people ORDER BY name LIMIT 500"
AUDIENCE: Final = (
    "SELECT count(*) FILTER (t), count(*) FILTER (NOT t), count(*) FILTER (t IS NULL), count(*) "
    "FROM (SELECT {when} AS t FROM people p)"
)


class CatalogDesk:
    """Safe from any thread; one asker counts, the others take its answer for some seconds."""

    def __init__(self, at_hand: AtHand) -> None:
        self._at = at_hand
        self._lock = threading.Lock()
        self._made_at = -FRESH_MS
        self._seen: tuple[tuple[shape.EventSeen, ...], Fields, Fields, tuple[str, ...]] = ((), {}, {}, ())

    def catalog(self) -> shape.CatalogAnswer:
        """Events, traits and lists as seen, a few seconds old at most; segments and journeys as published."""
        with self._lock:
            now = self._at.clock.now()
            if not 0 <= now - self._made_at < FRESH_MS:
                self._seen, self._made_at = self._look(), now
            events, traits, account_traits, lists = self._seen
        published = self._at.published()
        return shape.CatalogAnswer(
            events, traits, account_traits, tuple(sorted(published.segments)), lists, tuple(sorted(published.live))
        )

    def _look(self) -> "tuple[tuple[shape.EventSeen, ...], Fields, Fields, tuple[str, ...]]":
        query = self._at.facts.query
        events = tuple(_event(row) for row in query(EVENTS))
        rows = query(TRAITS)
        lists = tuple(str(row[0]) for row in query(LISTS))
        return events, fields(row[0] for row in rows), fields(row[1] for row in rows), lists

    def audience(self, when: str) -> shape.Audience:
        """How many people a condition holds for. Raises Invalid with the code of the condition's first fault."""
        self._at.export_facts()
        published = self._at.published()
        made = compile_sql(compile_condition(when), published.segments, self._at.clock.now())
        row = self._at.facts.query(AUDIENCE.format(when=made.sql), made.params)[0]
        yes, no, unknown, total = (count if isinstance(count, int) else 0 for count in row)
        return shape.Audience(yes, no, unknown, total)


Fields = dict[str, shape.FieldSeen]


def _event(row: tuple[object, ...]) -> shape.EventSeen:
    name, count, last, texts = row
    assert isinstance(count, int) and isinstance(last, int)
    return shape.EventSeen(str(name), count, last, fields(texts if isinstance(texts, list) else ()))


def fields(texts: Iterable[object]) -> Fields:
    """What the fields of these JSON objects held, by dotted path."""
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
    kinds = [kind_of(value) for value in held]
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
