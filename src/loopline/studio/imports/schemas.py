"""What the API of imports takes and answers. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Struct

from loopline.signals.imports.mapping import ImportKind, MappedColumn
from loopline.signals.imports.rows import RefusedRow

ImportFormat = Literal["csv", "jsonl", "parquet"]
ImportState = Literal["uploading", "ready", "running", "done", "failed", "cancelled"]


class NewImport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that is to be read. `sha256` is of its content, in hex; `map` are texts such as `Plan=plan:text`.

    `set` gives one value of a field to all rows. `encoding` and `delimiter` are guessed where they are "".
    """

    name: str
    sha256: str
    size: int
    kind: ImportKind = "people"
    format: ImportFormat | Literal[""] = ""
    map: tuple[str, ...] = ()
    set: dict[str, str] = {}
    silent: bool = True
    encoding: str = ""
    delimiter: str = ""


class FileShape(Struct, frozen=True):
    """How a file is read: as what, in which encoding and with which delimiter ("" for files that need none)."""

    format: ImportFormat
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[MappedColumn, ...] = ()


class ImportView(Struct, frozen=True, kw_only=True):
    """An import and how far it is. `rows` were read, of which `accepted` were taken and `refused` were not.

    `read_bytes` of `size` have been read; of a file that arrives in parts `received` bytes are there. `shape` is there
    from its start on, and `fault` says why it failed.
    """

    id: str
    name: str
    kind: ImportKind
    state: ImportState
    silent: bool
    size: int
    received: int
    by: str
    created_at: int
    began_at: int = 0
    ended_at: int = 0
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    read_bytes: int = 0
    shape: FileShape | None = None
    fault: str = ""


class ImportList(Struct, frozen=True):
    """Every import, the newest first."""

    imports: tuple[ImportView, ...]


class PreviewedRow(Struct, frozen=True):
    """A row as it will be: the line it begins on, and its fields with their values."""

    line: int
    fields: dict[str, Any]


class ImportTrial(Struct, frozen=True):
    """A dry run: how the file is read, its first rows as they will be, the first faults. `whole`: all were read."""

    shape: FileShape
    rows: int
    refused: int
    whole: bool
    faults: tuple[RefusedRow, ...]
    preview: tuple[PreviewedRow, ...]
