"""The rows of a CSV file, one by one, each with its line; a row that cannot be read costs its own first line alone.

The csv module of Python reads each record; a quote that never ends would make it swallow the rows behind. Hence the
lines of the record in hand are kept: when it turns out to be none, its first line is refused and the others are read
again.
"""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from loopline.model.errors import Invalid
from loopline.signals.imports.inert import MARK, cell_text
from loopline.signals.imports.mapping import COLUMNS_MAX
from loopline.signals.imports.rows import BadRow, Row

DELIMITERS: Final = (",", ";", "\t", "|")
ENCODINGS: Final = ("utf-8", "windows-1252", "latin-1", "utf-16")
SAMPLE_BYTES: Final = 256 * 1024
SAMPLE_ROWS: Final = 100
ROW_BYTES_MAX: Final = 256 * 1024
ROW_LINES_MAX: Final = 1_000
LINES_AGAIN_MAX: Final = 50_000_000
"""So many lines are read a second time, in a whole file, before it is given up as one whose quotes are broken."""

Read = tuple[int, Row | BadRow]
"""The line a row begins on, and the row or why it is none."""


class _Unreadable(Exception):
    """Raised by the lines in the middle of a record."""


def found_encoding(stream: BinaryIO) -> str:
    """The encoding of a whole file: by its mark, or UTF-8 unless most lines that are not ASCII are none."""
    head = stream.read(4)
    stream.seek(0)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    good = bad = 0
    while line := stream.readline(ROW_BYTES_MAX):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    stream.seek(0)
    return "windows-1252" if bad > good else "utf-8"


def found_delimiter(stream: BinaryIO, encoding: str) -> str:
    """The delimiter by which the first rows have the same number of cells most often, and more than one."""
    text = stream.read(SAMPLE_BYTES).decode(encoding, "replace").removeprefix("\ufeff")
    stream.seek(0)
    if "\n" not in text and "\r" in text.rstrip("\r"):
        raise Invalid("import_newlines", "The lines end with CR alone; save the file with LF or CRLF.")
    lines = text.splitlines(keepends=True)
    lines = lines[:-1] if len(lines) > 1 and len(text) >= SAMPLE_BYTES // 4 else lines
    return max(DELIMITERS, key=lambda one: _fit(lines, one))


def _fit(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            widths += [len(row)] if row else []
            if len(widths) >= SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not widths or widths[0] < 2:
        return 0.0, 0
    return Counter(widths)[widths[0]] / len(widths), widths[0]


class CsvRows:
    """Reads a stream from its beginning. `names` is the header; raises Invalid when that is none."""

    def __init__(self, stream: BinaryIO, encoding: str, delimiter: str) -> None:
        self._lines = _Lines(stream, encoding)
        csv.field_size_limit(ROW_BYTES_MAX)
        self._records = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self.names: list[str] = self._header()

    def __iter__(self) -> Iterator[Read]:
        names, width, lines = self.names, len(self.names), self._lines
        while True:
            lines.begin()
            try:
                cells = next(self._records)
            except StopIteration:
                return
            except (csv.Error, _Unreadable) as fault:
                yield lines.give_back(), BadRow("", lines.first[:80], _expected(fault), "row_unreadable")
                continue
            if len(cells) == width:
                if cells == names:
                    yield lines.number, BadRow("", ", ".join(cells), "a row; this is the header again", "row_header")
                else:
                    cells = [*map(cell_text, cells)] if lines.is_marked else cells
                    yield lines.number, dict(zip(names, cells, strict=True))
            elif cells and (len(cells) > 1 or cells[0].strip()):
                seen = lines.first.strip()[:80]
                yield lines.give_back(), BadRow("", seen, f"{width} cells, not {len(cells)}", "row_cells")

    @property
    def position(self) -> int:
        """How many bytes have been read, nearly."""
        return self._lines.size

    def _header(self) -> list[str]:
        self._lines.begin()
        try:
            names = [name.strip() for name in next(self._records)]
        except StopIteration:
            raise Invalid("import_empty", "The file is empty; its first line names the columns.") from None
        except (csv.Error, _Unreadable) as fault:
            raise Invalid("import_columns", f"The first line names no columns: {_expected(fault)} there.") from None
        if not names or len(names) > COLUMNS_MAX:
            raise Invalid("import_columns", f"The first line names {len(names)} columns; 1 to {COLUMNS_MAX} are read.")
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        if twice or "" in names:
            said = f"two columns are called {twice[0]!r}" if twice and twice[0] else "a column has no name"
            raise Invalid("import_columns", f"In the first line {said}; give each one a name of its own.")
        return names


def _expected(fault: Exception) -> str:
    text = str(fault)
    if "unexpected end" in text or "field larger" in text:
        return "a quote that ends"
    if "expected after" in text:
        return "a quoted cell that ends before the next delimiter"
    return text if isinstance(fault, _Unreadable) else f"a row that can be read ({text})"


class _Lines:
    """The lines as text; those of the record in hand can be given back."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._encoding, self.size, self._count, self._again = encoding, 0, 0, 0
        self._stream: BinaryIO | None = stream
        self._text = io.TextIOWrapper(stream, "utf-16", "replace", newline="\n") if encoding == "utf-16" else None
        self._back: deque[tuple[int, str | _Unreadable]] = deque()
        self._taken: list[tuple[int, str | _Unreadable]] = []
        self._bytes = 0
        self.is_marked = False
        """The record in hand has an apostrophe somewhere."""

    def begin(self) -> None:
        """The next line begins a record."""
        self._taken, self._bytes, self.is_marked = [], 0, False

    @property
    def number(self) -> int:
        """The line that the record in hand begins on."""
        return self._taken[0][0] if self._taken else self._count

    @property
    def first(self) -> str:
        """That line, as far as it can be shown."""
        line = self._taken[0][1] if self._taken else ""
        return line if isinstance(line, str) else ""

    def give_back(self) -> int:
        """Read all lines of the record in hand again but the first one, whose number this is."""
        number = self.number
        self._again += len(self._taken)
        if self._again > LINES_AGAIN_MAX:
            raise Invalid("import_quotes", "Too many quotes of this file never end; is its delimiter right?")
        self._back.extendleft(reversed(self._taken[1:]))
        return number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = self._back.popleft() if self._back else self._read()
        self._taken.append((number, line))
        if isinstance(line, _Unreadable):
            raise line
        self._bytes += len(line)
        self.is_marked = self.is_marked or MARK in line
        if len(self._taken) > ROW_LINES_MAX or self._bytes > ROW_BYTES_MAX:
            raise _Unreadable(f"at most {ROW_LINES_MAX} lines and {ROW_BYTES_MAX // 1024} KB in a row")
        return line

    def _read(self) -> tuple[int, str | _Unreadable]:
        self._count += 1
        if self._text is not None:
            line = self._text.readline(ROW_BYTES_MAX)
            self.size += 2 * len(line)
            if not line:
                raise StopIteration
            if len(line) >= ROW_BYTES_MAX and not line.endswith("\n"):
                self._skip_text(self._text)
                return self._count, _Unreadable(f"at most {ROW_BYTES_MAX // 1024} KB in a row")
            return self._count, line.removeprefix("\ufeff") if self._count == 1 else line
        assert self._stream is not None
        raw = self._stream.readline(ROW_BYTES_MAX)
        self.size += len(raw)
        if not raw:
            raise StopIteration
        if len(raw) >= ROW_BYTES_MAX and not raw.endswith(b"\n"):
            self._skip_line()
            return self._count, _Unreadable(f"at most {ROW_BYTES_MAX // 1024} KB in a row")
        return self._count, self._decoded(raw.removeprefix(b"\xef\xbb\xbf") if self._count == 1 else raw)

    def _skip_line(self) -> None:
        assert self._stream is not None
        while (more := self._stream.readline(ROW_BYTES_MAX)) and not more.endswith(b"\n"):
            self.size += len(more)
        self.size += len(more)

    def _skip_text(self, text: io.TextIOWrapper) -> None:
        while (more := text.readline(ROW_BYTES_MAX)) and not more.endswith("\n"):
            self.size += 2 * len(more)
        self.size += 2 * len(more)

    def _decoded(self, raw: bytes) -> str | _Unreadable:
        try:
            return raw.decode(self._encoding)
        except UnicodeDecodeError as fault:
            if self._encoding == "windows-1252":
                return raw.decode("latin-1")
            return _Unreadable(f"{self._encoding}; byte {fault.start + 1} of the line is none")
