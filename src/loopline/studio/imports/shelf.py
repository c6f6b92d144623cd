"""Imports on disk: a folder each, with the file, how far it is, and the rows that were refused.

They stand beside the stores, not in them: a file of gigabytes is no row, and in the end the log has what it says.
"""

import csv
import hashlib
import io
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.model.errors import Conflict, Invalid, Missing, Unavailable
from loopline.signals.imports.inert import inert_cell
from loopline.signals.imports.rows import RefusedRow
from loopline.studio.imports.schemas import ImportView, NewImport

FOLDER: Final = "imports"
ID: Final = re.compile(r"[0-9a-f]{32}")
HEADER: Final = ("line", "column", "seen", "expected", "code")
KEPT_MAX: Final = 1_000


class KeptImport(Struct, frozen=True):
    """What is written of an import: what was asked, how far it is, and how long its file of refused rows was then."""

    asked: NewImport
    view: ImportView
    refused_bytes: int = 0


class ImportShelf:
    """The imports of a data folder. Each is written by one at a time; safe to read from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def get(self, identity: str) -> KeptImport:
        """Raises Missing `import_unknown`."""
        found = self.find(identity)
        if found is None:
            raise Missing("import_unknown", f"There is no import {identity[:40]!r}.", at="id")
        return found

    def find(self, identity: str) -> KeptImport | None:
        """The import of this id, when there is one."""
        if not ID.fullmatch(identity):
            return None
        try:
            return msgspec.json.decode((self._folder / identity / "import.json").read_bytes(), type=KeptImport)
        except (OSError, msgspec.DecodeError):
            return None

    def all(self) -> list[KeptImport]:
        """Every import, the newest first."""
        names = [path.name for path in self._folder.iterdir()] if self._folder.is_dir() else []
        found = [kept for name in names if (kept := self.find(name)) is not None]
        return sorted(found, key=lambda kept: (-kept.view.created_at, kept.view.id))

    def save(self, kept: KeptImport) -> None:
        """Durable when it returns. Raises Conflict `imports_full`, Unavailable `import_disk`."""
        place = self._folder / kept.view.id
        if not place.is_dir():
            if len(self.all()) >= KEPT_MAX:
                raise Conflict("imports_full", f"{KEPT_MAX} imports are kept; delete some of the folder {FOLDER}.")
            with _on_disk():
                place.mkdir(parents=True)
        fresh = place / "import.new"
        with _on_disk():
            with fresh.open("wb") as out:
                out.write(msgspec.json.encode(kept))
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(place / "import.json")

    def forget(self, identity: str) -> None:
        """Delete its folder."""
        shutil.rmtree(self._folder / identity, ignore_errors=True)

    def content(self, identity: str) -> Path:
        """The path of the file."""
        return self._folder / identity / "content"

    def refused(self, identity: str) -> Path:
        """The path of the refused rows, as CSV."""
        return self._folder / identity / "refused.csv"

    def add_part(self, kept: KeptImport, offset: int, part: bytes) -> KeptImport:
        """Put a part of the file behind what is there; the last one has it checked.

        Raises Conflict `import_part` for another offset, Invalid `import_content` for a file of another hash,
        Unavailable `import_disk`.
        """
        view, path = kept.view, self.content(kept.view.id)
        if view.state != "uploading" or offset != view.received or offset + len(part) > view.size:
            text = (
                f"The import is {view.state} and has {view.received} of {view.size} bytes; send the part behind them."
            )
            raise Conflict("import_part", text, at="offset")
        with _on_disk(), path.open("r+b" if path.exists() else "wb") as out:
            out.truncate(offset)
            out.seek(offset)
            out.write(part)
            out.flush()
            os.fsync(out.fileno())
        return self._grown(kept, offset + len(part))

    def take_whole(self, kept: KeptImport, file: Path) -> KeptImport:
        """Take a copy of a file on this machine. Raises as `add_part`."""
        with _on_disk():
            shutil.copyfile(file, self.content(kept.view.id))
        return self._grown(kept, self.content(kept.view.id).stat().st_size)

    def _grown(self, kept: KeptImport, received: int) -> KeptImport:
        done = received == kept.view.size
        if done and file_digest(self.content(kept.view.id)) != kept.asked.sha256:
            self.save(replace(kept, view=replace(kept.view, received=0)))
            raise Invalid("import_content", "The file that arrived has another hash than was said; send it again.")
        kept = replace(kept, view=replace(kept.view, received=received, state="ready" if done else "uploading"))
        self.save(kept)
        return kept

    def add_refused(self, kept: KeptImport, rows: Iterable[RefusedRow]) -> int:
        """Write refused rows behind those that `kept` knows of; the length of their file, in bytes. Durable."""
        path = self.refused(kept.view.id)
        text = io.StringIO(newline="")
        lines = csv.writer(text)
        if not kept.refused_bytes:
            lines.writerow(HEADER)
        lines.writerows(
            (row.line, _plain(row.column), _plain(row.seen), _plain(row.expected), row.code) for row in rows
        )
        with _on_disk(), path.open("r+b" if path.exists() else "wb") as out:
            out.truncate(kept.refused_bytes)
            out.seek(kept.refused_bytes)
            out.write(text.getvalue().encode("utf-8", "replace"))
            out.flush()
            os.fsync(out.fileno())
            return out.tell()


@contextmanager
def _on_disk() -> Iterator[None]:
    """What the disk refuses, as when it is full, can be tried again."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as fault:
        text = f"The import cannot be written: {fault.strerror or type(fault).__name__}. Try again when it can be."
        raise Unavailable("import_disk", text) from fault


def _plain(seen: str) -> str:
    """What stood in a cell, on one line, and so that no spreadsheet takes it for a formula."""
    return inert_cell(" ".join(seen.replace("\0", "\\0").splitlines()))


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
