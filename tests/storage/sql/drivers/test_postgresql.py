"""How a PostgreSQL schema is reached: what is refused, and what a lost connection is told as, without any secret."""

import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from loopline.model.effect import MarkMessage
from loopline.model.errors import Conflict, Invalid, Unavailable
from loopline.model.records import Record
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.loop import Loop
from loopline.storage.memory import MemoryLog
from loopline.storage.sql.access.operators import Operator
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers import postgresql
from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.drivers.postgresql_connection import PostgresqlConnection
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore
from tests.contracts.made import events, fact, message, transaction
from tests.storage.postgres import PostgresServer, name_of, running_postgres, told
from tests.storage.traced import trace


def test_a_block_that_fails_leaves_nothing_and_a_reader_cannot_write(postgres_url: str) -> None:
    database = Database(postgres_url, schema="shard_0")
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO turns VALUES (?, ?)", (1, b"x"))
        raise ZeroDivisionError
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM turns").scalar_one() == 0
    with told(Unavailable, "store_read_only"), database.read() as connection:
        connection.exec_driver_sql("DELETE FROM turns")
    database.close()


def test_writers_take_turns_however_many_have_it_open(postgres_url: str) -> None:
    opened = [Database(postgres_url, schema="shard_0") for _ in range(3)]

    def add(database: Database) -> None:
        for _ in range(20):
            with database.write() as connection:
                number = connection.exec_driver_sql("SELECT count(*) FROM turns").scalar_one()
                connection.exec_driver_sql("INSERT INTO turns VALUES (?, ?)", (number, b""))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, opened))  # a number that was given twice would be refused
    for database in opened:
        database.close()


def test_a_writer_that_does_not_end_is_reported(postgres_url: str) -> None:
    first, second = (Database(postgres_url, Tuning(busy_ms=100), "shard_0") for _ in range(2))
    with first.write(), told(Unavailable, "store_busy"), second.write():
        pass
    with second.write():
        pass
    first.close()
    second.close()


def test_a_writer_that_stands_still_in_a_transaction_keeps_nobody_waiting(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was frozen, or whose machine is gone: PostgreSQL ends its session."""
    monkeypatch.setitem(postgresql.SESSION, "idle_in_transaction_session_timeout", "200ms")
    first, second = SqlState(postgres_url), SqlState(postgres_url)
    old = first.take_ownership()
    with told(Unavailable, "store_unreachable"), first._database.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET position = 99")
        new = second.take_ownership()  # waits until the other one is ended
        connection.exec_driver_sql("SELECT 1")
    assert (new, second.position()) == (old + 1, 0)
    with told(Conflict, "epoch_lost"):
        first.commit(transaction(old, 1))
    first.close()
    second.close()


def test_a_session_that_was_ended_while_nobody_used_it_is_not_noticed(
    postgres: PostgresServer, postgres_url: str
) -> None:
    state, log = SqlState(postgres_url), SqlLog(postgres_url)
    epoch = state.take_ownership()
    for number in range(1, 4):
        state.commit(transaction(epoch, number, records=[Record("p:ann", b"%d" % number)]))
        log.append([events(number, 1)])
        assert postgres.kill_backends(name_of(postgres_url)) >= 2
        time.sleep(0.05)
    assert state.load(["p:ann"])["p:ann"].state == b"3"
    assert log.end() == 3
    state.close()
    log.close()


def test_a_server_that_is_gone_is_told_and_found_again() -> None:
    with running_postgres() as postgres:
        url = postgres.make("gone")
        state, log = SqlState(url), SqlLog(url)
        epoch = state.take_ownership()
        state.commit(transaction(epoch, 1, records=[Record("p:ann", b"1", b"", 5)]))
        log.append([events(1, 3)])
        postgres.kill()
        for _ in range(2):
            with told(Unavailable, "store_unreachable"):
                state.commit(transaction(epoch, 2))
            with told(Unavailable, "store_unreachable"):
                state.load(["p:ann"])
            with told(Unavailable, "store_unreachable"):
                log.append([events(4, 1)])
            with told(Unavailable, "store_unreachable"):
                log.end()
            with told(Unavailable, "store_unreachable"):
                SqlState(url)
        postgres.start()
        state.commit(transaction(epoch, 2, records=[Record("p:ann", b"2")]))
        assert log.append([events(4, 1)]) == [4]
        assert state.load(["p:ann"])["p:ann"].state == b"2"
        assert (state.position(), log.end(), len(log.read(0, 99))) == (2, 4, 2)
        state.close()
        log.close()


@pytest.mark.parametrize("bound", [10, 1_000], ids=["flushing", "not flushing"])
def test_a_session_that_ends_anywhere_in_a_transaction_leaves_it_whole_or_undone(
    postgres: PostgresServer, postgres_url: str, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each statement, the commit counted; then the store is believed, and the step is taken again."""
    state = SqlState(postgres_url, buffered_records=bound)
    seen, fatal = 0, 0

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == fatal:
            postgres.kill_backends(name_of(postgres_url))

    def commit(number: int) -> None:
        records = [Record(f"p:{i}", b"%d" % number, b"", number) for i in range(20)]
        state.commit(
            transaction(epoch, number, records=records, outbox=[message(f"m{number}")], facts=[fact(position=number)])
        )

    trace(state._database, count, monkeypatch)
    epoch = state.take_ownership()
    commit(1)
    commit(2)
    seen = 0
    commit(3)
    points, number = seen, 3
    assert points >= 6
    for point in range(1, points + 1):
        seen, fatal = 0, point
        with suppress(Unavailable):
            commit(number + 1)
        assert state.position() in (number, number + 1)
        number = state.position()
        assert {record.state for record in state.scan("", 99)} == {b"%d" % number}
        assert len(state.messages([f"m{n}" for n in range(number + 2)])) == number
        assert len(state.chunks(0, 999)) == number
    fatal = 0
    commit(number + 1)
    assert state.position() == number + 1
    state.close()


def test_the_loop_believes_the_store_after_a_session_was_lost(
    postgres: PostgresServer, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fatal = False

    class Ends(PostgresqlConnection):
        def commit(self) -> None:
            nonlocal fatal
            if fatal:
                fatal = False
                assert postgres.kill_backends(name_of(postgres_url))
            super().commit()

    monkeypatch.setattr("loopline.storage.sql.drivers.postgresql_connection.PostgresqlConnection", Ends)
    state, log, faults = SqlState(postgres_url), MemoryLog(), list[BaseException]()
    loop = Loop(log, state, VirtualClock(0), on_error=faults.append)
    for number in range(1, 6):
        log.append([events(number, 1)])
        fatal = True
        with pytest.raises(Unavailable):
            loop.run_once()
        loop.run_once()
        assert loop.position == state.position() == number
    assert not faults, "weather is no fault of ours"
    state.close()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'", "store_collation"),
        ("TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", "store_collation"),
    ],
)
def test_a_database_in_which_keys_would_not_sort_as_bytes_is_refused(
    postgres: PostgresServer, how: str, code: str
) -> None:
    url = postgres.make("", how)
    for store in (SqlLog, SqlState):
        with told(Conflict, code):
            store(url)
    assert not postgres.ask("SELECT 1 FROM pg_namespace WHERE nspname IN ('log', 'shard_0')", name_of(url))


def test_code_points_are_as_good_as_bytes(postgres: PostgresServer) -> None:
    builtin = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    libc = "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"  # PostgreSQL 16 has no locale of its own
    url = postgres.make("", f"TEMPLATE template0 ENCODING 'UTF8' {builtin if postgres.version() >= 17 else libc}")
    state = SqlState(url)
    keys = ["p:Z", "p:a", "p:å", "p:\U0001f600"]
    state.commit(transaction(state.take_ownership(), records=[Record(key, b"x") for key in reversed(keys)]))
    state.flush()
    assert [record.key for record in state.scan("", 9)] == sorted(keys)
    state.close()


def test_a_database_that_may_forget_is_refused(postgres: PostgresServer) -> None:
    url = postgres.make()
    postgres.ask(f"ALTER DATABASE {name_of(url)} SET synchronous_commit = off")
    with told(Conflict, "store_not_durable"):
        SqlState(url)


def test_a_role_that_may_make_no_schema_is_told_so(postgres: PostgresServer) -> None:
    url = postgres.make("", "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    postgres.ask("CREATE ROLE guest LOGIN")
    guest = url.replace("postgres:s3cret", "guest:s3cret")
    with told(Unavailable, "store_forbidden"):
        SqlState(guest)
    postgres.ask(f"ALTER DATABASE {name_of(url)} OWNER TO guest")
    SqlState(guest).close()
    with told(Unavailable, "store_unreachable"):
        SqlState(url.replace(name_of(url), "nowhere"))
    with told(Unavailable, "store_unreachable"):
        SqlState(url.replace("postgres:s3cret", "nobody_at_all:s3cret"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:s3cret@h/x?what=s3cret",
        "postgres://[s3cret",
        "postgresql://ann:s3cret%zz@h/x",
        "postgresql://ann:p@s3cret@127.0.0.1:1/x",
        "postgresql://ann:p@s3cret/more@127.0.0.1/x",
        "postgresql://ann:p?@s3cret@127.0.0.1:1/x",
        "postgresql://ann:s3cret/more@127.0.0.1:1/x",
        "postgresql://ann:p@127.0.0.1:s3cret/x",
    ],
)
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with told(Invalid, "store_url_invalid"):
        Database(url)


def test_the_driver_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with told(Unavailable, "driver_missing"):
        Database("postgresql://ann:s3cret@host/x")


def test_a_server_that_is_too_old_is_refused() -> None:
    """PostgreSQL's own protocol, as far as a server says its version."""
    with answering_as("15.14") as port, told(Conflict, "store_version"):
        SqlState(f"postgresql://ann:s3cret@127.0.0.1:{port}/x?sslmode=disable&gssencmode=disable")


@contextmanager
def answering_as(version: str) -> Iterator[int]:
    def part(kind: bytes, *texts: bytes) -> bytes:
        body = b"".join(texts)
        return kind + struct.pack("!i", len(body) + 4) + body

    stated = {"server_version": version, "client_encoding": "UTF8", "standard_conforming_strings": "on"}
    statements = [part(b"S", name.encode(), b"\0", value.encode(), b"\0") for name, value in stated.items()]

    def answer() -> None:
        with suppress(OSError):
            while True:
                link, _ = listener.accept()
                with link:
                    link.recv(4096)
                    link.sendall(part(b"R", struct.pack("!i", 0)) + b"".join(statements) + part(b"Z", b"I"))
                    link.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_text_that_holds_a_nul_is_kept_without_it(postgres_url: str) -> None:
    """PostgreSQL keeps none in a text; a provider's words, or what somebody typed, may hold one."""
    state = SqlState(postgres_url)
    marks = [MarkMessage(key=f"m{n}", status="failed", attempt=1, reason=f"5\0{n}") for n in range(3)]
    messages = [message(f"m{n}") for n in range(3)]
    state.commit(transaction(state.take_ownership(), outbox=messages, marks=marks, records=[Record("p:ann", b"a\0b")]))
    assert [row.reason for row in state.messages(["m0", "m1", "m2"]).values()] == ["5\ufffd0", "5\ufffd1", "5\ufffd2"]
    assert state.load(["p:ann", "p:\0"]) == {"p:ann": Record("p:ann", b"a\0b")}
    state.close()
    studio = StudioStore(postgres_url)
    studio.operators.put(Operator("ann@example.com", "A\0nn", "hash", 1))
    assert studio.operators.get("ann@example.com") == Operator("ann@example.com", "A\ufffdnn", "hash", 1)
    assert studio.drafts.get("a\0b") is None
    studio.close()


def test_reading_goes_on_while_somebody_writes(postgres_url: str) -> None:
    state = SqlState(postgres_url)
    asked: Future[int]
    with state._database.write() as connection, ThreadPoolExecutor(1) as pool:
        connection.exec_driver_sql("UPDATE meta SET position = 99")
        asked = pool.submit(state.position)
        assert asked.result(10) == 0
    state.close()


def test_a_connection_has_our_options_and_those_of_the_url(postgres_url: str) -> None:
    database = Database(f"{postgres_url}&application_name=mine&options=-c%20work_mem%3D9MB", Tuning(), "shard_0")
    with database.read() as connection:
        asked = {
            name: connection.exec_driver_sql("SELECT current_setting(?)", (name,)).scalar_one()
            for name in ("application_name", "work_mem", "search_path", "idle_in_transaction_session_timeout")
        }
    assert asked == {
        "application_name": "mine",
        "work_mem": "9MB",
        "search_path": "shard_0",
        "idle_in_transaction_session_timeout": "5s",
    }
    database.close()


def test_a_time_limit_of_the_role_or_the_database_ends_no_statement_of_ours(postgres: PostgresServer) -> None:
    """A commit that it ended while it waited for a standby would be answered as done, and be lost with the primary."""
    url = postgres.make()
    postgres.ask(f"ALTER DATABASE {name_of(url)} SET statement_timeout = '50ms'")
    database = Database(url, schema="shard_0")
    with database.write() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(0.3)").all()
    with database.read() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"
    database.close()
