"""Sources as the API shows and takes them. No secret is ever shown. Times are ms since the epoch, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.signals.imports.mapping import ImportKind, MappedColumn
from loopline.signals.imports.rows import RefusedRow
from loopline.studio.imports.schemas import PreviewedRow

SourceKind = Literal["sql", "file", "rest"]
RunState = Literal["running", "waiting", "done", "failed"]


class SourceSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of a source, and what becomes of its rows; nothing of it is secret.

    `query` is one SELECT (of files, over `pulled`; "" reads all). `cursor` is the column that grows with every change;
    without one everything is read each time, and `once` reads each file of a folder once. `records` to `a_second` are
    for services of the web: the path to the records, the parameter that counts pages or the path to the next page with
    its parameter, the parameter that takes the newest cursor, and requests a second at most. `takes`, `map`, `set` and
    `silent` are as an import has them. `schedule` is five fields of cron, in the workspace's zone; "": by hand alone.
    """

    kind: SourceKind
    query: str = ""
    cursor: str = ""
    once: bool = False
    records: str = ""
    page_param: str = ""
    next: str = ""
    next_param: str = ""
    since_param: str = ""
    a_second: float = 2.0
    takes: ImportKind = "people"
    map: tuple[str, ...] = ()
    set: dict[str, str] = {}
    silent: bool = True
    schedule: str = ""


class SourceBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source to set up, or to try. `url` and `headers` are kept sealed and never shown."""

    name: str
    url: str
    headers: dict[str, str] = {}
    spec: SourceSpec


class SourceRun(Struct, frozen=True, kw_only=True):
    """A run: `rows` were read, of which `accepted` were taken and `refused` were not. `waiting`: it is tried again.

    `fault` says why it failed or waits, and `by` is who asked for it ("schedule" for none).
    """

    run: int
    state: RunState
    by: str
    began_at: int
    ended_at: int = 0
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    fault: str = ""


class SourceLine(Struct, frozen=True, kw_only=True):
    """A source and how it does. `where` is its address without login, parameters and secrets.

    `columns` are planned by its first run, or by its test when it was set up; `after` is how far the cursor is, "" for
    nowhere, and `next_at` when the schedule has it run (0: never, or it rests).
    """

    name: str
    where: str
    headers: tuple[str, ...]
    spec: SourceSpec
    columns: tuple[MappedColumn, ...]
    paused: bool
    wanted: bool
    after: str
    next_at: int
    created_at: int
    by: str
    last: SourceRun | None = None


class SourceList(Struct, frozen=True):
    """Every source, by name."""

    sources: tuple[SourceLine, ...]


class SourceHistory(Struct, frozen=True):
    """The last runs of a source, the newest first."""

    past: tuple[SourceRun, ...]


class SourceTrial(Struct, frozen=True, kw_only=True):
    """A dry run over the next rows: what each column becomes, the first rows as they will be, the first faults.

    `whole`: there are no more rows than these.
    """

    columns: tuple[MappedColumn, ...]
    rows: int
    refused: int
    whole: bool
    faults: tuple[RefusedRow, ...]
    preview: tuple[PreviewedRow, ...]
