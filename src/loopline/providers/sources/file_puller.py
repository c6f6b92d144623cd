"""Rows of files that DuckDB reads: Parquet, CSV, JSON lines, and databases of its own. It may open them alone."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.providers.sources.download import Download
from loopline.providers.sources.pulled import BATCH_ROWS, TURN_ROWS, Pulled, PulledRow, Row, SourcePlace, parameter_of
from loopline.providers.sources.reach import SourceReach
from loopline.providers.sources.sql_puller import check_query, paged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "256MB"
DUCKDB: Final = (".duckdb", ".ddb")
READERS: Final[dict[str, str]] = {
    ".parquet": "read_parquet",
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".jsonl": "read_ndjson",
    ".ndjson": "read_ndjson",
}
WEB: Final = ("https://", "http://")


class FilePuller:
    """Pulls rows of files; a query names them `pulled`. Without a cursor, files that are as they were have none.

    `once` reads each file once instead, in the order of their names.
    """

    def __init__(
        self, url: str, query: str, cursor: str, reach: SourceReach, headers: tuple[tuple[str, str], ...], *, once: bool
    ) -> None:
        """Raises Invalid `source_query`, `source_file_kind`, `source_once`."""
        if query:
            check_query(query)
        self._is_web = url.startswith(WEB)
        self._ending = Path(urlsplit(url).path if self._is_web else url).suffix.lower()
        if self._ending not in READERS and self._ending not in DUCKDB:
            text = f"A file ends with one of {', '.join((*READERS, *DUCKDB))}."
            raise Invalid("source_file_kind", text, at="url")
        if self._ending in DUCKDB and not query:
            raise Invalid("source_query", "Say what is read of the database: SELECT * FROM a_table.", at="query")
        if once and (cursor or self._is_web or self._ending in DUCKDB):
            text = "Each file is read once without a cursor, and of a folder; leave the cursor out, or `once`."
            raise Invalid("source_once", text, at="once")
        self._url, self._query, self._cursor, self._once = url, query.strip().removesuffix(";"), cursor, once
        self._reach, self._download = reach, Download(url, headers, reach) if self._is_web else None

    def pull(self, place: SourcePlace) -> Generator[Pulled]:
        """Raises Invalid `source_question` and as `SourceReach.files`, Unavailable as `Download.fetch`."""
        if self._once:
            yield from self._each_once(place)
            return
        with self._files("" if self._cursor else place.page) as files:
            mark = _mark(files) if self._download is None else self._download.mark
            if not files or (not self._cursor and mark and mark == place.page):
                yield Pulled([], place, is_last=True)
                return
            with _opened(files, self._ending) as base:
                for found in paged(self._rows(base, place), place, self._cursor):
                    whole = not self._cursor and found.is_last
                    yield replace(found, place=replace(found.place, page=mark)) if whole else found

    def _rows(self, base: "DuckDBPyConnection", place: SourcePlace) -> Iterator[Row]:
        asked = f"SELECT * FROM ({self._query or 'SELECT * FROM pulled'}\n) AS asked"
        values: list[object] = []
        if self._cursor:
            column = '"' + self._cursor.replace('"', '""') + '"'
            asked += f" WHERE {column} IS NOT NULL"
            if place.after is not None:
                asked += f" AND {column} >= ?"
                values.append(parameter_of(place.after))
            asked += f" ORDER BY {column} LIMIT {TURN_ROWS}"
        yield from _answered(base, asked, values)

    def _each_once(self, place: SourcePlace) -> Generator[Pulled]:
        """`page` is the file in hand, `offset` how many of its rows are behind; a row is known by where it stands."""
        files = {path.name: path for path in self._reach.files(self._url)}
        read = place.page
        names = [name for name in sorted(files) if name > read or (name == read and place.offset >= 0)]
        for number, name in enumerate(names):
            skip = place.offset if name == read else 0
            is_last_file = number == len(names) - 1
            with _opened([files[name]], self._ending) as base:
                asked = f"SELECT * FROM ({self._query or 'SELECT * FROM pulled'}\n) AS asked OFFSET {skip}"
                for found in paged(_answered(base, asked, []), SourcePlace(), ""):
                    rows = [PulledRow(f"{name}/{count}", row.cells) for count, row in enumerate(found.rows, skip)]
                    skip += len(rows)
                    at = SourcePlace(page=name, offset=READ if found.is_last else skip)
                    yield Pulled(rows, at, found.is_last and is_last_file)
        if not names:
            yield Pulled([], place, is_last=True)

    @contextmanager
    def _files(self, known: str) -> Iterator[list[Path]]:
        """The files; none of a download whose mark is this one."""
        if self._download is None:
            yield self._reach.files(self._url)
            return
        with TemporaryDirectory(prefix="loopline-source-") as folder:
            path = Path(folder) / f"pulled{self._ending}"
            yield [path] if self._download.fetch(path, known) else []


READ: Final = -1
"""The offset of a file that is read to its end."""


@contextmanager
def _opened(files: list[Path], ending: str) -> "Iterator[DuckDBPyConnection]":
    """DuckDB with these files, from which nothing else can be opened, and nothing be written."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY, "threads": 1}
    try:
        listed = "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in files) + "]"
        if ending in DUCKDB:
            base = duckdb.connect(str(files[0]), read_only=True, config=config)
        else:
            base = duckdb.connect(config=config)
            base.execute(f"SET allowed_paths = {listed}")
        base.execute("SET enable_external_access = false")
        base.execute("SET lock_configuration = true")
        if ending not in DUCKDB:
            base.execute(f"CREATE VIEW pulled AS SELECT * FROM {READERS[ending]}({listed})")
    except duckdb.Error as fault:
        raise _refused(fault) from None
    try:
        yield base
    finally:
        base.close()


def _answered(base: "DuckDBPyConnection", asked: str, values: list[object]) -> Iterator[Row]:
    import duckdb

    try:
        found = base.execute(asked, values)
        names = [str(column[0]) for column in found.description or ()]
        while rows := found.fetchmany(BATCH_ROWS):
            for row in rows:
                yield dict(zip(names, row, strict=True))
    except duckdb.Error as fault:
        raise _refused(fault) from None


def _mark(files: list[Path]) -> str:
    """What changes when any of the files does."""
    stats = [(path.name, stat.st_size, stat.st_mtime_ns) for path in files for stat in [path.stat()]]
    return blake2b(repr(stats).encode(), digest_size=16).hexdigest()


def _refused(fault: Exception) -> Invalid:
    return Invalid("source_question", f"The files cannot be read: {' '.join(str(fault).split())[:300]}", at="url")
