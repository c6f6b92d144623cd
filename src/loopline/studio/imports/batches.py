"""Rows of an import in batches: the signals of the good ones, the refusals of the bad ones."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from loopline.model.signal import Signal
from loopline.signals.imports.rows import BadRow, RefusedRow, Row, RowReader
from loopline.studio.imports.csv_rows import Read

BATCH_ROWS: Final = 1_000
"""Far fewer than the ids that a person remembers: a batch that is said twice counts once."""


class ReadRows(Struct, frozen=True, tag=True, array_like=True):
    """Some rows as read: how many, the signals of the good ones, the bad ones, how many bytes of the file are behind.

    No rows: the file is at its end.
    """

    rows: int
    signals: list[Signal]
    refused: list[RefusedRow]
    position: int = 0


def judged(
    rows: Iterator[Read], reader: RowReader, first: int, received_at: int
) -> Iterator[tuple[int, Row | BadRow, list[Signal]]]:
    """Rows with their lines and the signals of each, of which the first has this number; a bad one has none."""
    for number, (line, row) in enumerate(rows, first):
        if isinstance(row, BadRow):
            yield line, row, []
            continue
        try:
            yield line, row, reader.signals(number, row, received_at)
        except BadRow as bad:
            yield line, bad, []


def read_some(rows: Iterator[Read], reader: RowReader, first: int, received_at: int) -> ReadRows:
    """The next rows, of which the first has this number."""
    count, signals, refused = 0, list[Signal](), list[RefusedRow]()
    for line, row, said in judged(islice(rows, BATCH_ROWS), reader, first, received_at):
        signals += said
        if isinstance(row, BadRow):
            refused.append(row.at(line))
        count += 1
    return ReadRows(count, signals, refused)
