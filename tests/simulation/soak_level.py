"""The end of a soak: whether everything that was accepted is decided, sent and exported."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from loopline.bench.post import Connection
from loopline.bench.server import Server
from loopline.model.errors import Unavailable
from tests.cli.served import loopline
from tests.simulation.moved_clock import set_offset
from tests.simulation.outbox_rows import read_only, rows
from tests.simulation.soak_load import Load
from tests.simulation.soak_sinks import SoakSinks

LEVEL_SECONDS: Final = 120.0
STEP_SECONDS: Final = 5.0
A_DAY_SECONDS: Final = 86_400.0


def level_out(server: Server, sinks: SoakSinks, load: Load, clock: Path, words: Callable[[], str]) -> dict[str, Any]:
    """Let time pass until nothing is left to be sent, resolve what is unknown in one call, and compare.

    Fields that begin with `wrong` are to be empty or 0.
    """
    _let_time_pass(server, clock)
    with read_only(server.folder) as state:
        held = rows(state, "unknown", "held")
        before, doubled = sinks.numbers(), sinks.doubled()
        lost = len(load.accepted - before) - len(held)
        resolved = loopline("messages", "resolve", "--answer", "resend", "--data", server.folder)
        end = time.monotonic() + LEVEL_SECONDS
        while time.monotonic() < end and (_left(server) or rows(state, "unknown", "held")):
            time.sleep(0.2)
        left = len(rows(state, "pending", "sending", "unknown", "held"))
        failed = len(rows(state, "failed", "refused"))
    health = msgspec.json.decode(_asked(server, "/api/health"))
    after = sinks.numbers()
    return {
        "arrived": len(after),
        "unknown": len(held),
        "wrong_lost_before_resolve": max(0, lost),
        "wrong_missing": len(load.accepted - after),
        "wrong_unasked": len(after - load.accepted),
        "wrong_doubled": doubled,
        "wrong_resolve": resolved.stderr if resolved.returncode else "",
        "wrong_left": left,
        "wrong_failed": failed,
        "wrong_set_aside": health["set_aside"],
        "wrong_facts_lag": health["facts_lag_chunks"],
        "wrong_health": "" if health["status"] == "ok" else words() or health["fault"] or health["status"],
    }


def _let_time_pass(server: Server, clock: Path) -> None:
    """A day after the other, so that every retry is due."""
    end, days = time.monotonic() + LEVEL_SECONDS, 0
    while _left(server) and time.monotonic() < end:
        days += 1
        set_offset(clock, days * A_DAY_SECONDS)
        step = time.monotonic() + STEP_SECONDS
        while _left(server) and time.monotonic() < step:
            time.sleep(0.2)


def _left(server: Server) -> int:
    """Signals to decide, messages to send and chunks to export."""
    try:
        health = msgspec.json.decode(_asked(server, "/api/health"))
    except Unavailable:
        return 1
    with read_only(server.folder) as state:
        waiting = len(rows(state, "pending", "sending"))
    return int(health["lag_signals"] + health["facts_lag_chunks"] + waiting)


def _asked(server: Server, path: str) -> bytes:
    connection = Connection(server.url)
    try:
        return connection.get(path)
    finally:
        connection.close()
