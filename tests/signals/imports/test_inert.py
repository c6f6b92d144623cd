"""Cells that no spreadsheet takes for a formula: nothing is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.signals.imports.inert import cell_text, inert_cell


@given(st.text("'=+-@\t\r1a ", max_size=6))
def test_a_text_comes_back_as_it_was_and_no_cell_is_a_formula(text: str) -> None:
    cell = inert_cell(text)
    assert cell_text(cell) == text
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r") or cell[1:].replace(" ", "").isdigit()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@sum(a1)", "'@sum(a1)"),
        ("+49 170 1", "+49 170 1"),
        ("-2+3+cmd|x", "'-2+3+cmd|x"),
        ("'=x", "''=x"),
        ("'s", "'s"),
        ("a=b", "a=b"),
    ],
)
def test_some_cells(text: str, cell: str) -> None:
    assert inert_cell(text) == cell
