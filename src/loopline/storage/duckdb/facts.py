"""Facts and people in DuckDB: what learning counts and segments are asked of, written off the hot path."""

import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb

from loopline.model.errors import Conflict, Invalid
from loopline.storage.duckdb import journeys, people
from loopline.storage.duckdb import schema as q
from loopline.storage.duckdb.batches import batches, longest_line
from loopline.storage.duckdb.faults import chunk_errors, query_errors, translated_errors
from loopline.storage.duckdb.in_use import InUse
from loopline.storage.duckdb.lean import SETTING, LeanWork

MEMORY: Final = ":memory:"
OPEN_FILES: Final = "facts"
"""The folder beside the facts file in which open files are written."""

ROW_BOUND: Final = 1_000_000
CLOSE_SECONDS: Final = 10.0
# Lines up to this length are read through small buffers, which stay in the processor's cache.
USUAL_LINE: Final = 1 << 20
Parameters = Sequence[object] | Mapping[str, object]


class DuckFacts:
    """The Facts port on one file, which one process opens. One thread appends; any thread queries what was appended.

    `memory` is DuckDB's bound (it spills to disk above it), `row_bound` how many rows one query may answer.
    """

    def __init__(
        self, path: str | Path = MEMORY, memory: str = "1GB", threads: int = 2, row_bound: int = ROW_BOUND
    ) -> None:
        self._path: Final = str(path)
        self._row_bound: Final = row_bound
        self._lock, self._in_use = threading.Lock(), InUse()
        self._folder: Final = tempfile.TemporaryDirectory() if str(path) == MEMORY else None
        folder = Path(self._folder.name) if self._folder else Path(path).absolute().parent
        self._chunk, self._open_files = folder / "facts.carrying.ndjson", folder / OPEN_FILES
        with translated_errors():
            self._connection: Final = duckdb.connect(config=_settings(folder, memory, threads))
            try:
                self._connection.execute(q.attach(self._path))
                self._connection.execute(q.USE)
                self._lock_in()
                self._open()
                self._merged = bool(self._rows(q.MERGES))
                self._unsettled = _number(self._rows(journeys.UNSETTLED))
            except BaseException:
                self._connection.close()
                raise
            self._lean: Final = LeanWork(self._connection, memory)

    def _lock_in(self) -> None:
        """From here on no query reads a file, except the chunk being appended and what `write_out` wrote."""
        self._connection.execute(f"SET allowed_paths = ['{_quoted(self._chunk)}']")
        self._connection.execute(f"SET allowed_directories = ['{_quoted(self._open_files)}']")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute(f"SET allowed_configs = ['{SETTING}']")
        self._connection.execute("SET lock_configuration = true")

    def _open(self) -> None:
        if not self._rows(q.KNOWN_TABLES):
            with self._transaction():
                self._connection.execute(q.TABLES)
        elif (schema := _number(self._rows(q.SCHEMA))) > q.VERSION:
            text = f"the facts file is from a newer Loopline (schema {schema}): start that version, or restore a backup"
            raise Conflict("schema_newer", text)
        elif schema < q.VERSION:
            self._migrate(schema)

    def _migrate(self, schema: int) -> None:
        for older in range(schema, q.VERSION):
            *first, last = q.MIGRATIONS[older]
            for statement in first:
                with self._transaction():
                    self._connection.execute(statement)
            with self._transaction():
                self._connection.execute(last)
                self._connection.execute(q.SET_SCHEMA, [older + 1])

    def close(self) -> None:
        """Give the file back, once the questions in hand are answered."""
        self._in_use.wait(CLOSE_SECONDS)
        self._lean.close()
        self._connection.close()
        self._chunk.unlink(missing_ok=True)
        if self._folder:
            self._folder.cleanup()

    def copy_to(self, path: Path) -> None:
        """A whole copy of a file, to one that is not there yet; chunks wait meanwhile, questions do not."""
        with self._lock, translated_errors():
            self._connection.execute("CHECKPOINT")  # everything is in the file now, and the lock keeps writers out
            if path.exists():
                raise Conflict("copy_exists", f"{path} is there already: name a file that is not")
            shutil.copyfile(self._path, path)

    def append(self, number: int, lines: bytes, shard: int = 0) -> None:
        """Append one chunk; a chunk that was appended before changes nothing."""
        self.append_many([(number, lines)], shard)

    def append_many(self, chunks: Iterable[tuple[int, bytes]], shard: int = 0) -> None:
        """Append chunks of a shard in order, in one transaction; those appended before are skipped.

        Many at once cost less.

        A chunk may come in pieces of whole lines, one after another with its number: so big is what is in memory.
        """
        with self._lock, translated_errors():
            self._settle()
            try:
                self._append(chunks, shard)
            except duckdb.OutOfMemoryException:
                if isinstance(chunks, Iterator):  # what is read of it cannot be read again
                    raise
                self._append(chunks, shard)  # not lean any more

    def _append(self, chunks: Iterable[tuple[int, bytes]], shard: int) -> None:
        exported, shift = _number(self._rows(q.EXPORTED, [shard])), _number(self._rows(q.SHIFT, [shard]))
        with self._lean.working(), ExitStack() as transaction:
            last = 0
            for number, lines in batches(chunks, exported):
                if not last:
                    transaction.enter_context(chunk_errors())
                    transaction.enter_context(self._transaction())
                self._insert(shard, number + shift, lines)
                lines.clear()  # before the next ones are read
                last = number
            if last:
                self._connection.execute(q.BEGIN_SHARD, {"shard": shard})
                self._connection.execute(q.KEEP, [last, shard])

    def _settle(self) -> None:
        """Write down what reports ask of the facts that came since it was last done, once these are many."""
        if self._unsettled >= journeys.ROWS_TO_SETTLE:
            with self._transaction():
                self._connection.execute(journeys.SETTLE)
            self._unsettled = 0

    def _insert(self, shard: int, number: int, chunks: Sequence[bytes]) -> None:
        """Facts first, then what they say about people, then merges, which rename what stands there.

        Whatever looks at every byte or line is left to DuckDB: it lets the loop's thread go on meanwhile, Python
        would not.
        """
        with self._chunk.open("wb") as file:
            # DuckDB passes over a last line that is cut short: with its end it is read, or refused by name.
            file.writelines(chunk if chunk.endswith(b"\n") else chunk + b"\n" for chunk in chunks)
        fresh = [shard, number, _number(self._rows(q.LAST_ROW, [shard, number]))]
        longest = max(USUAL_LINE, *(longest_line(chunk, USUAL_LINE) for chunk in chunks))
        if longest > USUAL_LINE:
            self._lean.release()
        self._unsettled += _number(self._rows(q.insert(str(self._chunk), shard, number, longest)))
        kinds = {kind for (kind,) in self._rows(q.KINDS, fresh)}
        if q.OLD_KIND in kinds:
            self._connection.execute(q.RENAME_OLD_KIND_IN_CHUNK, fresh)
        if "person" in kinds:
            self._state_people(fresh)
        merges = self._rows(q.NEW_MERGES, fresh) if "merged" in kinds else []
        if merges:
            self._lean.release()
        for other, into in merges:
            self._merge(str(other), str(into))
        if merges:
            for statement in (q.MOVE_ALL, journeys.MOVE_ALL):
                self._connection.execute(statement)
        elif self._merged:
            self._connection.execute(q.MOVE_NEW, fresh)
        self._merged = self._merged or bool(merges)

    def _state_people(self, fresh: Sequence[int]) -> None:
        for statement in (people.STATED, people.TOLD):
            self._connection.execute(statement, fresh)
        self._connection.execute(people.LATE)
        late = people.ON_LATE if _number(self._rows(people.ANY_LATE)) else ()
        if late:
            self._lean.release()
        for statement in (*late, *people.ON_ALL, people.DROP):
            self._connection.execute(statement)

    def _merge(self, other: str, into: str) -> None:
        self._connection.execute(q.REMERGE, [into, other])
        self._connection.execute(q.UNMERGE, [into])  # a person who comes back is no longer merged into another
        self._connection.execute(q.UNMERGE, [other])
        self._connection.execute(q.MERGE, [other, into])

    def exported(self, shard: int = 0) -> int:
        """The number of the last chunk of the shard that was appended; 0 before the first."""
        return _number(self.query(q.EXPORTED, [shard]))

    def birth(self, shard: int = 0) -> str:
        """The mark of the state that the facts of the shard were exported from; "" before somebody has said it."""
        return str(self.query(q.BIRTH, [shard])[0][0])

    def adopt(self, birth: str, exported: int, shard: int = 0) -> None:
        """The facts of the shard belong to the state with this mark from now on, up to this chunk."""
        with self._lock, translated_errors(), self._transaction():
            self._connection.execute(q.BEGIN_SHARD, {"shard": shard})
            self._connection.execute(q.ADOPT, {"birth": birth, "exported": exported, "shard": shard})

    def query(self, sql: str, parameters: Parameters = ()) -> list[tuple[object, ...]]:
        """One SELECT over `facts`, `events`, `people`, `merges` and the views `journey_...`.

        Raises Invalid for SQL that is wrong, writes or answers much.
        """
        return self.query_all([(sql, parameters)])[0]

    def query_all(self, questions: Sequence[tuple[str, Parameters]]) -> list[list[tuple[object, ...]]]:
        """Several such, all as of one moment; one answer each."""
        with self._in_use, translated_errors(), query_errors(), self._lean.asking():
            cursor = self._connection.cursor()
            try:
                cursor.execute(q.USE)
                cursor.execute("BEGIN TRANSACTION READ ONLY")  # a SELECT may hide a write in its WITH
                return [self._answer(cursor, sql, parameters) for sql, parameters in questions]
            finally:
                cursor.close()

    def _answer(self, cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> list[tuple[object, ...]]:
        statements = cursor.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Invalid("query_not_select", "ask with one SELECT statement; facts are written by the loop alone")
        rows: list[tuple[object, ...]] = cursor.execute(statements[0], _bound(parameters)).fetchmany(
            self._row_bound + 1
        )
        if len(rows) > self._row_bound:
            text = f"the query answers more than {self._row_bound} rows: aggregate, or add a LIMIT"
            raise Invalid("query_too_large", text)
        return rows

    def write_out(self, sql: str, parameters: Parameters, path: Path, notes: Mapping[str, str]) -> None:
        """The rows of a SELECT of ours as a Parquet file in the folder `OPEN_FILES`; `notes` stand in its metadata.

        Chunks and questions go on meanwhile; the rows are streamed, a group of each thread in memory.
        """
        said = ", ".join(f"{name}: '{value}'" for name, value in notes.items())
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {q.ROWS_A_GROUP}, KV_METADATA {{{said}}}"
        with self._in_use, translated_errors(), self._lean.working():
            cursor = self._connection.cursor()
            try:
                cursor.execute(q.USE)
                cursor.execute(f"COPY ({sql}) TO '{_quoted(path)}' ({options})", _bound(parameters))
            finally:
                cursor.close()

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = self._connection.execute(sql, list(parameters)).fetchall()
        return rows

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _bound(parameters: Parameters) -> dict[str, object] | list[object]:
    return dict(parameters) if isinstance(parameters, Mapping) else list(parameters)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _settings(folder: Path, memory: str, threads: int) -> dict[str, str | bool | int | float | list[str]]:
    """No extension is ever fetched."""
    return {
        "threads": threads,
        "memory_limit": memory,
        "temp_directory": str(folder / "facts.spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _number(rows: list[tuple[object, ...]]) -> int:
    return int(str(rows[0][0]))
