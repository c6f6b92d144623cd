"""The table of texts: a line for each text of each message, and a file of such lines put back into the document.

A spreadsheet runs what begins as a formula, so an apostrophe stands before such a text in the file, one more where
there was one already; reading takes one away, so every text comes back as it was.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct

from loopline.model.errors import Invalid
from loopline.model.nodes.message import LOCALES_MAX
from loopline.studio.texts.schemas import TextChanged, TextFault

COLUMNS: Final = ("step", "name", "channel", "field", "language", "text")
NEEDED: Final = ("step", "field", "text")
PARTS: Final = ("subject", "preheader", "title", "html", "body", "text", "url")
"""What a person reads of a message, in the order of its form."""
OVERRIDE: Final = "overrides."
ROWS_MAX: Final = 20_000
BYTES_MAX: Final = 5_000_000
SHOWN: Final = 60
FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
PROTECTED: Final = re.compile(r"'+[=+\-@\t\r\n]")

Plain: TypeAlias = dict[str, Any]
"""A journey's document as JSON values."""


class TextRow(Struct, frozen=True):
    """A text of a journey, and where it stands."""

    step: str
    name: str
    channel: str
    field: str
    language: str
    text: str


class Row(Struct, frozen=True):
    """A line of a file: its number, the header being 1, and the cells that a text needs."""

    number: int
    step: str
    field: str
    language: str
    text: str


class Put(Struct, frozen=True):
    """A document with the texts of a file, and what was done to it."""

    document: Plain
    rows: int
    same: int
    changed: tuple[TextChanged, ...]
    refused: tuple[TextFault, ...]


def texts_of(document: Plain) -> list[TextRow]:
    """Every text of every message, in the order of the document; each language behind the base."""
    return [one for step, node in _messages(document) for one in _of_message(step, node)]


def csv_of(document: Plain) -> bytes:
    """The table as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in texts_of(document):
        cells = (one.step, one.name, one.channel, one.field, one.language, one.text)
        writer.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def texts_put(document: Plain, file: bytes) -> Put:
    """The document with the texts of a file; nothing else of it is another one. Raises Invalid of the file as a whole.

    A row that names no text of the journey is refused, as is an empty one, by which nobody's text may be lost. A row
    of a language that a message does not have yet adds it.
    """
    made = _copied(document)
    messages = dict(_messages(made))
    changed: list[TextChanged] = []
    refused: list[TextFault] = []
    rows = same = 0
    taken: dict[tuple[str, str, str], int] = {}
    for row in _rows(file):
        rows += 1
        place = (row.step, row.field, row.language)
        fault = _fault(row, messages.get(row.step)) or _twice(taken.get(place))
        if fault:
            refused.append(TextFault(row.number, *fault, refused=True))
            continue
        taken[place] = row.number
        if _put(messages[row.step], row):
            changed.append(TextChanged(row.number, row.step, row.field, row.language, row.text))
        else:
            same += 1
    return Put(made, rows, same, tuple(changed), tuple(refused))


def path_of(row: TextChanged) -> str:
    """Where a check finds fault with this text."""
    if row.field.startswith(OVERRIDE) or row.field == "mjml":
        return f"nodes.{row.step}.{row.field}"
    return f"nodes.{row.step}.content.{f'locales.{row.language}.' if row.language else ''}{row.field}"


def _messages(document: Plain) -> Iterator[tuple[str, Plain]]:
    for step, node in document["nodes"].items():
        if node["kind"] == "message":
            yield step, node


def _of_message(step: str, node: Plain) -> Iterator[TextRow]:
    name, channel = str(node.get("name", "")) or step, str(node["channel"])

    def row(field: str, language: str, text: str) -> TextRow:
        return TextRow(step, name, channel, field, language, text)

    content = node.get("content", {})
    yield from (row(part, "", content[part]) for part in PARTS if part in content)
    if "mjml" in node:
        yield row("mjml", "", node["mjml"])
    yield from (row(f"{OVERRIDE}{slot}", "", text) for slot, text in node.get("overrides", {}).items())
    for language, parts in content.get("locales", {}).items():
        yield from (row(part, language, parts[part]) for part in PARTS if part in parts)


def _rows(file: bytes) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(_decoded(file), newline=""), delimiter=_delimiter(file), strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        if missing := [one for one in NEEDED if one not in header]:
            named = ", ".join(missing)
            text = f"The first line has to name the columns; it has no {named}. Download the texts to see the form."
            raise Invalid("texts_columns", text, at="1")
        at = {name: header.index(name) for name in (*NEEDED, "language") if name in header}
        for number, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if number > ROWS_MAX:
                raise Invalid("texts_many", f"A file has at most {ROWS_MAX:,} rows. Split it up.")
            found = {name: cells[place] if place < len(cells) else "" for name, place in at.items()}
            step, field, language = (_bare(found.get(one, "")).strip() for one in ("step", "field", "language"))
            yield Row(number, step, field, language, _bare(found["text"]))
    except csv.Error as error:
        text = f"This is no table from line {reader.line_num} on: {error}. Save it as CSV."
        raise Invalid("texts_unreadable", text, at=str(reader.line_num)) from None


def _decoded(file: bytes) -> str:
    if len(file) > BYTES_MAX:
        raise Invalid("texts_large", f"A file of texts has at most {BYTES_MAX:,} bytes. Split it up.")
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"Byte {error.start} is no UTF-8. Save the file as CSV UTF-8, so that no letter is lost."
        raise Invalid("texts_encoding", text) from None


def _delimiter(file: bytes) -> str:
    """Spreadsheets of some languages part cells by a semicolon or a tab; the header has no other of them."""
    header = file.partition(b"\n")[0].decode("utf-8", "replace")
    return max((",", ";", "\t"), key=header.count)


def _bare(cell: str) -> str:
    return cell[1:] if PROTECTED.match(cell) else cell


def _fault(row: Row, node: Plain | None) -> tuple[str, str] | None:
    if node is None:
        return "text_step", f'No message of this journey is "{row.step[:SHOWN]}".'
    is_part = row.field in PARTS
    if not is_part and not (row.field == "mjml" and "mjml" in node) and not _is_slot(row.field, node):
        return "text_field", f'"{row.field[:SHOWN]}" is no text of this message.'
    if row.language and not is_part:
        return "text_language", "This text is the same in every language; leave the language empty."
    if not row.language and is_part and row.field not in node.get("content", {}):
        return "text_field", f'This message has no "{row.field}". Write it in the journey first.'
    if not row.text.strip():
        return "text_blank", "The text is empty, so the one that is there stays."
    locales = node.get("content", {}).get("locales", {})
    if row.language and row.language not in locales and len(locales) >= LOCALES_MAX:
        return "text_language", f"A message has at most {LOCALES_MAX} languages."
    return None


def _twice(before: int | None) -> tuple[str, str] | None:
    return ("text_twice", f"Row {before} says this text already; that one counts.") if before else None


def _is_slot(field: str, node: Plain) -> bool:
    return field.startswith(OVERRIDE) and field.removeprefix(OVERRIDE) in node.get("overrides", {})


def _put(node: Plain, row: Row) -> bool:
    """Whether the text is another one; a spreadsheet's line ends alone make none."""
    holder, key = _place(node, row)
    before = holder.get(key, "")
    if _lines(before) == _lines(row.text):
        return False
    holder[key] = row.text if "\r\n" in before else _lines(row.text)
    return True


def _place(node: Plain, row: Row) -> tuple[Plain, str]:
    if row.field == "mjml":
        return node, "mjml"
    if row.field.startswith(OVERRIDE):
        return node["overrides"], row.field.removeprefix(OVERRIDE)
    content: Plain = node.setdefault("content", {})
    if row.language:
        locale: Plain = content.setdefault("locales", {}).setdefault(row.language, {})
        return locale, row.field
    return content, row.field


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
