"""Rows as they were pulled, and the place behind them, from which the next pull goes on."""

import math
from collections.abc import Generator
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from msgspec import Struct

from loopline.model.errors import Invalid

BATCH_ROWS: Final = 1_000
"""Far fewer than the ids that a person remembers: a batch that is said twice counts once."""

TURN_ROWS: Final = 20_000
QUESTION_SECONDS: Final = 60
"""So long may a database think before the next rows come."""

SEEN_MAX: Final = 10_000
"""So many rows may share the newest value of the cursor; more of them need a finer one. Less than a turn."""

CELL_MAX: Final = 1 << 16
"""Of a longer cell the beginning: no field is as long, so its row is refused, and 1,000 of them fill no memory."""

DIGEST_BYTES: Final = 8
Cell = Any  # whatever a database or a service answers
Row = dict[str, Cell]
_encode: Final = msgspec.json.Encoder(enc_hook=str, order="deterministic", decimal_format="string").encode


class CursorValue(Struct, frozen=True):
    """A value of the cursor that keeps its type: `text` as a database of that type takes it back."""

    type: str
    text: str


class SourcePlace(Struct, frozen=True, kw_only=True):
    """How far a source was read. `after` is the newest value of the cursor, and `seen` are the rows that have it.

    `page` is where a run that is not at its end goes on, `offset` how many rows of that page are behind it; `high` and
    `high_seen` become `after` and `seen` when such a run ends.
    """

    after: CursorValue | None = None
    seen: tuple[str, ...] = ()
    page: str = ""
    offset: int = 0
    high: CursorValue | None = None
    high_seen: tuple[str, ...] = ()


class PulledRow(Struct, frozen=True):
    """A row, and a digest of all its cells."""

    digest: str
    cells: Row


class Pulled(Struct, frozen=True):
    """Some rows, and the place behind them. `is_last`: the source has no more of them in this run."""

    rows: list[PulledRow]
    place: SourcePlace
    is_last: bool = False


class Puller(Protocol):
    """Pulls the rows behind a place. Blocks; one thread at a time."""

    def pull(self, place: SourcePlace) -> Generator[Pulled]:
        """Rows of one turn, a batch at a time. Raises Invalid for what stays wrong, Unavailable for what may pass."""
        ...

    def stop(self) -> None:
        """End a question that takes too long, from another thread; `pull` raises Invalid `source_question` then."""
        ...


def pulled_row(cells: Row) -> PulledRow:
    """The row with its digest."""
    plain = {str(name): _plain(cell) for name, cell in cells.items()}
    return PulledRow(blake2b(_encode(plain), digest_size=DIGEST_BYTES).hexdigest(), plain)


def _plain(cell: Cell) -> Cell:
    """What readers of rows know; anything else is the text that it shows itself as."""
    if isinstance(cell, memoryview | bytearray):
        cell = bytes(cell)
    if isinstance(cell, str | bytes):
        return cell[:CELL_MAX]
    if cell is None or isinstance(cell, int | float | bool | Decimal | datetime | date | UUID | dict | list):
        return cell
    return str(cell)[:CELL_MAX]


def cursor_value(cells: Row, column: str) -> CursorValue | None:
    """What the cursor is in a row, None where it has none. Raises Invalid `source_cursor_value`."""
    given = cells.get(column)
    if given is None:
        return None
    if isinstance(given, float | Decimal) and not math.isfinite(given):
        text = f"The cursor {column!r} holds {given}, behind which nothing would come; leave such rows out."
        raise Invalid("source_cursor_value", text, at="cursor")
    for kind, read in _TYPES.items():
        if type(given) is kind:
            return CursorValue(read, given.isoformat() if isinstance(given, date) else str(given))
    text = f"The cursor {column!r} holds {type(given).__name__}; name a column of numbers, texts or times."
    raise Invalid("source_cursor_value", text, at="cursor")


def parameter_of(value: CursorValue) -> Cell:
    """The value as a parameter of a question."""
    read = next(kind for kind, name in _TYPES.items() if name == value.type)
    return read.fromisoformat(value.text) if issubclass(read, date) else read(value.text)


_TYPES: Final[dict[Any, str]] = {
    int: "int",
    float: "float",
    str: "text",
    Decimal: "decimal",
    datetime: "time",
    date: "date",
}


class Ordered:
    """Rows that come in the order of a cursor, from its last value on: those seen before are left out."""

    def __init__(self, place: SourcePlace, column: str) -> None:
        self._column, self._after, self._seen = column, place.after, dict.fromkeys(place.seen)

    def fresh(self, row: PulledRow) -> bool:
        """Whether it was not seen before. Raises Invalid `source_cursor_value`, `source_cursor_ties`."""
        value = cursor_value(row.cells, self._column)
        if value is None:
            return False
        if value == self._after:
            if row.digest in self._seen:
                return False
            if len(self._seen) >= SEEN_MAX:
                raise ties(self._column, value)
            self._seen[row.digest] = None
        else:
            self._after, self._seen = value, {row.digest: None}
        return True

    @property
    def place(self) -> SourcePlace:
        """Where the next pull goes on."""
        return SourcePlace(after=self._after, seen=tuple(self._seen))


def ties(column: str, value: CursorValue) -> Invalid:
    """More rows have one value of the cursor than are told apart."""
    text = f"More than {SEEN_MAX:,} rows have {value.text[:60]!r} in {column!r}; name a cursor with finer values."
    return Invalid("source_cursor_ties", text, at="cursor")
