"""Files of every format, opened behind so many rows."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from loopline.model.errors import Invalid
from loopline.signals.imports.rows import BadRow
from loopline.studio.imports.open_rows import opened, shape_of
from loopline.studio.imports.schemas import NewImport


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


@pytest.mark.parametrize("part", [slice(0, 4), slice(60_000, 90_000), slice(-200, -100)])
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
