"""Keeps the mail server's process running, and takes what it tells to the log. Belongs to one event loop."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from subprocess import Popen
from typing import Final

from loopline.model.errors import Unavailable
from loopline.model.hook import Receipt
from loopline.runtime.child import linked, put_away, see_end
from loopline.runtime.inbound.protocol import MailHeard, MailTold, decode_told, mail_frame
from loopline.runtime.intake.protocol import Frames
from loopline.runtime.supervise import OnError, SupervisedTask

PIECE_BYTES: Final = 1 << 18
TOLD_TOGETHER_MAX: Final = 64
STOP_TIMEOUT_SECONDS: Final = 5.0

LaunchMail = Callable[[socket.socket], "Popen[bytes]"]
"""Starts the process on its end of the link."""


class InboundMail:
    """Starts the process again when it dies. A mail is answered once `hear` has returned: what it tells is durable.

    `hear` raises Unavailable when it cannot be written now; the sender of the mail is asked to send it again.
    """

    def __init__(
        self, launch: LaunchMail, hear: Callable[[Sequence[Receipt]], Awaitable[object]], on_error: OnError
    ) -> None:
        self._launch, self._hear, self._on_error = launch, hear, on_error
        self._stopping = threading.Event()
        self._process: Popen[bytes] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.task = SupervisedTask("inbound", self._keep, on_error, once=True)

    def start(self) -> None:
        """Start the process and keep one running."""
        self._loop = asyncio.get_running_loop()
        self.task.start()

    def stop(self) -> None:
        """End the process; what it was telling is told again by who sent it. Waits; safe from any thread."""
        self._stopping.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hang_up)
        see_end(self._process, STOP_TIMEOUT_SECONDS)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.task.cancel)

    async def _keep(self) -> None:
        if self._stopping.is_set():
            return
        try:
            await self._talk()
        finally:
            await self._let_go()
        if not self._stopping.is_set():
            raise Unavailable("inbound_down", "The mail server for what comes back has ended and is being restarted.")

    def _start(self, theirs: socket.socket) -> None:
        self._process = self._launch(theirs)

    async def _talk(self) -> None:
        reader, self._writer = await linked(self._start)
        frames, waiting = Frames(), list[MailTold]()
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(PIECE_BYTES):
                waiting += [decode_told(packed) for packed in frames.take(piece)]
                while waiting and not self._stopping.is_set():
                    group, waiting = waiting[:TOLD_TOGETHER_MAX], waiting[TOLD_TOGETHER_MAX:]
                    await self._take(group)

    async def _take(self, group: Sequence[MailTold]) -> None:
        """One write for all that came together; when it fails, all of them are asked to come again."""
        durable = True
        told = [receipt for one in group for receipt in one.receipts]
        try:
            if told:
                await self._hear(told)
        except Unavailable as error:
            durable = False
            self._on_error(error)
        self.task.well()
        self.task.rested()
        if self._writer is not None:
            self._writer.write(b"".join(mail_frame(MailHeard(one.number, durable)) for one in group))

    async def _let_go(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        if self._process is not None and not self._stopping.is_set():
            await put_away(self._process)

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
