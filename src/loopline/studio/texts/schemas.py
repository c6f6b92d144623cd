"""The texts of a journey as they come back from a file."""

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning"]


class TextChanged(Struct, frozen=True):
    """A text that is another one now. `row` is the line of the table, its header being 1; `language` "" is the base.

    `field` is the part of the message, such as `subject`, or `overrides.` and the name of a slot.
    """

    row: int
    step: str
    field: str
    language: str
    text: str


class TextFault(Struct, frozen=True):
    """What is wrong in a row, with its code. With `refused` the row was left out; else the draft holds it."""

    row: int
    code: str
    text: str
    severity: Severity = "error"
    refused: bool = False


class TextsTaken(Struct, frozen=True):
    """What a file of texts changes: of `rows`, so many are `same` as they were; the others are told one by one.

    `revision` is that of the draft which holds them; None where nothing was stored.
    """

    rows: int
    same: int
    changed: tuple[TextChanged, ...]
    faults: tuple[TextFault, ...]
    revision: int | None = None
