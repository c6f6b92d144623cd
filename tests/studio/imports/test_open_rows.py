"""Files of every format, opened behind so many rows."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from loopline.model.errors import Invalid
from loopline.signals.imports.rows import BadRow, RowReader
from loopline.studio.imports.open_rows import opened, shape_of
from loopline.studio.imports.schemas import FileShape, NewImport


def read(path: Path, skip: int = 0) -> tuple[list[tuple[str, str]], list[Any]]:
    shape = shape_of(path, NewImport(name=path.name, sha256="", size=1))
    with opened(path, shape, skip) as file:
        rows: list[Any] = [(number, row.code if isinstance(row, BadRow) else dict(row)) for number, row in file.rows]
    return [(one.field, one.type) for one in shape.columns], rows


def test_parquet_is_read_with_its_types_behind_any_row(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    made = "SELECT 'u' || i AS user_id, i AS seats, i * 0.5 AS mrr, [i] AS tags FROM range(5000) t(i)"
    with duckdb.connect() as base:
        base.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet)")
    columns, rows = read(path, 4_998)
    assert columns == [("user_id", "text"), ("seats", "any"), ("mrr", "any"), ("tags", "any")]
    assert [(row[0], row[1]["user_id"], row[1]["tags"]) for row in rows] == [
        (4999, "u4998", [4998]),
        (5000, "u4999", [4999]),
    ]


@pytest.mark.parametrize("part", [slice(-60, None), slice(60_000, 90_000), slice(-200, -100)])
def test_a_parquet_file_that_is_broken_is_told_wherever_it_is(tmp_path: Path, part: slice) -> None:
    path = tmp_path / "people.parquet"
    made = "SELECT 'u' || hash(i) AS user_id FROM range(20000) t(i)"
    with duckdb.connect() as base:
        base.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 4000)")
    asked, content = NewImport(name=path.name, sha256="", size=1), bytearray(path.read_bytes())
    shape = shape_of(path, asked)
    content[part] = b"\xaa" * len(content[part])
    path.write_bytes(content)
    opening = opened(path, shape)
    with pytest.raises(Invalid, match="import_parquet"):
        list(opening.__enter__().rows)  # as a thread reads them: what they raise does not pass through the block
    opening.__exit__(None, None, None)


def test_json_lines_are_read_each_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"user_id": "a", "tags": [1]}\n\n[1]\n{"user_id": "b"\n{"user_id": "c", "more": true}\n'
    )
    columns, rows = read(path)
    assert columns == [("user_id", "text"), ("tags", "any"), ("more", "any")]
    assert rows == [
        (1, {"user_id": "a", "tags": [1]}),
        (3, "row_unreadable"),
        (4, "row_unreadable"),
        (5, {"user_id": "c", "more": True}),
    ]


def test_a_file_of_no_known_format_is_told(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(Invalid, match="Parquet"):
        read(path)
    (tmp_path / "people.xlsx").write_bytes(b"")
    with pytest.raises(Invalid) as fault:
        read(tmp_path / "people.xlsx")
    assert fault.value.code == "import_format"


def test_values_of_parquet_that_json_does_not_know_are_read_as_it_has_them(tmp_path: Path) -> None:
    path, fields = tmp_path / "odd.parquet", dict[str, Any]()
    made = (
        "SELECT '00000000-0000-0000-0000-000000000005'::UUID AS user_id, 'nan'::DOUBLE AS a, 'ab'::BLOB AS b, "
        "MAP{1: 'x'} AS c, ['nan'::DOUBLE, 1] AS d, {'e': 1.50::DECIMAL(5, 2)} AS e, TIME '10:00:00' AS f"
    )
    with duckdb.connect() as base:
        base.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet)")
        base.execute(f"COPY (SELECT 'u' AS user_id, 'inf'::DOUBLE AS a) TO '{tmp_path}/inf.parquet' (FORMAT parquet)")
        base.execute(f"COPY (SELECT 'u' AS user_id, '\\xFF'::BLOB AS b) TO '{tmp_path}/bytes.parquet' (FORMAT parquet)")
    columns = shape_of(path, NewImport(name=path.name, sha256="", size=1)).columns
    with opened(path, FileShape("parquet")) as file:
        ((_, row),) = list(file.rows)
    assert not isinstance(row, BadRow)
    reader = RowReader("people", columns, {}, "i", 1, "me", lambda *_: [], silent=True)
    fields = reader.fields(row)
    assert fields.pop("user_id") == "00000000-0000-0000-0000-000000000005"
    assert fields == {"b": "ab", "c": {"1": "x"}, "d": [None, 1], "e": {"e": 1.5}, "f": "10:00:00"}
    for name in ("inf", "bytes"):
        with opened(tmp_path / f"{name}.parquet", FileShape("parquet")) as file:
            ((_, row),) = list(file.rows)
        assert not isinstance(row, BadRow)
        with pytest.raises(BadRow) as bad:
            reader.fields(row)
        assert bad.value.code == "row_cell"
