"""CSV that a spreadsheet opens as what it is."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.studio.csv_table import FORMULA, NUMBER, csv_answer, csv_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\r=1", "\n=1", "-1-1", "-1.", "+49", "-1\n"]
)
def test_a_text_that_would_be_a_formula_is_kept_a_text(text: str) -> None:
    ((cell,),) = list(csv.reader(io.StringIO(csv_text([], [[text]]), newline="")))[1:]
    assert cell == "'" + text


def test_numbers_nothing_and_lists() -> None:
    assert csv_text(["a", "=b"], [[-1.5, None], [True, [1, "x"]]]) == 'a,\'=b\r\n-1.5,\r\ntrue,"[1, ""x""]"\r\n'


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_cell_of_text_begins_a_formula_and_all_come_back(texts: list[str]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(texts, [texts]), newline="")))
    for row in read:
        for cell, text in zip(row, texts, strict=True):
            assert not cell.startswith(FORMULA) or NUMBER.fullmatch(cell)
            assert cell in (text, "'" + text)


@pytest.mark.parametrize("text", ["-1", "-1.50", "12", "-20000000000000000000"])
def test_a_text_that_is_a_number_stays_one(text: str) -> None:
    assert csv_text([], [[text]]) == f"\r\n{text}\r\n"


def test_an_answer_is_a_file() -> None:
    answer = csv_answer(["a"], [[1]], "report")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="report.csv"'
