"""A folder of others: the same Parquet files, each replaced whole, and a file that says what stands there."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from loopline.model.errors import Invalid, Unavailable
from loopline.providers.sources.reach import SourceReach
from loopline.studio.destinations.schemas import SentTable
from loopline.studio.destinations.target import SentPiece

MANIFEST: Final = "loopline.json"
FRESH: Final = ".new"
OURS: Final = re.compile(r"days/\d{4}-\d\d-\d\d\.parquet|[a-z]+\.parquet", re.ASCII)
"""The only paths that are written or taken away: others write in the folder too, also what says what stands there."""


class FolderTarget:
    """Paths are those of open facts: `days/2026-11-30.parquet`, `people.parquet`."""

    def __init__(self, path: str, reach: SourceReach) -> None:
        """Raises Invalid `source_folder` for a folder that may not be reached."""
        self._folder = Path(path)
        if not self._folder.is_absolute():
            raise Invalid("source_folder", "Write the whole path of the folder, such as /warehouse/loopline.", at="url")
        reach.check(self._folder)
        self._reach = reach

    def marks(self) -> dict[str, str]:
        """Of files that are there; one that somebody deleted is written again."""
        found: dict[str, str] = {}
        with suppress(OSError, msgspec.DecodeError):
            found = msgspec.json.decode((self._folder / MANIFEST).read_bytes(), type=dict[str, str])
        return {path: mark for path, mark in found.items() if OURS.fullmatch(path) and (self._folder / path).exists()}

    def put(self, piece: SentPiece) -> None:
        """Copied beside, brought to disk, then put in its place. Raises Invalid `source_folder` as its making does."""
        whole = self._inside(piece.path)
        try:
            whole.parent.mkdir(parents=True, exist_ok=True)
            fresh = whole.with_name(whole.name + FRESH)
            fresh.unlink(missing_ok=True)  # it may be a link to elsewhere
            with piece.file.open("rb") as given, fresh.open("xb") as out:
                shutil.copyfileobj(given, out)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(whole)
            self._save({**self.marks(), piece.path: piece.mark})
        except OSError as fault:
            raise _unwritten(fault) from None

    def drop(self, table: SentTable, path: str, day: str) -> None:
        """The file, and its mark."""
        try:
            self._inside(path).unlink(missing_ok=True)
            self._save(self.marks())
        except OSError as fault:
            raise _unwritten(fault) from None

    def close(self) -> None:
        """Nothing stays open."""

    def _save(self, marks: dict[str, str]) -> None:
        fresh = self._folder / (MANIFEST + FRESH)
        fresh.unlink(missing_ok=True)
        with fresh.open("xb") as out:
            out.write(msgspec.json.encode(marks, order="sorted"))
        fresh.replace(self._folder / MANIFEST)

    def _inside(self, path: str) -> Path:
        """Where a piece stands; a link inside of the folder may lead out of what may be reached."""
        whole = self._folder / path
        self._reach.check(whole.parent)
        return whole


def _unwritten(fault: OSError) -> Unavailable:
    text = f"The folder cannot be written: {fault.strerror or type(fault).__name__}."
    return Unavailable("destination_unreachable", text)
