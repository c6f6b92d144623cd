"""Asks facts how long it takes from one event to another."""

from typing import Any

from loopline.learning.queries import timing as queries
from loopline.learning.survival.figures import ReachReport
from loopline.model.errors import Invalid
from loopline.ports import Facts
from loopline.reports.value import pointer


def time_to_reach(facts: Facts, begin: str, reach: str, by: str, since: int, now: int) -> ReachReport:
    """From each person's first `begin` at or after `since` to the first `reach` behind it, as of `now` (ms).

    `by` is a property of the first event, "" for one group. Raises Invalid `reach_few` where nobody has begun.
    """
    asked = {"begin": begin, "reach": reach, "field": pointer(by) if by else "", "since": since, "now": now}
    lines: Any = facts.query(queries.TIMES, asked)
    if not lines:
        raise Invalid(
            "reach_few", f'Nobody has done "{begin[:80]}" in this time; name the event that it is counted from.'
        )
    from loopline.learning.survival.report import reach_report  # loads NumPy and SciPy

    return reach_report(begin, reach, lines)
