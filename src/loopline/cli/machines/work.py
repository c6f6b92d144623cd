"""`loopline work`: shards of a record in PostgreSQL, taken and let go by its locks."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
import uvloop

from loopline.cli.machines.face import WorkFace
from loopline.cli.machines.settled import settle_secrets, shared_settings
from loopline.cli.serve import REPLACED, listen
from loopline.cli.tuning import tune_interpreter
from loopline.crew.machines.hosting import ShardHost
from loopline.logs import set_up_logs
from loopline.settings import Settings
from loopline.storage.folder_lock import FolderLock
from loopline.storage.private_folder import keep_new_files_private, make_private


def run_shards(folder: Path, store: str, most: int, host: str, port: int) -> None:
    """Run shards until SIGTERM or Ctrl-C; what is in hand is finished before they are let go."""
    keep_new_files_private()
    settings = shared_settings(store)
    set_up_logs(settings.log_level)
    make_private(folder)
    with contextlib.closing(FolderLock(folder)):
        settle_secrets(folder, settings)
        tune_interpreter()
        uvloop.run(_work(folder, settings, most, host, port))


async def _work(folder: Path, settings: Settings, most: int, host: str, port: int) -> None:
    shards = await asyncio.to_thread(ShardHost, folder, settings, most, _end_replaced)
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with _shown(shards, host, port):
        shards.begin()
        print(
            f"Loopline works on {settings.shards} shards, {most} at most. Stop it with Ctrl-C.",
            file=sys.stderr,
            flush=True,
        )
        await stop.wait()
        await shards.stop()


@asynccontextmanager
async def _shown(shards: ShardHost, host: str, port: int) -> AsyncIterator[None]:
    """How the process is, over HTTP, until the block ends."""
    if not port:
        yield
        return
    config = uvicorn.Config(WorkFace(shards), log_config=None, access_log=False, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]  # signals are ours
    task = asyncio.create_task(server.serve(sockets=[listen(host, port)]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)


def _end_replaced() -> None:
    """Another process has one of our shards: end at once, as by a kill, since nothing that we still did would count."""
    print("loopline: another worker owns a shard that was ours [store_taken]", file=sys.stderr, flush=True)
    os._exit(REPLACED)
