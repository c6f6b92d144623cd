"""Repeat purchase, reorders, churn and winback as SQL are what they are by hand."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.learning.queries.metrics.histories import DAY, HISTORIES, MONDAY, asked, moments

MONTH = st.integers(1, 130)


def month_of(at: int) -> str:
    return str(datetime.fromtimestamp(at / 1_000, UTC).date().replace(day=1))


@settings(max_examples=40, deadline=None)
@given(HISTORIES, MONTH, st.integers(1, 60))
def test_repeat_purchase(history: dict[str, list[int]], days: int, window: int) -> None:
    now = MONDAY + days * DAY
    people = moments(history, now).values()
    over = [times for times in people if times[0] + window * DAY <= now]
    again = sum(any(times[0] < at < times[0] + window * DAY for at in times) for times in over)
    expected = [("", len(over), again, again / len(over) if over else None, len(people) - len(over))] if people else []
    assert asked(history, "repeat_purchase", now, by="all", days=window) == expected


@settings(max_examples=40, deadline=None)
@given(HISTORIES, MONTH)
def test_reorders(history: dict[str, list[int]], days: int) -> None:
    now = MONDAY + days * DAY
    orders, again = Counter[str](), Counter[str]()
    for times in moments(history, now).values():
        for place, at in enumerate(times):
            orders[month_of(at)] += 1
            again[month_of(at)] += place > 0
    expected = [(month, orders[month], again[month], again[month] / orders[month]) for month in sorted(orders)]
    assert asked(history, "reorder_rate", now) == expected


def silences(times: list[int], within: int) -> list[tuple[int, int | None]]:
    """When silences were complete, and the next moment behind each."""
    nexts: list[int | None] = [*times[1:], None]
    return [
        (at + within, later) for at, later in zip(times, nexts, strict=True) if later is None or later > at + within
    ]


@settings(max_examples=40, deadline=None)
@given(HISTORIES, MONTH, st.integers(1, 60), st.integers(1, 60))
def test_winback(history: dict[str, list[int]], days: int, window: int, back: int) -> None:
    now = MONDAY + days * DAY
    over, came, open_ = Counter[str](), Counter[str](), Counter[str]()
    for times in moments(history, now).values():
        for moment, later in silences(times, window * DAY):
            if moment > now:
                continue
            is_over = moment + back * DAY <= now
            over[month_of(moment)] += is_over
            open_[month_of(moment)] += not is_over
            came[month_of(moment)] += is_over and later is not None and later < moment + back * DAY
    expected = [
        (month, over[month], came[month], came[month] / over[month] if over[month] else None, open_[month])
        for month in sorted({*over, *open_})
    ]
    assert asked(history, "winback", now, days=window, back=back) == expected


@settings(max_examples=40, deadline=None)
@given(HISTORIES, MONTH, st.integers(1, 60))
def test_churn(history: dict[str, list[int]], days: int, window: int) -> None:
    now = MONDAY + days * DAY
    people = moments(history, now)
    expected: list[tuple[object, ...]] = []
    day = datetime(2026, 1, 1, tzinfo=UTC)
    while people and (later := (day + timedelta(days=32)).replace(day=1)).timestamp() * 1_000 <= now:
        s, e = int(day.timestamp() * 1_000), int(later.timestamp() * 1_000)
        active = [one for one, times in people.items() if any(s - window * DAY < at <= s for at in times)]
        gone = [one for one in active if any(s <= moment < e for moment, _ in silences(people[one], window * DAY))]
        if active:
            expected.append((str(day.date()), len(active), len(gone), len(gone) / len(active)))
        day = later
    assert asked(history, "churn", now, days=window) == expected
