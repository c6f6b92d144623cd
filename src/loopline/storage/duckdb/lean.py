"""Keeps what DuckDB holds in memory small while facts come in and nobody asks: it caches whatever it has written."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import duckdb

LEAN_MB: Final = 128
"""A piece of facts takes about a hundred while it is put together; what is more spills for a moment."""

UNITS_MB: Final = {"MB": 1, "GB": 1024}
SETTING: Final = "memory_limit"
"""The one setting that can be changed once all others are locked."""


class LeanAppends:
    """The memory of one database: `memory` for whoever asks, less for an append in which nobody does.

    A question that comes in the middle of an append gives it back at once.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, memory: str) -> None:
        self._connection: Final = connection.cursor()
        self._memory: Final = memory
        self._lock: Final = threading.Lock()
        self._asking = 0
        self._is_lean = False
        self._may_be_lean = int(memory[:-2]) * UNITS_MB[memory[-2:]] > LEAN_MB

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Somebody asks inside the block, or writes files out."""
        with self._lock:
            self._asking += 1
            self._release()
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1

    @contextmanager
    def appending(self) -> Iterator[None]:
        """Facts are appended inside the block. Where that needs more all the same, no later one is lean."""
        with self._lock:
            if self._may_be_lean and not self._asking:
                self._is_lean = self._allow(f"{LEAN_MB}MB")
        try:
            yield
        except duckdb.OutOfMemoryException:
            self._may_be_lean = False
            raise
        finally:
            self.release()

    def close(self) -> None:
        """Give the connection back; the file stays open as long as there is one."""
        with self._lock:
            self._may_be_lean = self._is_lean = False
            self._connection.close()

    def release(self) -> None:
        """What follows may need much."""
        with self._lock:
            self._release()

    def _release(self) -> None:
        if self._is_lean:
            self._is_lean = not self._allow(self._memory)

    def _allow(self, memory: str) -> bool:
        """Less than what is in use now is refused, and then all stays as it is."""
        with suppress(duckdb.OutOfMemoryException):
            self._connection.execute(f"SET {SETTING} = '{memory}'")
            return True
        return False
