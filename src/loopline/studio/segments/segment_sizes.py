"""The number of people in each segment: all segments in one query, so that a list costs one scan of the people."""

import threading
from typing import Final

from loopline.conditions.sql.condition import SqlCondition, compile_sql
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid
from loopline.studio.context import StudioContext
from loopline.studio.segments.schemas import Audience

COUNTED_MAX: Final = 100
COUNTS: Final = (
    "count(*) FILTER (s{at}), count(*) FILTER (s{at} IS NULL), count(DISTINCT account) FILTER (s{at} AND account <> '')"
)
FRESH_MS: Final = 1_000
REST: Final = 10
"""A count is kept for this many times as long as it took, so that counting takes a tenth of the time at most."""


class SegmentSizes:
    """Safe from any thread; one caller counts, the others take its answer."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._lock = threading.Lock()
        self._of: PublishedSet | None = None
        self._fresh_until = 0
        self._counted: dict[str, Audience] = {}

    def of(self, published: PublishedSet) -> dict[str, Audience]:
        """By segment, the first COUNTED_MAX by id; at most a second old, or older where counting is slow."""
        with self._lock:
            began = self._ctx.clock.now()
            if self._of is not published or not began < self._fresh_until:
                self._ctx.export_facts()
                self._counted, self._of = self._count(published, began), published
                ended = self._ctx.clock.now()
                self._fresh_until = ended + max(FRESH_MS, REST * (ended - began))
            return self._counted

    def _count(self, published: PublishedSet, now: int) -> dict[str, Audience]:
        made = {name: sql for name in sorted(published.segments)[:COUNTED_MAX] if (sql := _sql(published, name, now))}
        if not made:
            return {}
        asked = ", ".join(["account", *(f"{sql.sql} AS s{at}" for at, sql in enumerate(made.values()))])
        counts = ", ".join(COUNTS.format(at=at) for at in range(len(made)))
        params = [value for sql in made.values() for value in sql.params]
        row = self._ctx.facts.query(f"SELECT count(*), {counts} FROM (SELECT {asked} FROM people p)", params)[0]
        total, *rest = (value if isinstance(value, int) else 0 for value in row)
        counted = zip(made, rest[::3], rest[1::3], rest[2::3], strict=True)
        return {
            name: Audience(yes, total - yes - unknown, unknown, total, accounts)
            for name, yes, unknown, accounts in counted
        }


def _sql(published: PublishedSet, segment: str, now: int) -> SqlCondition | None:
    """None for a segment that cannot be counted, such as one that became too big through the segments it uses."""
    try:
        return compile_sql(published.segments[segment], published.segments, now, published.workspace.zone)
    except Invalid:
        return None
