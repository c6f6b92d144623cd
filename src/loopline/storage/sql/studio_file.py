"""Finds the studio's file in a data folder, and renames the one of an earlier version, which was called desk.db."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from loopline.model.errors import Unavailable

NAME: Final = "studio.db"
EARLIER_NAME: Final = "desk.db"
BUSY_SECONDS: Final = 5.0


def studio_file(folder: Path) -> Path:
    """The path of the studio's file. Unavailable `store_busy`: an earlier version still holds the file to rename."""
    path, earlier = folder / NAME, folder / EARLIER_NAME
    if not path.exists() and earlier.exists():
        with _alone_in(folder):
            if not path.exists() and earlier.exists():
                _into_one_file(earlier)
                earlier.rename(path)
    return path


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One process at a time: the next one finds the file renamed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _into_one_file(path: Path) -> None:
    """Write the write-ahead file back into the database and remove it: a file that stands alone is renamed whole.

    SQLite refuses this while another connection has the file open, so nobody is left with a file under another name.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)
        ) as database:
            (mode,) = database.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as fault:
        raise _busy(path, str(fault)) from fault
    if mode != "delete":
        raise _busy(path, f"its journal stays {mode}")


def _busy(path: Path, why: str) -> Unavailable:
    return Unavailable(
        "store_busy", f"{path.name} cannot be renamed to {NAME} ({why}): stop the Loopline that has it open"
    )
