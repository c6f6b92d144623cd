"""Damage on disk, done by another program: rows of a data folder written over."""

import sqlite3
from pathlib import Path
from typing import Any


def rows(path: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What a statement answers, in a file that a server may have open; writes are committed."""
    connection = sqlite3.connect(path, timeout=30)
    try:
        found = connection.execute(sql, parameters).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


def record_of(folder: Path, key: str) -> tuple[bytes, bytes, int | None]:
    """State, seen and wake-up of somebody whose record is in a row."""
    ((state, seen, wake_at),) = rows(folder / "state.db", "SELECT state, seen, wake_at FROM records WHERE key = ?", key)
    return state, seen, wake_at


def damage_record(folder: Path, key: str, state: object = b"\xc1not a record") -> None:
    """Write over somebody's state."""
    rows(folder / "state.db", "UPDATE records SET state = ? WHERE key = ?", state, key)
