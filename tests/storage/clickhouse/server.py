"""A ClickHouse of one's own: the engine in a process, with databases that are asked for by name."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from loopline.storage.clickhouse.server import ClickHouseServer
from tests.storage.clickhouse.serving import PASSWORD, USER

COUNT = iter(range(1_000_000))


class ClickHouse:
    """A running one."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process, self.port = process, port

    def url(self, database: str) -> str:
        """How it is reached."""
        return f"clickhouse://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The URL of a database that holds nothing."""
        name = f"facts_{next(COUNT)}"
        server = ClickHouseServer(self.url("default"))
        server.run(f"DROP DATABASE IF EXISTS {name}")
        server.run(f"CREATE DATABASE {name}")
        server.close()
        return self.url(name)


@contextmanager
def clickhouse(folder: Path, port: int = 0) -> Iterator[ClickHouse]:
    """One that ends with the context."""
    command = [sys.executable, "-m", "tests.storage.clickhouse.serving", str(folder), str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        yield ClickHouse(process, int(process.stdout.readline()))
        process.stdin.close()
        try:
            process.wait(10)
        finally:
            process.kill()
