"""The parent's end of a worker: starts the process of a shard, and another one when it dies or falls silent."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from subprocess import Popen
from typing import Final

from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.runtime.child import linked, put_away, see_end
from loopline.runtime.crew.protocol import (
    InboxChanged,
    Reported,
    Sampled,
    Stop,
    TakeOver,
    ToWorker,
    Wake,
    Woken,
    crew_frame,
    decode_word,
)
from loopline.runtime.intake.protocol import Frames
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.tally import ProviderTrouble, ShardCounts
from loopline.runtime.supervise import OnError, SupervisedTask

PIECE_BYTES: Final = 1 << 16
LOOK_SECONDS: Final = 0.5
START_SECONDS: Final = 90.0
"""A process that has just been started may be silent for so long: it waits for the lock of the one before."""

SILENT_SECONDS: Final = 20.0
LATE_SECONDS: Final = 2.0
"""When we ourselves look so much too late, the process is not to blame for its silence."""

STOP_SECONDS: Final = 40.0

LaunchShard = Callable[[int, socket.socket], "Popen[bytes]"]
"""Starts the process of this shard on its end of the link."""

FromShard = Sampled | InboxChanged | ShardCounts
"""What all may see of a shard; of what it counts, what came since it was last said."""


class ShardProcess:
    """One shard. Belongs to one event loop; `wake`, `take_over`, `stop` and `report` are safe from any thread."""

    def __init__(
        self,
        shard: int,
        launch: LaunchShard,
        told: Callable[[int], None],
        on_error: OnError,
        heard: Callable[[FromShard], None] = lambda word: None,
    ) -> None:
        """`told` is called with each shard that has something new in its log, `heard` with what is for all to see."""
        self.shard: Final = shard
        self._launch, self._told, self._heard = launch, told, heard
        self._counted, self.providers = ShardCounts(), ProviderTrouble()
        self._report = ShardReport(shard)
        self._stopping: Final = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._process: Popen[bytes] | None = None
        self._heard_at = self._looked_at = self._moved_at = 0.0
        self._has_reported = self._is_waking = False
        self._keeper: Final = SupervisedTask(f"shard-{shard}", self._keep, on_error, once=True)
        watch = f"shard-{shard}-watch"
        self._watcher: Final = SupervisedTask(watch, self._look, on_error, lambda: asyncio.sleep(LOOK_SECONDS))
        self.tasks: Final = (self._keeper, self._watcher)

    def start(self) -> None:
        """Start the process, and keep one running."""
        self._loop = asyncio.get_running_loop()
        self._keeper.start()
        self._watcher.start()

    def wake(self) -> None:
        """There is something in its log."""
        if not self._is_waking:
            self._is_waking = self._call(self._wake_now)

    def take_over(self) -> None:
        """Have it read the providers again."""
        self._call(lambda: self._say(TakeOver()))

    def report(self) -> ShardReport:
        """How it is; of one that is down, as it was."""
        return replace(self._report, restarts=self._keeper.report().restarts, still_seconds=self._still_seconds())

    def _still_seconds(self) -> float:
        is_moving = self._report.state == "running" and not self._report.lag_signals
        return 0.0 if is_moving or not self._moved_at else round(time.monotonic() - self._moved_at, 3)

    def ask_to_stop(self) -> None:
        """Let the process finish what is in hand, then end."""
        self._stopping.set()
        self._call(lambda: self._say(Stop()))

    def stop(self) -> None:
        """See the process end."""
        self.ask_to_stop()
        see_end(self._process, STOP_SECONDS)
        self._call(self._watcher.cancel)

    def _call(self, act: Callable[[], object]) -> bool:
        if self._loop is None or self._loop.is_closed():
            return False
        self._loop.call_soon_threadsafe(act)
        return True

    def _wake_now(self) -> None:
        self._is_waking = False
        self._say(Wake())

    def _say(self, order: ToWorker) -> None:
        if self._writer is not None:
            self._writer.write(crew_frame(order))

    async def _keep(self) -> None:
        """Keep a process for as long as it lives. Raises when it has ended, unless we stop."""
        if self._stopping.is_set():
            return
        try:
            await self._talk()
        finally:
            await self._let_go()
        if not self._stopping.is_set():
            raise Unavailable("shard_down", f"The process of shard {self.shard} has ended and is being restarted.")

    def _start(self, theirs: socket.socket) -> None:
        self._process = process = self._launch(self.shard, theirs)
        self._report = replace(self._report, state="starting", ready=False, pid=process.pid)

    async def _talk(self) -> None:
        reader, self._writer = await linked(self._start)
        self._moved_at = self._moved_at or time.monotonic()
        self._counted, self.providers = ShardCounts(), ProviderTrouble()  # of another process
        self._heard_at, self._has_reported, frames = time.monotonic(), False, Frames()
        if self._stopping.is_set():
            self._say(Stop())
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(PIECE_BYTES):
                self._heard_at = time.monotonic()
                for packed in frames.take(piece):
                    self._hear(packed)

    def _hear(self, packed: bytes) -> None:
        word = decode_word(packed)
        if isinstance(word, Woken):
            self._told(word.target)
            return
        if not isinstance(word, Reported):
            self._heard(word)
            return
        self._heard(word.counted.since(self._counted))
        self._counted, self.providers = word.counted, word.providers
        if word.report.position != self._report.position or not word.report.lag_signals:
            self._moved_at = time.monotonic()
        self._report = word.report
        if not self._has_reported:
            self._has_reported = True
            self._keeper.well()
            self._keeper.rested()

    async def _look(self) -> None:
        """Kill a process that stays silent; the keeper starts another one."""
        now = time.monotonic()
        if now - self._looked_at > LOOK_SECONDS + LATE_SECONDS:
            self._heard_at = now
        self._looked_at = now
        patience = SILENT_SECONDS if self._has_reported else START_SECONDS
        if self._writer is not None and self._process is not None and now - self._heard_at > patience:
            self._process.kill()

    async def _let_go(self) -> None:
        """The process is gone, or is sent away: leave no child behind."""
        self._report = replace(self._report, state="down", ready=False)
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        if self._process is not None and not self._stopping.is_set():
            await put_away(self._process)
