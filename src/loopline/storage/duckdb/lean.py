"""Keeps what DuckDB holds in memory small while facts come in, or are written out, and nobody asks.

It caches whatever it has read and written, as far as it may.
"""

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


class LeanWork:
    """The memory of one database: `memory` for whoever asks, less for our own work while nobody does.

    A question that comes in the middle of such work gives it back at once.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, memory: str) -> None:
        self._connection: Final = connection.cursor()
        self._memory: Final = memory
        self._lock: Final = threading.Lock()
        self._asking = self._working = 0
        self._is_lean = False
        self._may_be_lean = int(memory[:-2]) * UNITS_MB[memory[-2:]] > LEAN_MB

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Somebody asks inside the block."""
        with self._lock:
            self._asking += 1
            self._release()
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1

    @contextmanager
    def working(self) -> Iterator[None]:
        """Facts are appended inside the block, or written out. Where that needs more all the same, nothing later is
        lean."""
        with self._lock:
            self._working += 1
            if self._may_be_lean and not self._asking and not self._is_lean:
                self._is_lean = self._allow(f"{LEAN_MB}MB")
        try:
            yield
        except duckdb.OutOfMemoryException:
            self._may_be_lean = False
            raise
        finally:
            with self._lock:
                self._working -= 1
                if not self._working:
                    self._release()

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
