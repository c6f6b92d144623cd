"""Reads the rows of an import into the log, in batches; each batch is durable before the import says so.

A kill between the two has the batch said again by the same ids, within the number of ids that a person remembers.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.ids import stable_id
from loopline.model.signal import Signal
from loopline.model.signals.addresses import AddressSpoken
from loopline.signals.imports.mapping import FIELDS
from loopline.signals.imports.rows import RowReader
from loopline.studio.context import StudioContext
from loopline.studio.imports.batches import ReadRows
from loopline.studio.imports.reader_process import ReadOrder
from loopline.studio.imports.reading import RowSource, read_by_process, read_in_thread
from loopline.studio.imports.schemas import FileShape, NewImport
from loopline.studio.imports.shelf import ImportShelf, KeptImport
from loopline.studio.suppressions.rows import word_in
from loopline.studio.suppressions.schemas import SuppressionBody

LAG_SIGNALS: Final = 10_000
"""So many signals may wait for their decision; then the import waits, and what comes from elsewhere overtakes it."""

BUSY: Final = ("queue_full", "intake_slow")
BUSY_SECONDS: Final = 0.25
LAG_SECONDS: Final = 0.01


def reader_of(ctx: StudioContext, identity: str, asked: NewImport, shape: FileShape, at: int, by: str) -> RowReader:
    """What reads the rows of an import that began at this time (ms)."""
    spoken = partial(address_spoken, ctx, by)
    return RowReader(asked.kind, shape.columns, asked.set, identity, at, by, spoken, silent=asked.silent)


def address_spoken(ctx: StudioContext, by: str, identity: str, found: Mapping[str, Any], at: int) -> list[Signal]:
    """What a row of suppressions says of an address (`at` in ms). Raises Invalid."""
    stated = {name: str(found[name]) for name in FIELDS["suppressions"] if name in found}
    key, name, note = word_in(SuppressionBody(**{"address": "", **stated}), ctx.published())
    return [AddressSpoken(key=key, id=stable_id(identity), at=at, received_at=at, words=(name,), by=by, note=note)]


async def run_import(
    ctx: StudioContext, shelf: ImportShelf, kept: KeptImport, is_cancelled: Callable[[], bool]
) -> KeptImport:
    """Read an import from where it is to its end, or until it is cancelled.

    Raises Invalid for a file that cannot be read on, Unavailable; it can be run again after either.
    """
    async with _source(ctx, shelf, kept) as source:
        source.ask(ctx.clock.now())
        while not is_cancelled():
            found = await source.answer()
            if not found.rows:
                return _ended(shelf, kept, "done", ctx.clock.now())
            source.ask(ctx.clock.now())  # the next ones are read while these are written
            length = kept.refused_bytes
            if found.refused:
                length = await asyncio.to_thread(shelf.add_refused, kept, found.refused)
            await accept_all(ctx, found.signals)
            kept = _further(kept, found, length)
            await asyncio.to_thread(shelf.save, kept)
        return _ended(shelf, kept, "cancelled", ctx.clock.now())


def _source(ctx: StudioContext, shelf: ImportShelf, kept: KeptImport) -> AbstractAsyncContextManager[RowSource]:
    """What reads the rows from where the import is: suppressions ask what is published, which the server knows."""
    view, asked, path = kept.view, kept.asked, shelf.content(kept.view.id)
    assert view.shape is not None
    if asked.kind == "suppressions":
        reader = reader_of(ctx, view.id, asked, view.shape, view.began_at, view.by)
        return read_in_thread(path, view.shape, reader, view.rows)
    order = ReadOrder(
        path=str(path.absolute()),
        shape=view.shape,
        kind=asked.kind,
        fixed=asked.set,
        identity=view.id,
        at=view.began_at,
        by=view.by,
        silent=asked.silent,
        skip=view.rows,
    )
    return read_by_process(order)


def _further(kept: KeptImport, found: ReadRows, refused_bytes: int) -> KeptImport:
    refused = len(found.refused)
    view = replace(
        kept.view,
        rows=kept.view.rows + found.rows,
        accepted=kept.view.accepted + found.rows - refused,
        refused=kept.view.refused + refused,
        read_bytes=min(found.position, kept.view.size),
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


async def accept_all(ctx: StudioContext, signals: Sequence[Signal]) -> None:
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
