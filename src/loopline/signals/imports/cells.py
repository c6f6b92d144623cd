"""One cell of a row: its value by the type of its column, and the type of a column by its first cells."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from math import isfinite, isnan
from typing import Any, Final, Literal

import msgspec

CellType = Literal["text", "number", "bool", "date", "json", "any"]
"""`any` is a value that the file itself typed, as JSON and Parquet do."""

EXPECTED: Final[dict[CellType, str]] = {
    "text": "a text without NUL characters",
    "number": "a number, such as 12 or 9.95",
    "bool": "true or false",
    "date": "a date, such as 2026-03-14 or 2026-03-14T09:30:00Z",
    "json": "JSON, such as [1, 2]",
    "any": "a value that JSON can hold",
}
CELL_BYTES_MAX: Final = 16 * 1024
TRUE: Final = frozenset(("true", "yes", "t", "y", "1"))
FALSE: Final = frozenset(("false", "no", "f", "n", "0"))
SURE: Final = frozenset(("true", "false", "yes", "no"))
"""Words by which a column is taken for one of truths; 1 and 0 are numbers unless somebody says otherwise."""

NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
CODE: Final = re.compile(r"[+-]?0\d|\+|.*\d{16}")
"""Digits that are a code and no quantity: leading zeros, a plus, or more of them than a number holds."""

FIT_SHARE: Final = 0.95
"""A column has a type when so many of its cells fit it; the others are refused, and the dry run shows them."""


_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


class BadCell(Exception):
    """Raised for a cell that is not what its column holds; never leaves the reader of rows."""

    def __init__(self, seen: object, expected: str) -> None:
        super().__init__(expected)
        self.seen, self.expected = str(seen)[:80], expected


def read_cell(given: object, kind: CellType) -> Any:  # traits have values of any JSON type
    """The value; None for an empty cell, which says nothing. Raises BadCell."""
    if given is None:
        return None
    if isinstance(given, bytes):
        given = _text_of(given)
    if not isinstance(given, str):
        return _typed(given, kind)
    text = given.strip()
    if not text:
        return None
    if len(text) > CELL_BYTES_MAX or "\0" in text:
        raise BadCell(text, f"at most {CELL_BYTES_MAX} characters" if "\0" not in text else EXPECTED["text"])
    if kind in ("text", "any"):
        return text
    value = _parsed(text, kind)
    if value is None:
        raise BadCell(text, EXPECTED[kind])
    return value


def _text_of(given: bytes) -> str:
    """Writers of Parquet that say nothing of a text have it as bytes."""
    try:
        return given.decode()
    except UnicodeDecodeError:
        raise BadCell(given, EXPECTED["any"]) from None


def _typed(given: object, kind: CellType) -> Any:
    if isinstance(given, Decimal):
        given = int(given) if given == given.to_integral_value() else float(given)
    elif isinstance(given, datetime | date):
        given = given.isoformat()
    elif isinstance(given, float) and not isfinite(given):
        if isnan(given):
            return None  # as files of columns write that there is no value
        raise BadCell(given, EXPECTED["number"])
    elif not isinstance(given, str | int | float):
        given = _as_json(given)
    if kind == "text" and isinstance(given, int | float):
        return str(int(given)) if isinstance(given, float) and given.is_integer() else str(given)
    fits = kind == "any" or isinstance(given, str)
    fits |= kind == "number" and isinstance(given, int | float) and not isinstance(given, bool)
    fits |= (kind == "bool" and isinstance(given, bool)) or kind == "json"
    if not fits:
        raise BadCell(given, EXPECTED[kind])
    return given


def _as_json(given: object) -> Any:
    """A value of Parquet, such as a UUID or a map, as JSON has it; NaN is null there."""
    try:
        return msgspec.json.decode(_encode(given))
    except (TypeError, ValueError, RecursionError, OverflowError):
        raise BadCell(type(given).__name__, EXPECTED["any"]) from None


def _parsed(text: str, kind: CellType) -> Any:
    match kind:
        case "number":
            return _number(text)
        case "bool":
            word = text.lower()
            return True if word in TRUE else False if word in FALSE else None
        case "date":
            return text if _is_date(text) else None
        case _:
            try:
                return msgspec.json.decode(text)
            except (msgspec.DecodeError, RecursionError):
                return None


def _number(text: str) -> int | float | None:
    if not NUMBER.fullmatch(text):
        return None
    if text.lstrip("+-").isdigit():
        whole = int(text) if len(text) <= 20 else 2**64
        return whole if -(2**63) <= whole < 2**63 else float(text)
    value = float(text)
    return value if abs(value) != float("inf") else None


def _is_date(text: str) -> bool:
    if len(text) < 10 or text[4] != "-":
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def guessed_type(cells: Iterable[object]) -> CellType:
    """The type of a column by some of its cells; text where nothing narrower fits nearly all of them."""
    seen = [cell for cell in cells if cell is not None and cell != ""]
    if any(not isinstance(cell, str) for cell in seen):
        return "any"
    texts = [str(cell).strip() for cell in seen]
    texts = [text for text in texts if text]
    if not texts:
        return "text"
    least = FIT_SHARE * len(texts)
    if sum(text.lower() in SURE for text in texts) >= least:
        return "bool"
    if sum(bool(NUMBER.fullmatch(text)) for text in texts) >= least and not any(map(CODE.match, texts)):
        return "number"
    return "date" if sum(map(_is_date, texts)) >= least else "text"
