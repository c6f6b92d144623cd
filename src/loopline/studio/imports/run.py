"""Reads the rows of an import into the log, in batches; each batch is durable before the import says so.

A kill between the two has the batch said again by the same ids, within the number of ids that a person remembers.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.ids import stable_id
from loopline.model.signal import Signal
from loopline.model.signals.addresses import AddressSpoken
from loopline.signals.imports.mapping import FIELDS
from loopline.signals.imports.rows import BadRow, RefusedRow, Row, RowReader
from loopline.studio.context import StudioContext
from loopline.studio.imports.csv_rows import Read
from loopline.studio.imports.open_rows import opened
from loopline.studio.imports.schemas import FileShape, NewImport
from loopline.studio.imports.shelf import ImportShelf, KeptImport
from loopline.studio.suppressions.rows import word_in
from loopline.studio.suppressions.schemas import SuppressionBody

BATCH_ROWS: Final = 1_000
"""Far fewer than the ids that a person remembers: a batch that is said twice counts once."""

LAG_SIGNALS: Final = 10_000
"""So many signals may wait for their decision; then the import waits, and what comes from elsewhere overtakes it."""

BUSY: Final = ("queue_full", "intake_slow")
BUSY_SECONDS: Final = 0.25
LAG_SECONDS: Final = 0.01


class ReadRows(Struct, frozen=True):
    """Some rows as read: how many, the signals of the good ones, the bad ones. No rows: the file is at its end."""

    rows: int
    signals: list[Signal]
    refused: list[RefusedRow]


def reader_of(ctx: StudioContext, identity: str, asked: NewImport, shape: FileShape, at: int, by: str) -> RowReader:
    """What reads the rows of an import that began at this time (ms)."""
    spoken = partial(_spoken, ctx, by)
    return RowReader(asked.kind, shape.columns, asked.set, identity, at, by, spoken, silent=asked.silent)


def _spoken(ctx: StudioContext, by: str, identity: str, found: dict[str, Any], at: int) -> list[Signal]:
    stated = {name: str(found[name]) for name in FIELDS["suppressions"] if name in found}
    key, name, note = word_in(SuppressionBody(**{"address": "", **stated}), ctx.published())
    return [AddressSpoken(key=key, id=stable_id(identity), at=at, received_at=at, words=(name,), by=by, note=note)]


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


async def run_import(
    ctx: StudioContext, shelf: ImportShelf, kept: KeptImport, is_cancelled: Callable[[], bool]
) -> KeptImport:
    """Read an import from where it is to its end, or until it is cancelled.

    Raises Invalid for a file that cannot be read on, Unavailable; it can be run again after either.
    """
    view = kept.view
    assert view.shape is not None
    reader = reader_of(ctx, view.id, kept.asked, view.shape, view.began_at, view.by)
    opening = opened(shelf.content(view.id), view.shape, view.rows)
    file = await asyncio.to_thread(opening.__enter__)
    try:
        while not is_cancelled():
            now = ctx.clock.now()
            found = await asyncio.to_thread(read_some, file.rows, reader, kept.view.rows, now)
            if not found.rows:
                return _ended(shelf, kept, "done", now)
            length = kept.refused_bytes
            if found.refused:
                length = await asyncio.to_thread(shelf.add_refused, kept, found.refused)
            await _said(ctx, found.signals)
            kept = _further(kept, found, length, file.position())
            await asyncio.to_thread(shelf.save, kept)
        return _ended(shelf, kept, "cancelled", ctx.clock.now())
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)


def _further(kept: KeptImport, found: ReadRows, refused_bytes: int, position: int) -> KeptImport:
    refused = len(found.refused)
    view = replace(
        kept.view,
        rows=kept.view.rows + found.rows,
        accepted=kept.view.accepted + found.rows - refused,
        refused=kept.view.refused + refused,
        read_bytes=min(position, kept.view.size),
    )
    return replace(kept, view=view, refused_bytes=refused_bytes)


def _ended(shelf: ImportShelf, kept: KeptImport, state: Any, now: int) -> KeptImport:
    done = state == "done"
    view = replace(kept.view, state=state, ended_at=now, read_bytes=kept.view.size if done else kept.view.read_bytes)
    kept = replace(kept, view=view)
    shelf.save(kept)
    if done:
        shelf.content(view.id).unlink(missing_ok=True)
    return kept


async def _said(ctx: StudioContext, signals: Sequence[Signal]) -> None:
    """Durable when it returns; a busy log is waited for, and so is a loop that is behind."""
    last = 0
    while signals and not last:
        try:
            last = await ctx.accept(signals) + len(signals) - 1
        except Unavailable as busy:
            if busy.code not in BUSY:
                raise
            await asyncio.sleep(BUSY_SECONDS)
    while last - ctx.position() > LAG_SIGNALS:
        await asyncio.sleep(LAG_SECONDS)
