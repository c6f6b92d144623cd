"""Rows behind a cursor: each once, also where many of them share its newest value."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from loopline.model.errors import Invalid
from loopline.providers.sources.pulled import (
    CELL_MAX,
    SEEN_MAX,
    CursorValue,
    Ordered,
    PulledRow,
    SourcePlace,
    cursor_value,
    parameter_of,
    pulled_row,
)


@given(
    times=some.lists(some.integers(0, 5), max_size=30),
    pages=some.lists(some.integers(1, 7), min_size=1, max_size=10),
)
def test_every_row_comes_once_however_the_pages_are_cut(times: list[int], pages: list[int]) -> None:
    rows = [pulled_row({"id": number, "at": at}) for number, at in enumerate(sorted(times))]
    place, found = SourcePlace(), list[PulledRow]()
    for size in [*pages, len(rows) + 1]:
        after = place.after
        behind = [row for row in rows if after is None or row.cells["at"] >= parameter_of(after)]
        ordered = Ordered(place, "at")
        fresh = [row for row in behind if ordered.fresh(row)][:size]
        ordered = Ordered(place, "at")
        found += [row for row in fresh if ordered.fresh(row)]
        place = ordered.place
    assert found == rows


@pytest.mark.parametrize("value", [7, 2.5, "2026-11-30", Decimal("1.10"), datetime(2026, 11, 30, 9, tzinfo=UTC)])
def test_a_value_of_the_cursor_keeps_its_type(value: Any) -> None:
    kept = cursor_value({"at": value}, "at")
    assert kept is not None and parameter_of(kept) == value and type(parameter_of(kept)) is type(value)


def test_a_cursor_that_has_no_order_or_too_many_rows_of_one_value_is_told() -> None:
    with pytest.raises(Invalid, match="source_cursor_value"):
        cursor_value({"at": [1]}, "at")
    full = SourcePlace(after=CursorValue("int", "1"), seen=tuple(f"{n:016x}" for n in range(SEEN_MAX)))
    with pytest.raises(Invalid, match="source_cursor_ties"):
        Ordered(full, "at").fresh(pulled_row({"id": "one more", "at": 1}))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_above_everything_is_no_place_to_go_on_from(value: float | Decimal) -> None:
    with pytest.raises(Invalid) as told:
        Ordered(SourcePlace(), "at").fresh(pulled_row({"at": value}))
    assert told.value.code == "source_cursor_value"


def test_of_a_cell_no_more_is_held_than_a_field_may_have() -> None:
    row = pulled_row({"text": "x" * 10_000_000, "bytes": b"x" * 10_000_000})
    assert all(len(cell) <= CELL_MAX for cell in row.cells.values())
