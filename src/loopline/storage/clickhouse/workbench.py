"""A scratch facts file in memory, in which one append is worked out, or one question answered, by DuckDB.

What an append makes of people and merges is found by the same SQL as in a facts file: it is given what ClickHouse has
of those whom the append is about, and what comes of it is taken from there. So both stores say the same of everybody.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from loopline.storage.clickhouse import schema as c
from loopline.storage.clickhouse.needs import ROW
from loopline.storage.duckdb import journeys
from loopline.storage.duckdb.facts import MEMORY, ROW_BOUND, DuckFacts
from loopline.storage.duckdb.schema import MERGES

NAMES_AT_ONCE: Final = 5_000
SEEDED: Final = -1
"""The chunk of facts that are not new: such as were there before the append."""

_JSON: Final = {"facts": ("data",), "people": ("traits", "account_traits", "consent")}
_ABOUT: Final = """
CREATE OR REPLACE TEMP TABLE about AS
SELECT kind, person, name, position, row_number() OVER () AS line FROM read_json('{path}',
    format = 'newline_delimited', maximum_object_size = {largest},
    columns = {{'kind': 'VARCHAR', 'person': 'VARCHAR', 'name': 'VARCHAR', 'position': 'BIGINT'}})
"""
_NAMES: Final = "SELECT DISTINCT kind, person, name FROM about WHERE kind IN ('person', 'merged')"
_ANYBODY: Final = "SELECT DISTINCT person FROM about WHERE person <> ''"
# As people.LATE: only of these is read what was said of them before.
_LATE: Final = """
SELECT DISTINCT told.person FROM (
    SELECT person, coalesce(position, 0) AS position,
        coalesce(position, 0) < lag(coalesce(position, 0)) OVER (PARTITION BY person ORDER BY line) AS goes_back
    FROM about WHERE kind = 'person'
) told LEFT JOIN people USING (person)
WHERE goes_back OR told.position < people.position
    OR people.person IS NULL AND told.person IN (SELECT other FROM merges)
"""
_ONCE: Final = "DELETE FROM merges WHERE rowid NOT IN (SELECT min(rowid) FROM merges GROUP BY other)"
Fetch = Callable[[str, Path], None]
"""Writes the rows of a SELECT over ClickHouse as Parquet."""


class Workbench(DuckFacts):
    """A facts file of its own, with what is read of ClickHouse as of one commit."""

    def __init__(
        self, fetch: Fetch, commit: c.Commit, path: str | Path = MEMORY, memory: str = "1GB", row_bound: int = ROW_BOUND
    ) -> None:
        super().__init__(path, memory, row_bound=row_bound)
        self._fetch, self._commit = fetch, commit
        self._open_files.mkdir(parents=True, exist_ok=True)
        self._merges_before = dict[str, str]()
        self._known, self._stated, self._read, self.told = set[str](), set[str](), set[str](), set[str]()
        self.moved = list[tuple[str, str]]()
        """Pairs of an id and the one that it became, in the order in which it was told."""

    def fill(self, table: str, sql: str, columns: Sequence[str]) -> None:
        """Put the rows of a SELECT over ClickHouse into a table: these columns of it, or `rowid`."""
        if ROW in columns:  # this file has other places, so a column says them
            self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {ROW} BIGINT")
        path = self._open_files / "rows.parquet"
        self._fetch(sql, path)
        json = _JSON.get(table, ())
        read = ", ".join(f'CAST("{name}" AS JSON)' if name in json else f'"{name}"' for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        self._connection.execute(f"INSERT INTO {table} ({names}) SELECT {read} FROM read_parquet('{_quoted(path)}')")
        path.unlink()
        self._merged = self._merged or table == "merges"

    def keep(self, shards: dict[int, c.Kept]) -> None:
        """What is kept of each shard."""
        self._connection.execute("DELETE FROM kept WHERE shard <> 0")
        for shard, one in {0: c.Kept(), **shards}.items():
            if shard:
                self._connection.execute("INSERT INTO kept (schema, shard) SELECT schema, ? FROM kept LIMIT 1", [shard])
            values = [one.carried, one.birth, one.shift, shard]
            self._connection.execute("UPDATE kept SET carried = ?, birth = ?, shift = ? WHERE shard = ?", values)

    def kept(self) -> dict[int, c.Kept]:
        """The same, as it stands now."""
        rows = self._rows("SELECT shard, carried, birth, shift FROM kept")
        return {int(str(shard)): c.Kept(int(str(a)), str(b), int(str(s))) for shard, a, b, s in rows}

    def _insert(self, shard: int, number: int, chunks: Sequence[bytes]) -> None:
        self._ask_for(chunks)
        before = set(self._rows(MERGES))
        super()._insert(shard, number, chunks)
        fresh = sorted((str(other), str(into)) for other, into in set(self._rows(MERGES)) - before)
        self.moved += fresh

    def _ask_for(self, chunks: Sequence[bytes]) -> None:
        """Fetch what is known of those whom these facts are about."""
        with self._chunk.open("wb") as file:
            file.writelines(chunk if chunk.endswith(b"\n") else chunk + b"\n" for chunk in chunks)
        largest = max(1 << 24, *(len(chunk) + 1 for chunk in chunks))
        self._connection.execute(_ABOUT.format(path=_quoted(self._chunk), largest=largest))
        rows = self._rows(_NAMES)
        told = {str(person) for kind, person, _ in rows if kind == "person" and person is not None}
        merged = {str(one) for kind, *both in rows if kind == "merged" for one in both if one}
        self.told |= told
        anybody = merged | told | {str(person) for (person,) in self._rows(_ANYBODY)}
        fresh, self._known = sorted(anybody - self._known), self._known | anybody
        for names in batched_names(fresh):
            self._seed_merges(c.quoted(names))
        for names in batched_names(sorted(told - self._stated)):
            sql = f"SELECT * FROM ({c.people(self._commit)}) WHERE has({c.quoted(names)}, person)"
            self.fill("people", sql, list(c.PEOPLE))
        self._stated |= told
        late = {str(person) for (person,) in self._rows(_LATE)}
        for names in batched_names(sorted(late - self._read)):
            self._seed_past(c.quoted(names))
        self._read |= late
        self._connection.execute("DROP TABLE about")

    def _seed_merges(self, listed: str) -> None:
        """Two pages may ask for the same one."""
        self._connection.execute("CREATE OR REPLACE TEMP TABLE there AS SELECT other FROM merges")
        where = f"has({listed}, other) OR has({listed}, into)"
        self.fill("merges", f"SELECT * FROM ({c.merges(self._commit)}) WHERE {where}", list(c.MERGES))
        self._connection.execute(_ONCE)
        found = self._rows('SELECT other, "into" FROM merges ANTI JOIN there USING (other)')
        self._merges_before |= {str(other): str(into) for other, into in found}
        self._merged = bool(self._rows("SELECT 1 FROM merges LIMIT 1"))

    def _seed_past(self, listed: str) -> None:
        about = (
            f"kind = 'person' AND has({listed}, if(key = '', person, key)) OR kind = 'merged' AND has({listed}, name)"
        )
        columns = [name for name in c.FACTS if name != "number"]
        names = ", ".join(f"`{name}`" for name in columns)
        facts = c.facts(self._commit)
        sql = f"SELECT {names}, toInt64({SEEDED}) AS number FROM ({facts}) WHERE {about} ORDER BY place"
        self.fill("facts", sql, [*columns, "number"])

    def stated(self, batch: int) -> str:
        """A SELECT of what was said of people, for the table in ClickHouse: those who are gone too."""
        self._list("told", ("person",), [(person,) for person in sorted(self.told)])
        columns = ", ".join(_of_person(name) for name in c.PEOPLE)
        gone = f"{batch} AS batch, p.person IS NULL AS gone"
        return f"SELECT {columns}, {gone} FROM told_ t LEFT JOIN people p USING (person)"

    def merged(self, batch: int) -> str:
        """The same of merges."""
        now = {str(other): str(into) for other, into in self._rows(MERGES)}
        rows = [(other, into, False) for other, into in now.items() if self._merges_before.get(other) != into]
        rows += [(other, into, True) for other, into in self._merges_before.items() if other not in now]
        return self.listed(("other", "into", "gone"), rows, batch)

    def listed(self, columns: Sequence[str], rows: Sequence[tuple[object, ...]], batch: int) -> str:
        """A SELECT of these rows, of a batch."""
        self._list("listed", columns, rows)
        return f"SELECT *, {batch} AS batch FROM listed_"

    def _list(self, name: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        kinds = {bool: "BOOLEAN", int: "BIGINT", str: "VARCHAR"}
        first = rows[0] if rows else ("",) * len(columns)
        typed = ", ".join(f'"{column}" {kinds[type(one)]}' for column, one in zip(columns, first, strict=True))
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name}_ ({typed})")
        if rows:
            marks = ", ".join("unnest(?)" for _ in columns)
            self._connection.execute(
                f"INSERT INTO {name}_ SELECT {marks}", [list(one) for one in zip(*rows, strict=True)]
            )

    def settle(self) -> None:
        """Write down what reports ask of the facts, as an append does once these are many."""
        with self._transaction():
            self._connection.execute(journeys.SETTLE)

    def take(self, sql: str, path: Path) -> int:
        """Write the rows of a SELECT over this file as Parquet; how many there are."""
        inside = self._open_files / "taken.parquet"
        (rows,) = self._rows(f"COPY ({sql}) TO '{_quoted(inside)}' (FORMAT parquet, COMPRESSION zstd)")
        inside.replace(path)
        return int(str(rows[0]))

    @property
    def folder(self) -> Path:
        """A folder that leaves with it."""
        return self._open_files


def _of_person(name: str) -> str:
    match name:
        case "person":
            return "person"
        case "lists":
            return "coalesce(p.lists, []) AS lists"
        case _:
            return f'CAST(p."{name}" AS VARCHAR) AS "{name}"' if name in _JSON["people"] else f'p."{name}"'


def batched_names(names: Sequence[str]) -> Iterator[list[str]]:
    """Names in lists that a query can hold."""
    for some in range(0, len(names), NAMES_AT_ONCE):
        yield list(names[some : some + NAMES_AT_ONCE])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
