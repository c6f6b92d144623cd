"""How the interpreter is set up in every process that decides: before anything is served."""

import contextlib
import ctypes
import gc
import sys

GC_THRESHOLDS = (100_000, 20, 100)
SWITCH_SECONDS = 0.0005
"""A thread that has the interpreter gives it up so soon when another one asks: a mail that was answered, or a row that
was written, else waits 5 ms for whoever computes."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
KEPT = {M_TRIM_THRESHOLD: 32 << 20, M_MMAP_THRESHOLD: 512 << 10, M_ARENA_MAX: 1}
"""Bytes that the C library keeps for the next request: giving them back and asking again costs more. One arena serves
all threads: each of its own keeps what it once needed, for itself."""


def tune_interpreter() -> None:
    """Let the collector look less often (our values hold no cycles), and keep the memory of bodies that come and go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    sys.setswitchinterval(SWITCH_SECONDS)
    with contextlib.suppress(AttributeError, OSError):  # glibc's own call; other libraries have none
        for name, size in KEPT.items():
            ctypes.CDLL(None).mallopt(name, size)
