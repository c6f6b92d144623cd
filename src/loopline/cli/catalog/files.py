"""Items in files, read as they come: a table with a header, a line an item, or one list."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from loopline.model.catalogs.documents import Catalog
from loopline.model.errors import Invalid

LINE_BYTES_MAX: Final = 256 * 1024
JSON_BYTES_MAX: Final = 64 << 20
TRUTHS: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class BadLine(Struct, frozen=True):
    """Why what stands at a line (from 1; in a list of JSON: the place from 1) is no item."""

    line: int
    code: str
    text: str


Line = tuple[int, dict[str, Any]]


def items_in(file: Path, catalog: Catalog) -> Iterator[Line | BadLine]:
    """The items of a file with their lines. Raises Invalid `file_kind`, `file_too_large`, `import_header`."""
    match file.suffix.lower():
        case ".csv":
            yield from _table(file, catalog)
        case ".jsonl" | ".ndjson":
            yield from _lines(file)
        case ".json":
            yield from _list(file)
        case _:
            raise Invalid("file_kind", "Name a file that ends with .csv, .jsonl or .json.")


def _lines(file: Path) -> Iterator[Line | BadLine]:
    with file.open("rb") as source:
        number = 0
        while line := source.readline(LINE_BYTES_MAX + 1):
            number += 1
            if len(line) > LINE_BYTES_MAX:
                yield BadLine(number, "item_large", f"A line has at most {LINE_BYTES_MAX // 1024} KB.")
                while line and not line.endswith(b"\n"):
                    line = source.readline(LINE_BYTES_MAX + 1)
            elif line.strip():
                yield _item(number, line)


def _item(number: int, line: bytes) -> Line | BadLine:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine(number, "item_form", "This line is no JSON.")
    return (number, value) if isinstance(value, dict) else BadLine(number, "item_form", "An item is a JSON object.")


def _list(file: Path) -> Iterator[Line | BadLine]:
    if file.stat().st_size > JSON_BYTES_MAX:
        words = f"A list of JSON is read whole, so it has {JSON_BYTES_MAX >> 20} MB at most; write a .jsonl."
        raise Invalid("file_too_large", words)
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise Invalid("item_form", f"{file.name} is no JSON.") from None
    if not isinstance(found, list):
        raise Invalid("item_form", f"{file.name} holds no list of items.")
    for number, value in enumerate(found, 1):
        is_item = isinstance(value, dict)
        yield (number, value) if is_item else BadLine(number, "item_form", "An item is a JSON object.")


def _table(file: Path, catalog: Catalog) -> Iterator[Line | BadLine]:
    """Rows of a table; a cell that is empty is a field that the item does not have."""
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as source:
        rows = csv.reader(source, strict=True)
        names = _header(rows, catalog)
        while True:
            first = rows.line_num + 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadLine(first, "row_unreadable", f"This row cannot be read: {error}.")
                continue
            if cells:
                yield _row(first, names, cells, catalog)


def _header(rows: Iterator[list[str]], catalog: Catalog) -> list[str]:
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error:
        names = []
    if catalog.id_field not in names or len({*names}) < len(names) or "" in names:
        words = f'The first line names the columns, each once, and "{catalog.id_field}" among them.'
        raise Invalid("import_header", words)
    return names


def _row(number: int, names: list[str], cells: list[str], catalog: Catalog) -> Line | BadLine:
    if len(cells) > len(names):
        return BadLine(number, "row_unreadable", "The row has more cells than the file has columns.")
    try:
        told = {name: _value(name, cell, catalog) for name, cell in zip(names, cells, strict=False) if cell != ""}
    except ValueError as error:
        return BadLine(number, "item_type", str(error))
    return number, told


def _value(name: str, cell: str, catalog: Catalog) -> Any:
    """A cell as its field's type has it. Raises ValueError in words."""
    kind = catalog.fields[name].type if name in catalog.fields and name != catalog.id_field else "text"
    try:
        match kind:
            case "number":
                return int(cell) if cell.strip().lstrip("-").isdecimal() else _finite(cell)
            case "boolean":
                return TRUTHS[cell.strip().lower()]
            case "list" | "object":
                return json.loads(cell)
            case _:
                return cell
    except (ValueError, KeyError, RecursionError):
        raise ValueError(f'The field {name} holds a {kind}, and "{cell[:60]}" is none.') from None


def _finite(cell: str) -> float:
    value = float(cell)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(cell)
    return value
