"""Cells of CSV files that no spreadsheet takes for a formula, and back.

A cell that begins with =, +, -, @, a tab or a carriage return gets an apostrophe before it, as spreadsheets mark a text
(OWASP, "CSV Injection"); a number such as +49170 stays as it is. Reading takes one such apostrophe away.
"""

import re
from typing import Final

_BEGINS: Final = r"[=+\-@\t\r＝＋－＠]"
FORMULA: Final = re.compile(rf"'*{_BEGINS}")
MARKED: Final = re.compile(rf"'+{_BEGINS}")
NUMBER: Final = re.compile(r"[+-][0-9][0-9 .]*")
MARK: Final = "'"


def inert_cell(text: str) -> str:
    """The text as a cell; `cell_text` is its inverse."""
    return MARK + text if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def cell_text(cell: str) -> str:
    """The text that a cell holds."""
    return cell[1:] if MARKED.match(cell) else cell
