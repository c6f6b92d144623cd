"""Codes as files have them: a line each, the first column of a CSV file, told by the line that is none."""

import pytest

from loopline.model.errors import Invalid
from loopline.model.keyed.upload import CODES_AT_ONCE, codes_in, codes_stated


def test_lines_columns_headings_blanks_and_doubles() -> None:
    assert codes_in('\ufeffCode,used\r\n"A-1",no\r\n\r\n a-1 \nB-2\n') == ["A-1", "B-2"]
    assert codes_in("A-1;Ann\nA-2\tBob\n") == ["A-1", "A-2"]
    assert codes_in("") == []


@pytest.mark.parametrize("line", ["two words", "ümlaut", "x" * 65, "\ttab first"])
def test_what_is_no_code_is_told_by_its_line(line: str) -> None:
    with pytest.raises(Invalid) as fault:
        codes_in(f"GOOD\n{line}")
    assert (fault.value.code, fault.value.at) == ("codes_unreadable", "line 2")


def test_too_many_are_refused() -> None:
    with pytest.raises(Invalid) as fault:
        codes_in("\n".join(f"C{number}" for number in range(CODES_AT_ONCE + 1)))
    assert fault.value.code == "codes_too_many"


def test_the_same_codes_make_the_same_signals_so_an_upload_sent_again_changes_nothing() -> None:
    first, again = (list(codes_stated("ten", ["A", "B", "C"], at)) for at in (1, 2))
    assert [one.id for one in first] == [one.id for one in again]
    assert sorted(code for one in first for code in one.codes) == ["A", "B", "C"]
