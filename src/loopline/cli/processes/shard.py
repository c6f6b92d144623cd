"""The process of one shard, which the server starts: `python -m loopline.cli.processes.shard`.

Its arguments are the folder, the shard, and the link. Its standard input says under which URL the server is reached;
all other settings are those of the environment.
"""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final

import msgspec
import uvloop

from loopline.cli.tuning import tune_interpreter
from loopline.crew.worker import ShardWorker
from loopline.logs import fault_teller, set_up_logs
from loopline.runtime.crew.protocol import Reported, Stop, TakeOver, ToParent, Wake, Woken, crew_frame, decode_order
from loopline.runtime.intake.protocol import Frames
from loopline.runtime.supervise import begin
from loopline.settings import Settings, read_settings
from loopline.storage.private_folder import keep_new_files_private

MODULE: Final = "loopline.cli.processes.shard"
PIECE_BYTES: Final = 1 << 16
REPORT_SECONDS: Final = 0.5
REPLACED: Final = 3
ORPHANED: Final = 4
"""The exit codes of one that was replaced, and of one whose server is gone."""


def launch_shard(folder: Path, settings: Settings, shard: int, link: socket.socket) -> "Popen[bytes]":
    """Start the process on its end of a link. It ends when the other end is closed, however that happens."""
    number = link.fileno()
    process = Popen([sys.executable, "-m", MODULE, str(folder), str(shard), str(number)], stdin=PIPE, pass_fds=[number])
    assert process.stdin is not None
    with process.stdin as told, suppress(BrokenPipeError):
        told.write(msgspec.json.encode(settings.public_url))
    return process


class ShardServing:
    """Runs a shard for as long as the server is there. One whose server is gone ends at once, as by a kill: all that
    counts is in the record, and the next server has a process of its own for this shard."""

    def __init__(self, folder: Path, settings: Settings, shard: int, link: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._link = link
        self._writer: asyncio.StreamWriter | None = None
        self.worker = ShardWorker(folder, settings, shard, self._told, lambda: os._exit(REPLACED), tell=self._say)

    async def run(self) -> None:
        """Serve until the server says that it is enough."""
        reader, self._writer = await asyncio.open_connection(sock=self._link)
        orders = begin("orders", self._obey(reader, Frames()), fault_teller("orders"))
        reports = begin("reports", self._report(), fault_teller("reports"))
        self.worker.begin()
        await orders
        reports.cancel()
        await self.worker.stop()

    async def _obey(self, reader: asyncio.StreamReader, frames: Frames) -> None:
        """Returns when told to stop."""
        with suppress(ConnectionError):
            while piece := await reader.read(PIECE_BYTES):
                for packed in frames.take(piece):
                    match decode_order(packed):
                        case Wake():
                            self.worker.worker.wake()
                        case TakeOver():
                            await self._reread()
                        case Stop():
                            return
        os._exit(ORPHANED)

    async def _reread(self) -> None:
        try:
            await self.worker.reread_providers()
        except Exception as error:  # those of before go on
            fault_teller("providers")(error)

    async def _report(self) -> None:
        while True:
            report = await asyncio.to_thread(self.worker.look.take)
            assert self._writer is not None
            word = Reported(report, self.worker.tally.take(), self.worker.provider_trouble())
            self._writer.write(crew_frame(word))
            await asyncio.sleep(REPORT_SECONDS)

    def _told(self, target: int) -> None:
        """From the carrier's thread."""
        self._say(Woken(target))

    def _say(self, word: ToParent) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._tell, word)

    def _tell(self, word: ToParent) -> None:
        if self._writer is not None:
            self._writer.write(crew_frame(word))


async def _serve(folder: Path, settings: Settings, shard: int, link: socket.socket) -> None:
    await ShardServing(folder, settings, shard, link).run()


def begin_shard(folder: str, shard: str, number: str) -> None:
    """Serve the link. A Ctrl-C at the terminal reaches us too, but the server decides when we stop."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    keep_new_files_private()
    settings = read_settings()
    set_up_logs(settings.log_level)
    public_url = msgspec.json.decode(sys.stdin.buffer.read(), type=str)
    settings = settings.model_copy(update={"public_url": public_url})
    tune_interpreter()
    with socket.socket(fileno=int(number)) as link:
        uvloop.run(_serve(Path(folder), settings, int(shard), link))


if __name__ == "__main__":
    begin_shard(*sys.argv[1:4])
