"""The part of the past that a call looks at, as DuckDB SQL."""

from msgspec import Struct

from loopline.conditions.dates import duration_ms
from loopline.conditions.past.windows import ago_ms, steps_back
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.tree import Call

EVERYTHING = Sql("")


class Reach(Struct, frozen=True):
    """How far back a call looks: `after` is BIGINT ms, None for all time, and `until` the ms at which it ends.

    `is_sure` says that the beginning is known of everybody; otherwise it is NULL for some.
    """

    after: Sql | None = None
    until: int | None = None
    is_sure: bool = True

    def limits(self, at: str) -> Sql:
        """What is added to the conditions of a query over what happened at `at`; its end is not among it."""
        return EVERYTHING if self.after is None else fill(f" AND {at} > {{}}", self.after)

    def known(self, answer: Sql) -> Sql:
        """An answer over this part of the past, NULL where its beginning is not known."""
        if self.after is None or self.is_sure:
            return answer
        return fill("CASE WHEN {} IS NOT NULL THEN {} END", self.after, answer)


def reach_of(call: Call, since: Sql | None, frame: Frame) -> Reach:
    """How far back a call looks. `since` is the date from which on it does, if it names one."""
    if since is not None:
        return Reach(fill(f"({{}} - {steps_back(call.since)})", since), is_sure=False)
    if call.within is None:
        return Reach()
    ago = ago_ms(call)
    start = Sql("CAST(? AS BIGINT)", (frame.now - ago - (duration_ms(call.within) or 0),))
    return Reach(start, frame.now - ago if ago else None)
