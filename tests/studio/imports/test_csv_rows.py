"""CSV files as they come: each good row is read, each bad one has its line."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Invalid
from loopline.signals.imports.inert import cell_text
from loopline.signals.imports.rows import BadRow
from loopline.studio.imports.csv_rows import CsvRows, found_delimiter, found_encoding


def rows_of(content: bytes) -> tuple[str, str, list[tuple[int, object]]]:
    stream = io.BytesIO(content)
    encoding = found_encoding(stream)
    delimiter = found_delimiter(stream, encoding)
    found = CsvRows(stream, encoding, delimiter)
    return encoding, delimiter, [(n, row.code if isinstance(row, BadRow) else list(row.values())) for n, row in found]


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("id;name\n1;Zoë\n".encode("cp1252"), "windows-1252", ";"),
        ("\ufeffid\tname\n1\tZoë\n".encode(), "utf-8", "\t"),
        ("id|name\n1|Zoë\n".encode("utf-16"), "utf-16", "|"),
        ("id,name\r\n1,Zoë\r\n".encode(), "utf-8", ","),
    ],
)
def test_encoding_and_delimiter_are_guessed(content: bytes, encoding: str, delimiter: str) -> None:
    assert rows_of(content) == (encoding, delimiter, [(2, ["1", "Zoë"])])


def test_a_broken_byte_costs_its_row_alone() -> None:
    content = "id,name\n1,Zoë\n2,".encode() + b"\xff" + "\n3,Ärger\n".encode()
    assert rows_of(content) == ("utf-8", ",", [(2, ["1", "Zoë"]), (3, "row_unreadable"), (4, ["3", "Ärger"])])


def test_a_quote_that_never_ends_costs_its_line_alone() -> None:
    content = b'id,name\n1,"two\nlines"\n2,"open\n3,good\n4,"fine"\n5,a,b\nid,name\n\n6,last'
    found = [(2, ["1", "two\nlines"]), (4, "row_unreadable"), (5, ["3", "good"]), (6, ["4", "fine"])]
    assert rows_of(content)[2] == [*found, (7, "row_cells"), (8, "row_header"), (10, ["6", "last"])]


def test_a_row_without_end_is_bounded() -> None:
    content = b"id,name\n1," + b"x" * 700_000 + b"\n2,good\n"
    assert rows_of(content)[2] == [(2, "row_unreadable"), (3, ["2", "good"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("length", [262_144, 262_140, 600_000])
def test_the_end_of_a_long_line_is_no_row(encoding: str, length: int) -> None:
    content = ("id,name\n" + "x" * length + "somebody,else\n2,good\n").encode(encoding)
    assert rows_of(content)[2] == [(2, "row_unreadable"), (3, ["2", "good"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty"),
        (b"a,a\n", "import_columns"),
        (b"a,\n", "import_columns"),
        (b"a\r1\r2\r", "import_newlines"),
    ],
)
def test_a_header_that_is_none_is_told(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as fault:
        rows_of(content)
    assert fault.value.code == code


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9), st.just("z")), max_size=9))
def test_what_a_writer_of_csv_wrote_is_read(rows: list[tuple[str, str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows])
    stream = io.BytesIO(text.getvalue().encode("utf-8", "replace"))
    read = [row for _, row in CsvRows(stream, "utf-8", ",")]
    wanted = [
        [cell_text(cell.encode("utf-8", "replace").decode()) for cell in row] for row in rows if row != ("a", "b", "c")
    ]
    assert [list(row.values()) for row in read if not isinstance(row, BadRow)] == wanted
