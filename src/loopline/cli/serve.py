"""`loopline serve`: the whole system, with one command."""

import asyncio
import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import uvicorn
import uvloop

from loopline.app import App
from loopline.cli.intake import launch
from loopline.cli.local import Serving, leave_note, take_note_away
from loopline.logs import set_up_logs
from loopline.model.errors import Conflict, Unavailable
from loopline.settings import Settings, read_settings
from loopline.studio.http import create_house

LEAVE_SECONDS = 10
GC_THRESHOLDS = (100_000, 20, 100)
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT = {M_TRIM_THRESHOLD: 256 << 20, M_MMAP_THRESHOLD: 32 << 20}
"""Bytes that the C library keeps for the next request: giving them back and asking again costs more."""


def start_server(folder: Path, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; what was accepted is safe at any moment."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    uvloop.run(_serve(folder, settings, host, port))


async def _serve(folder: Path, settings: Settings, host: str, port: int) -> None:
    apart = partial(launch, folder, settings.log_level) if settings.intake == "process" else None
    stop = asyncio.Event()
    async with running(App(folder, settings, launch=apart), host, port, on_end=stop.set) as url:
        print(f"Loopline serves on {url} (data in {folder}). Stop it with Ctrl-C.", file=sys.stderr)
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, stop.set)
        await stop.wait()


@asynccontextmanager
async def running(app: App, host: str, port: int, on_end: Callable[[], None] = lambda: None) -> AsyncIterator[str]:
    """The app, served over HTTP until the block ends. Port 0 picks a free one. Yields the URL.

    It answers at once; messages are sent when what was accepted before is decided. `on_end` is called when the HTTP
    server ends. Raises Conflict `port_taken`, and Unavailable `http_ended` when that was not our wish.
    """
    tune_interpreter()
    try:
        listener = _listen(host, port)
    except BaseException:
        await asyncio.to_thread(app.close)
        raise
    app.begin()
    config = uvicorn.Config(
        create_house(app),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=65,
        timeout_graceful_shutdown=LEAVE_SECONDS,
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]  # signals are ours
    task = asyncio.create_task(server.serve(sockets=[listener]))
    task.add_done_callback(lambda _: on_end())
    try:
        while not server.started:
            if task.done():
                await task
                raise SystemExit(1)
            await asyncio.sleep(0.01)
        here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        url = f"http://{here}:{listener.getsockname()[1]}"
        leave_note(app.folder, Serving(url, app.keys.local_key(), os.getpid()))
        yield url
        if task.done():
            raise Unavailable("http_ended", "The HTTP server has ended by itself: see the log, and start again.")
    finally:
        app.live.close()  # the server waits for its streams to end
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        take_note_away(app.folder)
        await app.stop()
        gc.unfreeze()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise Conflict(
            "port_taken", f"Nobody can listen on {host}:{port} ({error.strerror}): choose another with --port."
        ) from None


def tune_interpreter() -> None:
    """Let the collector look less often (our values hold no cycles), and keep the memory of bodies that come and go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    with contextlib.suppress(AttributeError, OSError):  # glibc's own call; other libraries have none
        for name, size in KEPT.items():
            ctypes.CDLL(None).mallopt(name, size)
