"""The rows of a file of any format, one by one and in bounded memory, each with the line or the number it stands at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.signals.imports.mapping import COLUMNS_MAX, plan_columns
from loopline.signals.imports.rows import BadRow
from loopline.studio.imports.csv_rows import (
    DELIMITERS,
    ENCODINGS,
    ROW_BYTES_MAX,
    CsvRows,
    Read,
    found_delimiter,
    found_encoding,
)
from loopline.studio.imports.schemas import FileShape, ImportFormat, NewImport

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE_ROWS: Final = 1_000
PARQUET_ROWS: Final = 2_048
PARQUET_MEMORY: Final = "256MB"
ENDINGS: Final[dict[str, ImportFormat]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
}


class OpenFile(Struct):
    """An open file: the names of its columns, its rows, and how many bytes of it have been read."""

    names: list[str]
    rows: Iterator[Read]
    position: Callable[[], int]


def shape_of(path: Path, asked: NewImport) -> FileShape:
    """How a file is read, with its columns planned. Raises Invalid when it cannot be."""
    kind = asked.format or ENDINGS.get(Path(asked.name).suffix.lower())
    if kind is None:
        raise Invalid("import_format", f"{asked.name} is none of {', '.join(ENDINGS)}; say its format.", at="format")
    shape = FileShape(kind)
    if kind == "csv":
        if asked.encoding and asked.encoding not in ENCODINGS:
            raise Invalid("import_encoding", f"The encoding is one of {', '.join(ENCODINGS)}.", at="encoding")
        if asked.delimiter and asked.delimiter not in DELIMITERS:
            raise Invalid("import_delimiter", "The delimiter is a comma, a semicolon, a tab or a bar.", at="delimiter")
        with path.open("rb") as stream:
            encoding = asked.encoding or found_encoding(stream)
            shape = FileShape(kind, encoding, asked.delimiter or found_delimiter(stream, encoding))
    with opened(path, shape) as file:
        names, samples = list(file.names), dict[str, list[object]]()
        for count, (_, row) in enumerate(file.rows):
            if count >= SAMPLE_ROWS:
                break
            if not isinstance(row, BadRow):
                for name, cell in row.items():
                    samples.setdefault(name, []).append(cell)
        names += [name for name in samples if name not in names]
    if len(names) > COLUMNS_MAX:
        raise Invalid("import_columns", f"The rows have {len(names)} fields; at most {COLUMNS_MAX} are read.")
    return replace(shape, columns=plan_columns(asked.kind, names, asked.map, asked.set, samples))


@contextmanager
def opened(path: Path, shape: FileShape, skip: int = 0) -> Iterator[OpenFile]:
    """A file from its first row on, or behind so many rows. Raises Invalid."""
    if shape.format == "parquet":
        with _parquet(path, skip) as file:
            yield file
        return
    with path.open("rb", buffering=1 << 20) as stream:
        if shape.format == "csv":
            rows = CsvRows(stream, shape.encoding, shape.delimiter)
            yield OpenFile(rows.names, _behind(iter(rows), skip), lambda: rows.position)
        else:
            yield OpenFile([], _behind(_json_lines(stream), skip), stream.tell)


def _behind(rows: Iterator[Read], skip: int) -> Iterator[Read]:
    for _ in range(skip):
        if next(rows, None) is None:
            break
    return rows


def _json_lines(stream: BinaryIO) -> Iterator[Read]:
    decode, number = msgspec.json.Decoder(dict[str, object]).decode, 0
    while line := stream.readline(ROW_BYTES_MAX):
        number += 1
        if len(line) >= ROW_BYTES_MAX and not line.endswith(b"\n"):
            while (more := stream.readline(ROW_BYTES_MAX)) and not more.endswith(b"\n"):
                pass
            yield number, BadRow("", "", f"at most {ROW_BYTES_MAX // 1024} KB in a row", "row_unreadable")
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            row = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            seen = line[:80].decode("utf-8", "replace").strip()
            yield number, BadRow("", seen, f"an object in JSON on one line ({str(fault)[:120]})", "row_unreadable")
            continue
        yield number, row


@contextmanager
def _parquet(path: Path, skip: int) -> Iterator[OpenFile]:
    import duckdb

    base = duckdb.connect(config={"memory_limit": PARQUET_MEMORY, "threads": 1})
    try:
        found = base.execute("SELECT * FROM read_parquet(?) OFFSET ?", [str(path), skip])
        names = [str(column[0]) for column in found.description or ()]
        yield OpenFile(names, _parquet_rows(found, names, skip), lambda: 0)
    except duckdb.Error as fault:
        raise _no_parquet(fault) from None
    finally:
        base.close()


def _parquet_rows(found: "DuckDBPyConnection", names: list[str], skip: int) -> Iterator[Read]:
    number = skip
    while rows := _fetched(found):
        for row in rows:
            number += 1
            yield number, dict(zip(names, row, strict=True))


def _fetched(found: "DuckDBPyConnection") -> list[tuple[object, ...]]:
    import duckdb

    try:
        return found.fetchmany(PARQUET_ROWS)
    except duckdb.Error as fault:
        raise _no_parquet(fault) from None


def _no_parquet(fault: Exception) -> Invalid:
    return Invalid("import_parquet", f"The Parquet file cannot be read: {str(fault)[:200]}")
