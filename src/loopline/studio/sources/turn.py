"""One turn of a source: some rows are pulled, said to the log, and then the place behind them is written.

A kill between the two has the batch said again by the same ids, within the number of ids that a person remembers.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.logs import log
from loopline.model.errors import Invalid, Unavailable
from loopline.model.signal import Signal
from loopline.providers.sources.pulled import BATCH_ROWS, Pulled, PulledRow, Puller
from loopline.runtime.supervise import in_thread
from loopline.signals.imports.rows import RowReader
from loopline.storage.sql.sources.source_table import SourceTable, StoredSource
from loopline.studio.context import StudioContext
from loopline.studio.imports.run import accept_all, address_spoken
from loopline.studio.sources.judging import judged_rows, planned, reader_for, row_id
from loopline.studio.sources.schemas import SourceRun, SourceSpec
from loopline.studio.sources.spec import SourceState

TURN_SECONDS: Final = 20.0
"""A source that has more is taken up again behind the others."""

TRIES_MAX: Final = 6
RETRY_MS: Final = 5_000
FAULT_CHARACTERS_MAX: Final = 500


class SourceTurn:
    """A turn of a source whose run is begun. `is_over` says whether it should end early, as when it was paused."""

    def __init__(
        self,
        ctx: StudioContext,
        table: SourceTable,
        one: StoredSource,
        spec: SourceSpec,
        state: SourceState,
        puller: Puller,
        is_over: Callable[[], bool],
    ) -> None:
        assert state.last is not None
        self._ctx, self._table, self._one, self._spec = ctx, table, one, spec
        self._state, self._run, self._puller, self._is_over = state, state.last, puller, is_over
        self._reader: RowReader | None = None
        self._seconds = TURN_SECONDS if goes_on(spec) else float("inf")
        if not goes_on(spec):  # what a kill cut short begins anew, by the same ids
            self._run = replace(self._run, rows=0, accepted=0, refused=0)

    async def play(self) -> SourceRun:
        """The run as it is behind the turn. Raises only what is no fault of the source."""
        pages = self._puller.pull(self._state.place)
        ends, found = time.monotonic() + self._seconds, None
        try:
            while not (found and found.is_last) and time.monotonic() < ends and not self._is_over():
                found = await in_thread(partial(_next, pages))
                if found is None:
                    break
                await self._take(found)
        except Invalid as fault:
            await self._failed(fault)
        except Unavailable as fault:
            if not fault.code.startswith("source_"):
                raise
            await self._wait(fault)
        finally:
            await in_thread(pages.close)
        return self._run

    async def _take(self, found: Pulled) -> None:
        if self._reader is None and found.rows:
            self._reader = self._new_reader(found.rows)
        refused = list[bytes]()
        for begin in range(0, len(found.rows), BATCH_ROWS):
            signals = self._read(found.rows[begin : begin + BATCH_ROWS], begin, refused)
            await accept_all(self._ctx, signals)
        before = self._run
        self._run = replace(
            before,
            rows=before.rows + len(found.rows),
            accepted=before.accepted + len(found.rows) - len(refused),
            refused=before.refused + len(refused),
            state="done" if found.is_last else "running",
            ended_at=self._ctx.clock.now() if found.is_last else 0,
            fault="",
        )
        self._state = replace(self._state, place=found.place, tries=0, retry_at=0)
        await self._write(before.refused, refused)

    def _new_reader(self, rows: list[PulledRow]) -> RowReader:
        if not self._state.columns:
            self._state = replace(self._state, columns=planned(self._spec, rows))
        by = f"source {self._one.name}"
        spoken = partial(address_spoken, self._ctx, by)
        return reader_for(self._one.name, self._spec, self._state.columns, self._run.began_at, by, spoken)

    def _read(self, rows: list[PulledRow], begin: int, refused: list[bytes]) -> list[Signal]:
        assert self._reader is not None
        one, signals, line = self._one, list[Signal](), self._run.rows + begin
        ids = [row_id(one.name, one.created_at, self._spec, self._run.run, row.digest) for row in rows]
        for number, (_, bad, said) in enumerate(judged_rows(rows, self._reader, ids, self._ctx.clock.now()), line + 1):
            signals += said
            if bad is not None:
                refused.append(msgspec.json.encode(bad.at(number)))
        return signals

    async def _wait(self, fault: Unavailable) -> None:
        """Try again later what may pass, a few times."""
        tries = self._state.tries + 1
        if tries >= TRIES_MAX:
            await self._failed(fault)
            return
        retry_at = self._ctx.clock.now() + RETRY_MS * 2**tries
        self._state = replace(self._state, tries=tries, retry_at=retry_at)
        self._run = replace(self._run, state="waiting", fault=_words(fault))
        await self._write(self._run.refused, [])

    async def _failed(self, fault: Invalid | Unavailable) -> None:
        self._state = replace(self._state, tries=0, retry_at=0)
        self._run = replace(self._run, state="failed", fault=_words(fault), ended_at=self._ctx.clock.now())
        log.warning("source_failed", source=self._one.name, run=self._run.run, fault=fault.code)
        await self._write(self._run.refused, [])

    async def _write(self, first: int, refused: list[bytes]) -> None:
        """The place, the run and its refusals, in one transaction."""
        self._state = replace(self._state, last=self._run)
        state, record = msgspec.json.encode(self._state), msgspec.json.encode(self._run)
        write = partial(self._table.advance, self._one, state, self._run.run, record, first, refused)
        await asyncio.to_thread(write)


def goes_on(spec: SourceSpec) -> bool:
    """Whether a run can be left in the middle and taken up again there; else it is read whole, in one turn."""
    return bool(spec.cursor or spec.once or spec.kind == "rest")


def _next(pages: Iterator[Pulled]) -> Pulled | None:
    return next(pages, None)


def _words(fault: Invalid | Unavailable) -> str:
    return f"{fault.text} [{fault.code}]"[:FAULT_CHARACTERS_MAX]
