"""When it happened in the past, read from the facts for a condition that counts it now by the fields of an event."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.conditions.sql.messages import FIELDS_SQL, of_facts
from loopline.model.history.message_events import MESSAGE_EVENTS, doubt_key, key_parts
from loopline.model.history.times import HISTORY_MAX

_TIMES: Final = f'list("at" ORDER BY "at" DESC)[1:{HISTORY_MAX + 1}], count(*), min("at")'
_ROWS: Final = f"""
SELECT person, t, {_TIMES} FROM (
    SELECT p.person AS person, p."at" AS "at", {{truth}} AS t FROM (
        SELECT f.person AS person, f."at" AS "at", {{fields}} AS traits FROM facts f
        WHERE f.kind = ? AND f.name = ? AND f.shard = ? AND f.position < ?
    ) p
) WHERE {{counts}} GROUP BY person, t ORDER BY person, t
"""
Query = Callable[[str, Sequence[object]], Sequence[tuple[object, ...]]]
Past = tuple[str, str, list[int], int, int]
"""Person, the key of the times, the newest of them, how many there were in all, and the first."""


def past_by_fields(query: Query, names: Sequence[str], shard: int, before: int) -> Iterator[Past]:
    """Each person's past of the keys among these names, as told before a log position; of doubts beside their key."""
    for key in names:
        if (parts := key_parts(key)) is None:
            continue
        made = compile_sql(compile_condition(parts[1]), {}, 0)
        params = [*made.params, *of_facts(parts[0]), shard, before]
        is_ours = parts[0] in MESSAGE_EVENTS
        fields, counts = (FIELDS_SQL, "t IS NOT FALSE") if is_ours else ("f.data", "t")
        for person, truth, times, count, first in query(
            _ROWS.format(truth=made.sql, fields=fields, counts=counts), params
        ):
            assert isinstance(person, str) and isinstance(times, list)
            assert isinstance(count, int) and isinstance(first, int)
            yield person, key if truth else doubt_key(key), times, count, first
