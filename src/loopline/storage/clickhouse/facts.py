"""The Facts port on ClickHouse: appended as a whole or not at all, asked as of one moment."""

import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from loopline.model.errors import Conflict, Unavailable
from loopline.storage.clickhouse import schema as c
from loopline.storage.clickhouse.needs import ROW, wanted
from loopline.storage.clickhouse.server import ClickHouseServer
from loopline.storage.clickhouse.workbench import SEEDED, Workbench, batched_names
from loopline.storage.duckdb.facts import ROW_BOUND, Parameters

ROWS_READ_MAX: Final = 5_000_000
"""So many facts one answer may read that DuckDB works out of ClickHouse's rows."""
BYTES_READ_MAX: Final = 2 << 30
ASKED_AT_ONCE: Final = 4
"""So many answers are worked out at the same time, each within its share of the memory; others wait."""

VERSIONS_KEPT: Final = 100
PRUNE_EVERY: Final = 1_000


class ClickFacts:
    """Facts of all shards in one database, to which one process appends. Any thread may ask.

    Another process that appends as well is noticed before the next append: Conflict `facts_taken`.
    """

    def __init__(self, url: str, memory_mb: int = 1_024, row_bound: int = ROW_BOUND) -> None:
        """`memory_mb` bounds what is worked out here, for questions all together.

        Raises Unavailable `facts_unreachable`, Invalid `clickhouse_missing`, Conflict `schema_newer`.
        """
        self._memory_mb, self._row_bound = memory_mb, row_bound
        self._asking: Final = threading.BoundedSemaphore(ASKED_AT_ONCE)
        self._lock: Final = threading.Lock()
        self._server: Final = ClickHouseServer(url)
        try:
            for statement in c.TABLES:
                self._server.run(statement)
            self._writer, self._found = secrets.token_hex(8), self._newest().batch
            self._sweep(self._found)
        except BaseException:
            self._server.close()
            raise

    def close(self) -> None:
        """Give the connections back."""
        self._server.close()

    def _newest(self) -> c.Commit:
        rows = self._server.rows(c.NEWEST)
        if not rows:
            return c.Commit()
        batch, base, kept, are_moved = rows[0]
        commit = c.commit_of(int(str(batch)), int(str(base)), str(kept), bool(are_moved))
        if commit.schema > c.SCHEMA:
            text = f"the facts in ClickHouse are from a newer Loopline (schema {commit.schema}): start that version"
            raise Conflict("schema_newer", text)
        return commit

    def _own(self) -> c.Commit:
        """The newest commit, which has to be one of ours, unless it was there before us."""
        commit = self._newest()
        if commit.batch > self._found and commit.writer != self._writer:
            text = "another process appends to these facts too: give each installation a database of its own"
            raise Conflict("facts_taken", text)
        return commit

    def _sweep(self, last: int) -> None:
        """Delete what appends left that were cut short before their commit."""
        (counts,) = self._server.rows(c.left(last))
        for table, count in zip(c.COLUMNS, counts, strict=True):
            if count:
                self._server.run(f"DELETE FROM {table} WHERE batch > {last}")

    def append(self, number: int, lines: bytes, shard: int = 0) -> None:
        """Append one chunk; a chunk that was appended before changes nothing."""
        self.append_many([(number, lines)], shard)

    def append_many(self, chunks: Iterable[tuple[int, bytes]], shard: int = 0) -> None:
        """Append chunks of a shard in order, all of them or none; those appended before are skipped.

        What was carried stands in the same row as what makes the facts seen, so a chunk counts once whenever it comes.
        """
        with self._lock:
            commit = self._own()
            bench = self._bench(commit)
            try:
                bench.keep(commit.shards)
                bench.append_many(chunks, shard)
                shards = bench.kept()
                if shards.get(shard, c.Kept()) == commit.of(shard):
                    return
                self._sweep(commit.batch)
                after = replace(commit, batch=commit.batch + 1, shards={**commit.shards, shard: shards[shard]})
                self._commit(replace(after, rows=commit.rows + self._write(bench, commit, after)))
            finally:
                bench.close()

    def _write(self, bench: Workbench, before: c.Commit, after: c.Commit) -> int:
        """Insert what came of an append; the number of its facts."""
        batch = after.batch
        facts = ", ".join(f'"{name}"' for name in c.FACTS)
        rows = self._put(
            bench,
            "facts",
            f"SELECT {facts}, {batch} AS batch, {before.rows} + row_number() OVER (ORDER BY rowid) "
            f"AS place FROM facts WHERE number <> {SEEDED} ORDER BY rowid",
            batch,
        )
        if bench.told:
            self._put(bench, "people", bench.stated(batch), batch)
        if bench.moved:
            self._put(bench, "merges", bench.merged(batch), batch)
            self._put(bench, "moves", self._moved(bench, before, batch), batch)
        return rows

    def _moved(self, bench: Workbench, before: c.Commit, batch: int) -> str:
        """Facts that were there before under a name that is another's now, and those that had come to that name."""
        found: dict[tuple[str, int], str] = {}
        for names in batched_names(sorted({other for other, _ in bench.moved})):
            rows = self._server.rows(f"SELECT * FROM ({c.moves(before)}) WHERE has({c.quoted(names)}, person)")
            found |= {(str(raw), int(str(until))): str(person) for raw, until, person in rows}
        for other, into in bench.moved:
            found = {key: into if person == other else person for key, person in found.items()}
            found.setdefault((other, batch), into)
        rows_of = [(raw, until, person) for (raw, until), person in found.items()]
        return bench.listed(("raw", "until", "person"), rows_of, batch)

    def _put(self, bench: Workbench, table: str, sql: str, batch: int) -> int:
        """Insert rows of a SELECT over the scratch file; how many there are, as ClickHouse counts them."""
        path = bench.folder / f"{table}.parquet"
        rows = bench.take(sql, path)
        if rows:
            token = f"{batch}:{table}:{secrets.token_hex(8)}"
            self._server.put(table, list(c.COLUMNS[table]), path, token)
        path.unlink()
        ((there,),) = self._server.rows(f"SELECT count() FROM {table} WHERE batch = {batch}")
        if there != rows:
            raise Unavailable("facts_failed", f"ClickHouse holds {there} rows of {rows} that were given to {table}")
        return rows

    def _commit(self, commit: c.Commit) -> None:
        commit = replace(commit, writer=self._writer)
        values = f"{commit.batch}, {commit.base}, {c.quoted(commit.kept())}"
        self._server.run(f"INSERT INTO commits (batch, base, kept) VALUES ({values})")
        if commit.batch % PRUNE_EVERY == 0:
            self._prune(commit)

    def _prune(self, commit: c.Commit) -> None:
        """Delete what was said of people and merges before, and has not been true for the last hundred commits."""
        before = commit.batch - VERSIONS_KEPT
        for table, key in (("people", "person"), ("merges", "other"), ("moves", "raw, until")):
            newest = f"SELECT {key}, max(batch) FROM {table} WHERE batch <= {before} GROUP BY {key}"
            self._server.run(f"DELETE FROM {table} WHERE batch <= {before} AND ({key}, batch) NOT IN ({newest})")
        self._server.run(f"DELETE FROM commits WHERE batch < {before}")

    def exported(self, shard: int = 0) -> int:
        """The number of the last chunk of the shard that was appended; 0 before the first."""
        return self._newest().of(shard).carried

    def birth(self, shard: int = 0) -> str:
        """The mark of the state that the facts of the shard were exported from; "" before somebody has said it."""
        return self._newest().of(shard).birth

    def adopt(self, birth: str, exported: int, shard: int = 0) -> None:
        """The facts of the shard belong to the state with this mark from now on, up to this chunk."""
        with self._lock:
            commit = self._own()
            ((number,),) = self._server.rows(f"SELECT max(number) FROM ({c.facts(commit)}) WHERE shard = {shard}")
            kept = c.Kept(exported, birth, max(0, int(str(number or 0)) - exported))
            self._commit(replace(commit, batch=commit.batch + 1, shards={**commit.shards, shard: kept}))

    def query(self, sql: str, parameters: Parameters = ()) -> list[tuple[object, ...]]:
        """One SELECT, as DuckFacts answers it. Raises Invalid, also `facts_question_unsupported`."""
        return self.query_all([(sql, parameters)])[0]

    def query_all(self, questions: Sequence[tuple[str, Parameters]]) -> list[list[tuple[object, ...]]]:
        """Several such, all as of one moment; one answer each."""
        with self._asked(questions) as bench:
            return bench.query_all(questions)

    def write_out(self, sql: str, parameters: Parameters, path: Path, notes: Mapping[str, str]) -> None:
        """The rows of a SELECT of ours as a Parquet file; `notes` stand in its metadata."""
        with self._asked([(sql, parameters)]) as bench:
            inside = bench.folder / "out.parquet"
            bench.write_out(sql, parameters, inside, notes)
            shutil.move(inside, path)

    @contextmanager
    def _asked(self, questions: Sequence[tuple[str, Parameters]]) -> Iterator[Workbench]:
        """A file with those rows that the questions may read."""
        with self._asking, closing(self._bench(commit := self._newest(), share=ASKED_AT_ONCE)) as bench:
            sources = {"facts": c.facts(commit), "people": c.people(commit), "merges": c.merges(commit)}
            for table, need in wanted(questions).items():
                order = " ORDER BY place" if table == "facts" else ""
                columns = ", ".join("toInt64(place) AS rowid" if name == ROW else f"`{name}`" for name in need.columns)
                where = f" WHERE {need.where}" if need.where else ""
                bench.fill(table, f"SELECT {columns} FROM ({sources[table]}){where}{order}", need.columns)
            yield bench

    def _bench(
        self, commit: c.Commit, path: str | Path = ":memory:", *, is_bounded: bool = True, share: int = 1
    ) -> Workbench:
        bounds = {
            "max_result_rows": ROWS_READ_MAX,
            "max_result_bytes": BYTES_READ_MAX,
            "result_overflow_mode": "throw",
        }
        given = bounds if is_bounded else {}
        return Workbench(
            lambda sql, to: self._server.fetch(sql, to, given),
            commit,
            path,
            f"{self._memory_mb // share}MB",
            self._row_bound,
        )

    def copy_to(self, path: Path) -> None:
        """A whole copy as a facts file of DuckDB, to a path that is not there yet."""
        if path.exists():
            raise Conflict("copy_exists", f"{path} is there already: name a file that is not")
        commit = self._newest()
        bench = self._bench(commit, path, is_bounded=False)
        try:
            bench.keep(commit.shards)
            for table, fields, sql in (
                ("facts", c.FACTS, f"{c.facts(commit)} ORDER BY place"),
                ("people", c.PEOPLE, c.people(commit)),
                ("merges", c.MERGES, c.merges(commit)),
            ):
                columns = ", ".join(f"`{name}`" for name in fields)
                bench.fill(table, f"SELECT {columns} FROM ({sql})", list(fields))
            bench.settle()
        finally:
            bench.close()

    def load(self, path: Path) -> None:
        """Put the whole of a facts file of DuckDB in the place of what is there: at once, as one commit."""
        with self._lock:
            before = self._newest()
            self._sweep(before.batch)
            batch = before.batch + 1
            bench = Workbench(self._server.fetch, before, path, f"{self._memory_mb}MB")
            try:
                facts = ", ".join(f'"{name}"' for name in c.FACTS)
                people = ", ".join(f'"{name}"' for name in c.PEOPLE)
                rows = self._put(
                    bench,
                    "facts",
                    f"SELECT {facts}, {batch} AS batch, row_number() OVER (ORDER BY rowid) "
                    "AS place FROM facts ORDER BY rowid",
                    batch,
                )
                self._put(bench, "people", f"SELECT {people}, {batch} AS batch, 0 AS gone FROM people", batch)
                self._put(bench, "merges", f'SELECT other, "into", {batch} AS batch, 0 AS gone FROM merges', batch)
                self._commit(c.Commit(batch, batch, bench.kept(), rows))
            finally:
                bench.close()
            for table in c.COLUMNS:
                self._server.run(f"ALTER TABLE {table} DELETE WHERE batch < {batch}")  # from the disk, at once


def load_file(url: str, path: Path, memory_mb: int) -> None:
    """Put a facts file of DuckDB in the place of what ClickHouse has, and remove the file."""
    facts = ClickFacts(url, memory_mb)
    try:
        facts.load(path)
    finally:
        facts.close()
    path.unlink()


def is_there(url: str) -> bool:
    """Whether facts were ever appended in this database."""
    server = ClickHouseServer(url)
    try:
        ((count,),) = server.rows(c.IS_THERE)
        return bool(count)
    finally:
        server.close()


def size(url: str) -> int:
    """What the tables take on ClickHouse's disks, in bytes."""
    server = ClickHouseServer(url)
    try:
        return int(str(server.rows(c.BYTES)[0][0] or 0))
    finally:
        server.close()
