"""Cells by their types, and types by cells."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.signals.imports.cells import BadCell, CellType, guessed_type, read_cell


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (" 12 ", "number", 12),
        ("-9.50", "number", -9.5),
        ("1e3", "number", 1000.0),
        ("99999999999999999999", "number", 1e20),
        ("Yes", "bool", True),
        ("0", "bool", False),
        ("2026-03-14", "date", "2026-03-14"),
        ("2026-03-14T09:30:00+02:00", "date", "2026-03-14T09:30:00+02:00"),
        ('{"a": [1]}', "json", {"a": [1]}),
        ("  ", "number", None),
        (Decimal("3.00"), "number", 3),
        (7.0, "text", "7"),
    ],
)
def test_a_cell_is_read_by_its_type(text: object, kind: CellType, value: object) -> None:
    assert read_cell(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [("9,95", "number"), ("inf", "number"), ("perhaps", "bool"), ("14.03.2026", "date"), ("a\0", "text")],
)
def test_a_cell_that_is_something_else_says_what_was_expected(text: str, kind: CellType) -> None:
    with pytest.raises(BadCell) as bad:
        read_cell(text, kind)
    assert bad.value.seen == text and bad.value.expected


def test_a_column_has_the_type_that_nearly_all_of_its_cells_fit() -> None:
    assert guessed_type([*map(str, range(97)), "x", "y", "z"]) == "number"
    assert guessed_type(["01234", "22222"]) == "text"
    assert guessed_type(["true", "", "no"]) == "bool"
    assert guessed_type(["2026-01-01", "2026-01-02"]) == "date"
    assert guessed_type([]) == "text" and guessed_type([1, "a"]) == "any"


@given(st.lists(st.text(max_size=30), max_size=30))
def test_every_text_is_read_or_refused_by_the_type_that_was_guessed(cells: list[str]) -> None:
    kind, refused = guessed_type(cells), 0
    for cell in cells:
        try:
            read_cell(cell, kind)
        except BadCell:
            refused += "\0" not in cell
    assert refused <= 0.05 * len(cells)
