"""Starts the command line with a clock that can be moved: `python moved_clock.py OFFSET_FILE serve --data DIR ...`.

The file holds how many nanoseconds the machine's clock is ahead of the true time. Whoever writes it moves the clock of
the process that runs, as an operator or a time server would; nothing in the product knows of it.
"""

import mmap
import runpy
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

FORMAT = "q"


def set_offset(path: Path, seconds: float) -> None:
    """Move the clock of whoever was started with this file."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.write(struct.pack(FORMAT, round(seconds * 1e9)))


def move(path: Path) -> None:
    """From now on the time of this process is the true one and what the file says."""
    with path.open("rb") as file:
        offset = mmap.mmap(file.fileno(), struct.calcsize(FORMAT), access=mmap.ACCESS_READ)
    true_ns: Callable[[], int] = time.time_ns

    def moved_ns() -> int:
        ahead: int = struct.unpack_from(FORMAT, offset)[0]
        return true_ns() + ahead

    time.time_ns = moved_ns
    time.time = lambda: moved_ns() / 1e9


if __name__ == "__main__":
    move(Path(sys.argv.pop(1)))
    runpy.run_module("loopline", run_name="__main__", alter_sys=True)
