"""Imports as people ask for them: begun, filled with their file, tried, started, watched, cancelled."""

import asyncio
import re
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.logs import log
from loopline.model.errors import Conflict, Invalid, Unavailable
from loopline.model.ids import stable_id
from loopline.runtime.supervise import SupervisedTask
from loopline.signals.imports.mapping import check_fields
from loopline.signals.imports.rows import BadRow, RefusedRow
from loopline.studio.context import StudioContext
from loopline.studio.imports import schemas as shape
from loopline.studio.imports.batches import judged
from loopline.studio.imports.open_rows import opened, shape_of
from loopline.studio.imports.reading import READER_DOWN
from loopline.studio.imports.run import reader_of, run_import
from loopline.studio.imports.shelf import ImportShelf, KeptImport

SIZE_MAX: Final = 4 << 30
NAME_CHARACTERS_MAX: Final = 300
TRIED_ROWS: Final = 20_000
FAULTS_SHOWN: Final = 20
PREVIEWED_ROWS: Final = 10
LOOK_SECONDS: Final = 0.2
READER_DEATHS_MAX: Final = 3
"""A process that ends so often in a row, and reads nothing in between, ends the import: its file is what kills it."""

SHA256: Final = re.compile(r"[0-9a-f]{64}")


class ImportDesk:
    """Coroutines of the app's event loop. `task` reads what was started, one import after another."""

    def __init__(self, ctx: StudioContext, folder: Path) -> None:
        self._ctx, self._shelf = ctx, ImportShelf(folder)
        self._lock = asyncio.Lock()
        self._cancelled: set[str] = set()
        self._deaths: dict[str, tuple[int, int]] = {}  # of an import: the rows read by then, the deaths there
        self._has_work = True  # what a kill cut short is found by looking once
        self.task = SupervisedTask("imports", self.round, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def open(self, asked: shape.NewImport, by: str) -> shape.ImportView:
        """The import of this file and these options: a new one, or the one that is there already, wherever it is.

        Raises Invalid `import_invalid`, `import_too_large`, Conflict `imports_full`.
        """
        if not SHA256.fullmatch(asked.sha256) or asked.size < 0 or not 0 < len(asked.name) <= NAME_CHARACTERS_MAX:
            text = f"An import has a name of at most {NAME_CHARACTERS_MAX} characters, a SHA-256 in hex and a size."
            raise Invalid("import_invalid", text)
        if asked.size > SIZE_MAX:
            raise Invalid("import_too_large", f"A file has at most {SIZE_MAX >> 30} GB; split it.", at="size")
        check_fields(asked.kind, asked.set, silent=asked.silent)
        options = msgspec.json.encode(replace(asked, name=""), order="deterministic").decode()
        identity = stable_id("import", asked.sha256, options)
        async with self._lock:
            kept = await asyncio.to_thread(self._shelf.find, identity)
            if kept is None:
                view = shape.ImportView(
                    id=identity,
                    name=asked.name,
                    kind=asked.kind,
                    silent=asked.silent,
                    state="uploading",
                    size=asked.size,
                    received=0,
                    by=by,
                    created_at=self._ctx.clock.now(),
                )
                kept = KeptImport(asked, view)
                await asyncio.to_thread(self._shelf.save, kept)
                log.info("import_opened", id=identity, kind=asked.kind, size=asked.size, silent=asked.silent, by=by)
            elif kept.view.state in ("cancelled", "failed") and not self._is_whole(kept):
                kept = replace(kept, view=replace(kept.view, state="uploading", received=0))
                await asyncio.to_thread(self._shelf.save, kept)
            return kept.view

    async def add_part(self, identity: str, offset: int, part: bytes) -> shape.ImportView:
        """Take a part of the file. Raises Missing, Conflict `import_part`, Invalid `import_content`."""
        async with self._lock:
            kept = await asyncio.to_thread(self._shelf.get, identity)
            return (await asyncio.to_thread(self._shelf.add_part, kept, offset, part)).view

    async def take_file(self, identity: str, file: Path) -> shape.ImportView:
        """Take the whole file, which is on this machine. Raises as `add_part`."""
        async with self._lock:
            kept = await asyncio.to_thread(self._shelf.get, identity)
            if kept.view.state != "uploading":
                return kept.view
            return (await asyncio.to_thread(self._shelf.take_whole, kept, file)).view

    async def attempt(self, identity: str) -> shape.ImportTrial:
        """A dry run over the first 20,000 rows, which says nothing to anybody. Raises as `start`."""
        kept = await asyncio.to_thread(self._shelf.get, identity)
        self._check_whole(kept)
        return await asyncio.to_thread(self._tried, kept)

    async def start(self, identity: str) -> shape.ImportView:
        """Begin, or go on where it was. Raises Missing, Conflict `import_not_whole`, Invalid as `shape_of`."""
        async with self._lock:
            kept = await asyncio.to_thread(self._shelf.get, identity)
            if kept.view.state in ("done", "running"):
                self._cancelled.discard(identity)
                return kept.view
            self._check_whole(kept)
            found = kept.view.shape or await asyncio.to_thread(shape_of, self._shelf.content(identity), kept.asked)
            began_at = kept.view.began_at or self._ctx.clock.now()
            view = replace(kept.view, state="running", shape=found, began_at=began_at, ended_at=0, fault="")
            self._cancelled.discard(identity)
            await asyncio.to_thread(self._shelf.save, replace(kept, view=view))
            self._has_work = True
            log.info("import_started", id=identity, rows=view.rows, by=view.by)
            return view

    async def cancel(self, identity: str) -> shape.ImportView:
        """End it behind the batch in hand; what was taken stays. `start` goes on. Raises Missing."""
        async with self._lock:
            kept = await asyncio.to_thread(self._shelf.get, identity)
            if kept.view.state == "running":
                self._cancelled.add(identity)
            elif kept.view.state in ("uploading", "ready"):
                kept = replace(kept, view=replace(kept.view, state="cancelled"))
                await asyncio.to_thread(self._shelf.save, kept)
            log.info("import_cancelled", id=identity, rows=kept.view.rows)
            return kept.view

    async def forget(self, identity: str) -> None:
        """Delete the file, the refused rows, and what is known of it; what was taken stays.

        Raises Missing, Conflict `import_running`.
        """
        async with self._lock:
            kept = await asyncio.to_thread(self._shelf.get, identity)
            if kept.view.state == "running":
                raise Conflict("import_running", "The import is being read; cancel it first.")
            await asyncio.to_thread(self._shelf.forget, identity)
            log.info("import_forgotten", id=identity)

    def one(self, identity: str) -> shape.ImportView:
        """Raises Missing `import_unknown`."""
        return self._shelf.get(identity).view

    def listing(self) -> shape.ImportList:
        """Every import, the newest first."""
        return shape.ImportList(tuple(kept.view for kept in self._shelf.all()))

    def refused(self, identity: str) -> Path:
        """The file of the refused rows; it is not there while none was refused. Raises Missing."""
        return self._shelf.refused(self._shelf.get(identity).view.id)

    async def round(self) -> None:
        """Read everything that was started, the oldest first; one that fails holds up none behind it."""
        if not self._has_work:
            return
        self._has_work, failed = False, list[Exception]()
        try:
            kept = await asyncio.to_thread(self._shelf.all)
            for one in reversed(kept):
                if one.view.state == "running":
                    try:
                        await self._run(one)
                    except Exception as error:
                        failed.append(error)
            if failed:
                raise failed[0]
        except BaseException:
            self._has_work = True
            raise

    async def _run(self, kept: KeptImport) -> None:
        identity = kept.view.id
        try:
            done = await run_import(self._ctx, self._shelf, kept, lambda: identity in self._cancelled)
            self._deaths.pop(identity, None)
            log.info("import_ended", id=identity, state=done.view.state, rows=done.view.rows, refused=done.view.refused)
        except (Invalid, FileNotFoundError) as fault:
            await self._failed(await asyncio.to_thread(self._shelf.get, identity), str(fault))
        except Unavailable as fault:
            now = await asyncio.to_thread(self._shelf.get, identity)
            if fault.code != READER_DOWN or not self._is_last_death(now):
                raise
            text = f"The process that reads the rows ended {READER_DEATHS_MAX} times behind row {now.view.rows:,}."
            await self._failed(now, f"{text} [{READER_DOWN}]")
        finally:
            self._cancelled.discard(identity)

    async def _failed(self, now: KeptImport, fault: str) -> None:
        view = replace(now.view, state="failed", fault=fault[:500], ended_at=self._ctx.clock.now())
        await asyncio.to_thread(self._shelf.save, replace(now, view=view))
        log.warning("import_failed", id=view.id, fault=view.fault)

    def _is_last_death(self, now: KeptImport) -> bool:
        """Whether its reader has ended too often where it is now."""
        rows, deaths = self._deaths.pop(now.view.id, (-1, 0))
        deaths = deaths + 1 if rows == now.view.rows else 1
        if deaths < READER_DEATHS_MAX:
            self._deaths[now.view.id] = now.view.rows, deaths
        return deaths >= READER_DEATHS_MAX

    def _is_whole(self, kept: KeptImport) -> bool:
        return kept.view.received == kept.view.size and self._shelf.content(kept.view.id).exists()

    def _check_whole(self, kept: KeptImport) -> None:
        if not self._is_whole(kept):
            text = f"{kept.view.received} of {kept.view.size} bytes are there, and the import is {kept.view.state}."
            raise Conflict("import_not_whole", text)

    def _tried(self, kept: KeptImport) -> shape.ImportTrial:
        path, now = self._shelf.content(kept.view.id), self._ctx.clock.now()
        found = shape_of(path, kept.asked)
        reader = reader_of(self._ctx, kept.view.id, kept.asked, found, now, kept.view.by)
        rows, faults, shown, refused = 0, list[RefusedRow](), list[shape.PreviewedRow](), 0
        with opened(path, found) as file:
            for line, row, _ in judged(islice(file.rows, TRIED_ROWS), reader, 0, now):
                rows += 1
                if isinstance(row, BadRow):
                    refused += 1
                    faults += [row.at(line)] if len(faults) < FAULTS_SHOWN else []
                elif len(shown) < PREVIEWED_ROWS:
                    shown.append(shape.PreviewedRow(line, reader.fields(row)))
            whole = next(file.rows, None) is None
        return shape.ImportTrial(found, rows, refused, whole, tuple(faults), tuple(shown))
