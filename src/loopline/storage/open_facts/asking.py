"""Asks open facts by a process that lives for one question, so that no question can touch what the server holds."""

import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import Final

import msgspec

from loopline.model.errors import Invalid, Unavailable
from loopline.storage.open_facts.figures import QueryAnswer, QueryAsked, QueryRefused

MODULE: Final = "loopline.storage.open_facts.reading"
"""Not imported here: a server has no use for DuckDB before somebody asks."""

SQL_MAX: Final = 20_000
ROWS_MAX: Final = 100_000
SECONDS_MAX: Final = 60.0
START_SECONDS: Final = 20.0
"""For a process to begin on a busy machine; what it then computes, the kernel counts in seconds of the processor."""

AT_ONCE: Final = 2
ISOLATED: Final = "-I"
WAITING: Final = 4
WAIT_SECONDS: Final = 5.0
BUSY: Final = f"{AT_ONCE} questions are being answered; ask again in a moment."
_TOO_LONG: Final = "The question took more than {:g} seconds; ask for fewer days, or for less at once."


class Asking:
    """Answers questions, few at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._queue = threading.BoundedSemaphore(AT_ONCE + WAITING)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of the few turns; a few more may wait a moment for theirs. Raises Unavailable `query_busy`."""
        if not self._queue.acquire(blocking=False):
            raise Unavailable("query_busy", BUSY)
        try:
            if not self._turns.acquire(timeout=WAIT_SECONDS):
                raise Unavailable("query_busy", BUSY)
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._queue.release()

    def ask(self, sql: str, as_of: Callable[[], int], rows: int, seconds: float) -> QueryAnswer:
        """An answer; `as_of` brings the files up to date first, and says as of when they are.

        Raises Invalid `query_failed`, `query_not_select`, `query_many`, `query_source`, `query_too_large`,
        `query_memory`, `query_too_long`; Unavailable `query_busy`.
        """
        if not sql.strip() or len(sql) > SQL_MAX or "\0" in sql:
            raise Invalid("query_failed", f"Say one SELECT of at most {SQL_MAX:,} characters.")
        with self.turn():
            moment = as_of()
            with tempfile.TemporaryDirectory(prefix="spill-", dir=self._folder) as spill:
                return self._answer(QueryAsked(sql, str(self._folder), spill, moment, rows, seconds))

    def _answer(self, asked: QueryAsked) -> QueryAnswer:
        command = [sys.executable, ISOLATED, "-m", MODULE]
        with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}) as process:
            try:
                said, _ = process.communicate(msgspec.json.encode(asked), asked.seconds + START_SECONDS)
            except TimeoutExpired:
                raise Invalid("query_too_long", _TOO_LONG.format(asked.seconds)) from None
            finally:
                process.kill()
        if not said and process.returncode == -signal.SIGXCPU:
            raise Invalid("query_too_long", _TOO_LONG.format(asked.seconds))
        if not said:
            raise Invalid("query_memory", "The question takes more memory or time than it may; ask for less at once.")
        found = msgspec.json.decode(said, type=QueryAnswer | QueryRefused)
        if isinstance(found, QueryRefused):
            raise Invalid(found.code, found.text)
        return found
