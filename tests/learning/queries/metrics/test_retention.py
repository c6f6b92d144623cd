"""Retention as SQL is what it is by hand, in each of its ways."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.learning.queries.metrics.histories import DAY, HISTORIES, MONDAY, asked, moments

WEEK = 7 * DAY


def by_hand(history: dict[str, list[int]], now: int, mode: str) -> list[tuple[object, ...]]:
    """Of everybody in one group: period, people for whom it is over, those who came."""
    risk, came = Counter[int](), Counter[int]()
    for times in moments(history, now).values():
        first = times[0]
        did = {(at - first) // WEEK for at in times}
        for k in range(25):
            if first + (k + 1) * WEEK > now:
                break
            risk[k] += 1
            if mode == "bounded":
                came[k] += k in did
            elif mode == "unbounded":
                came[k] += max(did) >= k
            else:
                came[k] += any(k - back in did for back in range(4))
    return [("", k, risk[k], came[k], came[k] / risk[k]) for k in sorted(risk)]


@pytest.mark.parametrize("mode", ["bounded", "unbounded", "rolling"])
@settings(max_examples=25, deadline=None)
@given(HISTORIES, st.integers(1, 130))
def test_it_is_what_it_is_by_hand(mode: str, history: dict[str, list[int]], days: int) -> None:
    now = MONDAY + days * DAY
    assert asked(history, "retention", now, by="all", step="week", mode=mode) == by_hand(history, now, mode)


def test_cohorts_add_up_to_all() -> None:
    history = {"a": [0, 200], "b": [24 * 8, 24 * 20], "c": [24 * 40]}
    now = MONDAY + 90 * DAY
    cohorts = asked(history, "retention", now, step="week")
    whole = asked(history, "retention", now, step="week", by="all")
    for _, k, people, came, _ in whole:
        mine = [row for row in cohorts if row[1] == k]
        assert (sum(int(str(row[2])) for row in mine), sum(int(str(row[3])) for row in mine)) == (people, came)
    assert [row[0] for row in cohorts if row[1] == 0] == ["2026-01-05", "2026-01-12", "2026-02-09"]
