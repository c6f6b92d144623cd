"""Destinations as people ask for them, and the task that has them written when their schedule says so."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.triggers.moments import check_times
from loopline.logs import log
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.providers.sources.reach import SourceReach
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.storage.sql.sources.source_table import StoredSource
from loopline.studio.context import StudioContext
from loopline.studio.destinations import schemas as shape
from loopline.studio.destinations.folder_target import FolderTarget
from loopline.studio.destinations.pieces import membership_piece, open_pieces
from loopline.studio.destinations.sql_target import SqlTarget
from loopline.studio.destinations.target import SentPiece, Target
from loopline.studio.open_facts.desk import OpenFacts
from loopline.studio.providers.seal import Seal
from loopline.studio.sources.spec import NAME, URL_CHARACTERS_MAX, next_run, where_of

LOOK_SECONDS: Final = 30.0
FAULT_CHARACTERS_MAX: Final = 500


class DestinationDesk:
    """Made once by the studio; `task` belongs to the app's event loop. One destination is written after another."""

    def __init__(self, ctx: StudioContext, open_facts: OpenFacts, seal: Seal, reach: SourceReach) -> None:
        self._ctx, self._open_facts, self._seal, self._reach = ctx, open_facts, seal, reach
        self._table = ctx.studio_store.destinations
        self._wake = asyncio.Event()
        self.task = SupervisedTask("destinations", self.round, ctx.on_error, self._rest)

    def listing(self) -> shape.DestinationList:
        """Every destination, by name."""
        return shape.DestinationList(tuple(map(self._line, self._table.all())))

    def line(self, name: str) -> shape.DestinationLine:
        """One of them. Raises Missing `destination_unknown`."""
        return self._line(self._get(name))

    def history(self, name: str) -> shape.DestinationHistory:
        """Its last runs. Raises Missing `destination_unknown`."""
        self._get(name)
        rows = self._table.history(name)
        return shape.DestinationHistory(tuple(msgspec.json.decode(row, type=shape.DestinationRun) for row in rows))

    async def add(self, body: shape.DestinationBody, by: str) -> shape.DestinationLine:
        """Set one up; its schedule begins. Raises Invalid, Conflict `source_taken`, `sources_full`."""
        url, spec, now = body.url.strip(), body.spec, self._ctx.clock.now()
        if not NAME.fullmatch(body.name) or len(url) > URL_CHARACTERS_MAX:
            text = "A destination's name has small letters, digits and hyphens, begins with a letter, and 40 at most."
            raise Invalid("source_name", text, at="name")
        if spec.schedule:
            check_times(spec.schedule, at="schedule")
        if not spec.tables:
            raise Invalid("destination_tables", f"Name some of {', '.join(shape.ALL)}.", at="tables")
        self._target(spec, url).close()
        one = StoredSource(
            name=body.name,
            kind=spec.kind,
            spec=msgspec.json.encode(spec),
            sealed=self._seal.close(url),
            state=b"null",
            paused=0,
            wanted=0,
            next_at=self._next_at(spec, now),
            created_at=now,
            by=by,
        )
        await asyncio.to_thread(self._table.add, one)
        log.info("destination_added", destination=one.name, kind=one.kind, by=by)
        self._wake.set()
        return self._line(one)

    async def remove(self, name: str) -> None:
        """Take one away; what was written stays there. Raises Missing `destination_unknown`."""
        if not await asyncio.to_thread(self._table.remove, name):
            raise self._unknown(name)
        log.info("destination_removed", destination=name)

    async def pause(self, name: str, *, paused: bool) -> shape.DestinationLine:
        """Let one rest, or go on at its times. Raises Missing `destination_unknown`."""
        one = await asyncio.to_thread(self._get, name)
        next_at = 0 if paused else self._next_at(_spec(one), self._ctx.clock.now())
        write = partial(self._table.plan, name, paused=int(paused), wanted=0, next_at=next_at)
        await asyncio.to_thread(write)
        self._wake.set()
        return await asyncio.to_thread(self.line, name)

    async def run(self, name: str) -> shape.DestinationLine:
        """Have one written now. Raises Missing `destination_unknown`, Conflict `destination_paused`."""
        one = await asyncio.to_thread(self._get, name)
        if one.paused:
            raise Conflict("destination_paused", f'The destination "{name}" is paused; resume it first.')
        write = partial(self._table.plan, name, paused=0, wanted=1, next_at=one.next_at)
        await asyncio.to_thread(write)
        self._wake.set()
        return await asyncio.to_thread(self.line, name)

    async def round(self) -> None:
        """Write every destination that is due; one that fails holds up none behind it."""
        for known in await asyncio.to_thread(self._table.all):
            one = await asyncio.to_thread(self._table.get, known.name)
            if one is not None and self._is_due(one):
                await self._write(one)

    def _is_due(self, one: StoredSource) -> bool:
        """A run that a kill cut short is `running` still, and is done anew: what stands there is not written again."""
        last = _last(one)
        is_open = last is not None and last.state == "running"
        return not one.paused and (is_open or bool(one.wanted) or 0 < one.next_at <= self._ctx.clock.now())

    async def _write(self, one: StoredSource) -> None:
        spec, now, last = _spec(one), self._ctx.clock.now(), _last(one)
        run = shape.DestinationRun(
            run=(last.run + (last.state != "running")) if last else 1,
            state="running",
            by="hand" if one.wanted else "schedule",
            began_at=now,
        )
        one = replace(one, next_at=self._next_at(spec, now))
        record = msgspec.json.encode(run)
        if not await asyncio.to_thread(self._table.begin, one, record, run.run, record):
            return
        try:
            files, rows = await in_thread(partial(self._written, one, spec, run.run))
            run = replace(run, state="done", files=files, rows=rows)
        except LooplineError as fault:
            run = replace(run, state="failed", fault=str(fault)[:FAULT_CHARACTERS_MAX])
        except Exception as fault:
            self._ctx.on_error(fault)
            broken = Invalid("destination_broken", f"It broke by a fault of ours: {type(fault).__name__}.")
            run = replace(run, state="failed", fault=str(broken))
        run = replace(run, ended_at=self._ctx.clock.now())
        log.info("destination_written", destination=one.name, run=run.run, state=run.state, files=run.files)
        record = msgspec.json.encode(run)
        await asyncio.to_thread(self._table.advance, one, record, run.run, record, 0, [])

    def _written(self, one: StoredSource, spec: shape.DestinationSpec, run: int) -> tuple[int, int]:
        """How many pieces were written, and their rows."""
        target = self._target(spec, self._url(one))
        try:
            with TemporaryDirectory(prefix="loopline-destination-") as folder:
                pieces = open_pieces(self._open_facts, spec.tables)
                if "memberships" in spec.tables:
                    pieces.append(membership_piece(self._ctx, Path(folder), f"{one.created_at}-{run}"))
                return _level(target, pieces, spec.tables)
        finally:
            target.close()

    def _target(self, spec: shape.DestinationSpec, url: str) -> Target:
        return SqlTarget(url, self._reach) if spec.kind == "sql" else FolderTarget(url, self._reach)

    def _url(self, one: StoredSource) -> str:
        try:
            return self._seal.open(one.sealed, one.name)
        except Invalid:
            text = f'The address of "{one.name}" does not open: restore secrets/sources, or add the destination again.'
            raise Invalid("source_secret_lost", text, at=one.name) from None

    def _next_at(self, spec: shape.DestinationSpec, now: int) -> int:
        return next_run(spec.schedule, self._ctx.published().workspace.zone, now)

    async def _rest(self) -> None:
        """Until the next one is due, or somebody changes something."""
        now, soon = self._ctx.clock.now(), LOOK_SECONDS
        for one in await asyncio.to_thread(self._table.all):
            if not one.paused and (one.wanted or one.next_at):
                soon = min(soon, 0.05 if one.wanted else max(0.05, (one.next_at - now) / 1000))
        with suppress(TimeoutError):
            async with asyncio.timeout(soon):
                await self._wake.wait()
        self._wake.clear()

    def _get(self, name: str) -> StoredSource:
        found = self._table.get(name)
        if found is None:
            raise self._unknown(name)
        return found

    @staticmethod
    def _unknown(name: str) -> Missing:
        text = f'There is no destination "{name[:60]}"; `loopline destination list` shows them.'
        return Missing("destination_unknown", text)

    def _line(self, one: StoredSource) -> shape.DestinationLine:
        where = ""
        with suppress(LooplineError):  # the list is there although a secret is lost
            where = where_of(self._url(one))
        return shape.DestinationLine(
            name=one.name,
            where=where,
            spec=_spec(one),
            paused=bool(one.paused),
            wanted=bool(one.wanted),
            next_at=one.next_at,
            created_at=one.created_at,
            by=one.by,
            last=_last(one),
        )


def _spec(one: StoredSource) -> shape.DestinationSpec:
    return msgspec.json.decode(one.spec, type=shape.DestinationSpec)


def _last(one: StoredSource) -> shape.DestinationRun | None:
    return msgspec.json.decode(one.state, type=shape.DestinationRun | None)


def _level(target: Target, pieces: list[SentPiece], tables: Sequence[shape.SentTable]) -> tuple[int, int]:
    """Write the pieces whose marks are others there, and take away what is none any more."""
    there, files, rows = target.marks(), 0, 0
    for piece in pieces:
        if there.get(piece.path) != piece.mark:
            target.put(piece)
            files, rows = files + 1, rows + piece.rows
    wanted = {piece.path for piece in pieces}
    for path in there:
        day = Path(path).stem if "/" in path else ""
        if path not in wanted and day and "facts" in tables:
            target.drop("facts", path, day)
    return files, rows
