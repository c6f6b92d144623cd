"""Copies of all shards of a record that fit together: none has heard, or has in its log, what another has not told.

States are looked at first, each as of one moment, while everything goes on. A telling that is decided in one of them
was told by the others before their moment, or the look is taken again. The logs come after the states, so that what a
state has let go stands in the log of its target; a later telling is emptied there. PostgreSQL shows all of it as of one
moment.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from msgspec import msgpack
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.signals.shards import ShardTold
from loopline.storage.log_entries import packed_signals
from loopline.storage.sql.copies.file_copy import copy_seen
from loopline.storage.sql.copies.waiting_schemas import schema_of
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import SqlConnection, Tuning
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import LOG, STATE, Places, of_shard

TUNING: Final = Tuning(cache=1 << 20, mapped=0, readers=1)
SEEN: Final = "SELECT count(*) FROM neighbours"
NEIGHBOURS: Final = "SELECT shard, told, heard FROM neighbours"
POSITION: Final = "SELECT position FROM meta WHERE id = 1"
HOLLOW: Final = "UPDATE entries SET payload = ? WHERE position = ? AND count = 1"
NO_WORDS: Final = msgpack.encode([])
PATIENT: Final = "SET LOCAL idle_in_transaction_session_timeout = '10min'"
"""A file that was written is brought to its end while the transaction rests."""

LOOKS: Final = 400
REST_SECONDS: Final = 0.01
READ: Final = 1_000


class ShardsCut:
    """The stores of all shards, seen at moments that fit together. One thread uses it, as long as it is open."""

    def __init__(self, states: Sequence[Place], logs: Sequence[Place], opened: ExitStack) -> None:
        """Opens connections in `opened`. Raises Unavailable `backup_moment`."""
        self._states = [_Seen(place, "state", shard) for shard, place in enumerate(states)]
        self._logs = [_Seen(place, "log", shard) for shard, place in enumerate(logs)]
        self._told: Sequence[Mapping[int, int]] = ()
        shared = _one_connection(states[0], opened)
        for one in (*self._states, *self._logs):
            one.open(opened, shared)
        for _ in range(LOOKS):
            if self._look():
                break
            time.sleep(REST_SECONDS)
        else:
            text = "The shards told each other so much that no moment was found at which they fit together: try again."
            raise Unavailable("backup_moment", text)
        self._positions = [int(one.at().exec_driver_sql(POSITION).scalar_one()) for one in self._states]
        for one in self._logs:
            one.begin("SELECT count(*) FROM horizon")

    def _look(self) -> bool:
        """Whether what each state has heard of the others had been told in theirs."""
        for one in self._states:
            one.begin(SEEN)
        told, heard = [], []
        for one in self._states:
            rows = one.at().exec_driver_sql(NEIGHBOURS).all()
            told.append({shard: number for shard, number, _ in rows})
            heard.append({shard: number for shard, _, number in rows})
        if all(fit_together(told, heard, shard) for shard in range(len(told))):
            self._told = told
            return True
        for one in self._states:
            one.end()
        return False

    def copy_state(self, shard: int, path: Path) -> None:
        """Write the state of a shard to a file that is not there yet."""
        self._states[shard].copy_to(path)

    def copy_log(self, shard: int, path: Path) -> None:
        """Write the log of a shard, without what it knows beyond the other states."""
        self._logs[shard].copy_to(path)
        hollow_newer(path, shard, self._positions[shard], [told.get(shard, 0) for told in self._told])


class _Seen:
    """A store of one shard, in a transaction that reads."""

    def __init__(self, place: Place, family: str, shard: int) -> None:
        self._place, self._family, self._shard = place, family, shard
        self._database: Database
        self._connection: SqlConnection
        self._is_shared = False

    def open(self, opened: ExitStack, shared: tuple[Database, SqlConnection] | None) -> None:
        if shared is not None:
            self._is_shared = True
            self._database, self._connection = shared
            return
        self._database = opened.enter_context(closing(Database(self._place, TUNING)))
        self._connection = opened.enter_context(self._database.read())

    def begin(self, first: str) -> None:
        """See it from now on as it is now; a connection that is shared does already."""
        if not self._is_shared:
            self._database.dialect.begin_reading(self._connection, first)

    def end(self) -> None:
        if not self._is_shared:
            self._connection.rollback()

    def at(self) -> SqlConnection:
        """The connection, which finds our tables until another one is asked."""
        if self._is_shared:
            self._connection.exec_driver_sql(f"SET LOCAL search_path TO {schema_of(self._family, self._shard)}")
        return self._connection

    def copy_to(self, path: Path) -> None:
        copy_seen(self._database, self.at(), self._family, path, self._shard)


def _one_connection(place: Place, opened: ExitStack) -> tuple[Database, SqlConnection] | None:
    """One transaction sees all schemas of a PostgreSQL database as of one moment; a file is seen for itself."""
    if isinstance(place, Path):
        return None
    database = opened.enter_context(closing(Database(place, TUNING)))
    connection = opened.enter_context(database.read())
    database.dialect.begin_reading(connection, "SELECT 1")
    connection.exec_driver_sql(PATIENT)
    return database, connection


def fit_together(told: Sequence[Mapping[int, int]], heard: Sequence[Mapping[int, int]], shard: int) -> bool:
    """Whether a shard has heard nothing that another one, as it is seen, has not told. Both are by shard, and by the
    shard that was told, or heard."""
    return all(
        number <= told[source].get(shard, 0) for source, number in heard[shard].items() if source in range(len(told))
    )


def hollow_newer(path: Path, shard: int, position: int, told: Sequence[int]) -> int:
    """Empty, in a copied log, each telling that is newer than what its source, as it was copied, has `told`: told
    again, it may have other words. One of number 0 is never news. Nothing up to `position` is one; how many were."""
    with closing(SqlLog(path, shard, tail_signals=1)) as log:
        hollow = [(packed_signals([_hollow(told)]), place) for place, told in _newer(log, position, told)]
    if hollow:
        with closing(Database(path, TUNING)) as database, database.write() as connection:
            connection.exec_driver_sql(HOLLOW, hollow)
    return len(hollow)


def _hollow(telling: ShardTold) -> ShardTold:
    return replace(telling, number=0, words=NO_WORDS)


def _newer(log: SqlLog, position: int, told: Sequence[int]) -> Iterator[tuple[int, ShardTold]]:
    """Where such tellings stand; each is an entry of its own."""
    while entries := log.read(position, READ):
        for entry in entries:
            for place, signal in zip(entry.positions, entry.signals, strict=True):
                if isinstance(signal, ShardTold) and signal.number > told[signal.source]:
                    yield place, signal
        position = entries[-1].end


@contextmanager
def fitting_copies(places: Places, shards: int) -> Iterator[list[tuple[str, Callable[[Path], None]]]]:
    """The names of the files of a cut, and what writes each, as long as this is held."""
    numbers = range(shards)
    with ExitStack() as opened:
        cut = ShardsCut([places.state(one) for one in numbers], [places.log(one) for one in numbers], opened)
        yield [
            *((of_shard(STATE, one), partial(cut.copy_state, one)) for one in numbers),
            *((of_shard(LOG, one), partial(cut.copy_log, one)) for one in numbers),
        ]
