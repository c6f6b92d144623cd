"""Tables as CSV that a spreadsheet opens as what it is: no cell becomes a formula there."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

from loopline.signals.imports.inert import inert_cell

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so is run by spreadsheets (OWASP, CSV injection); an apostrophe before it keeps it a text."""
NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""Decimals and large whole numbers come as text, and are no formula."""


def csv_answer(columns: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """The table as a file of this name, with the columns as its first line."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_text(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180, in UTF-8. What is unknown is an empty cell; lists and objects are JSON."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def inert_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Lines of a file that an import of ours reads back as it was."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(tuple(map(inert_cell, row)) for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    said = value if isinstance(value, str) else json.dumps(value, default=str)
    return f"'{said}" if said.startswith(FORMULA) and not NUMBER.fullmatch(said) else said
