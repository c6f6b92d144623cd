"""Waits for the record of another server, and says so to whoever asks meanwhile."""

import asyncio
import contextlib
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvicorn
import uvloop

from loopline.cli.standby.face import StandingBy
from loopline.logs import log
from loopline.model.errors import Conflict
from loopline.storage.folder_lock import FolderLock
from loopline.storage.private_folder import make_private
from loopline.storage.sql.drivers.owner_lock import OwnerLock, WholeLock
from loopline.storage.sql.drivers.postgresql import unreachable

LOOK_SECONDS: Final = 0.2
FOLDER_SECONDS: Final = 10.0
"""The process before gives its locks back one after the other."""


def stand_by(
    folder: Path, url: str, listener: socket.socket, address: str, wanted: OwnerLock | None = None
) -> tuple[bool, OwnerLock | None]:
    """Whether to serve now, and the lock that is held for it; False when we were told to end before that.

    Without a URL nobody else can come, as the folder is locked. `wanted` is the lock, where it is not that of the
    record. Raises what the URL is refused with.
    """
    if not url:
        return True, None
    lease = wanted or WholeLock(url)
    if not lease.wait(lambda _: False) and not uvloop.run(_wait(lease, listener, address)):
        return False, None
    _wait_for_folder(folder)
    return True, lease


async def _wait(lease: OwnerLock, listener: socket.socket, address: str) -> bool:
    """Answer as one that stands by until the lock is ours; False after SIGTERM or Ctrl-C."""
    stopping, face = threading.Event(), StandingBy()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopping.set)
    config = uvicorn.Config(face, log_config=None, access_log=False, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]  # signals are ours
    ours = listener.dup()  # the HTTP server closes what it was given, and this address stays ours
    task = asyncio.create_task(server.serve(sockets=[ours]))
    print(f"Loopline stands by on {address}. Stop it with Ctrl-C.", file=sys.stderr, flush=True)
    try:
        return await asyncio.to_thread(lease.wait, _goes_on(face, stopping))
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)


def _goes_on(face: StandingBy, stopping: threading.Event) -> Callable[[str], bool]:
    """The log has the driver's words, with hosts and people; the face answers anybody, and says what is wrong alone."""
    before, away = "", unreachable()

    def goes_on(why: str) -> bool:
        nonlocal before
        if why != before:
            log.info("standing_by", why=why)
        before = why
        face.why = str(away) if why.startswith(away.text) else why
        return not stopping.wait(LOOK_SECONDS)

    return goes_on


def _wait_for_folder(folder: Path) -> None:
    """Raises Conflict `folder_taken` when whoever has the folder keeps it without the record."""
    make_private(folder)
    ends = time.monotonic() + FOLDER_SECONDS
    while True:
        try:
            FolderLock(folder).close()
            return
        except Conflict:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
