"""Small histories of customers in DuckDB, and the same in Python for those who count by hand."""

from typing import Final

from hypothesis import strategies as st

from loopline.decisions.published import PublishedSet
from loopline.learning.metrics.figures import MetricQuestion
from loopline.model.fact import Fact
from loopline.reports.metrics.ask import metric_table
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of

DAY: Final = 86_400_000
MONDAY: Final = 1_767_571_200_000
NOTHING: Final = PublishedSet()
History = dict[str, list[int]]
HISTORIES: Final = st.dictionaries(
    st.sampled_from("abcde"), st.lists(st.integers(0, 119 * 24), min_size=1, max_size=8), min_size=1
)
"""Of each person the hours at which they did it."""


def moments(history: dict[str, list[int]], now: int) -> History:
    """The moments (ms) up to now, in order and each once."""
    found = {one: sorted({MONDAY + hour * DAY // 24 for hour in hours}) for one, hours in history.items()}
    return {one: kept for one, times in found.items() if (kept := [at for at in times if at <= now])}


def asked(history: dict[str, list[int]], name: str, now: int, **question: object) -> list[tuple[object, ...]]:
    """The rows of a metric over the history, whose event is `bought`."""
    made = [(one, MONDAY + hour * DAY // 24) for one, hours in history.items() for hour in hours]
    facts = DuckFacts()
    try:
        lines = [Fact("event", one, at=at, position=n, name="bought") for n, (one, at) in enumerate(made, 1)]
        facts.append(1, lines_of([*lines, Fact("event", "other", at=MONDAY, position=len(made) + 1, name="looked")]))
        told = MetricQuestion(event="bought", **question)  # type: ignore[arg-type]  # fields by name
        return list(metric_table(facts, NOTHING, name, told, now).rows)
    finally:
        facts.close()
