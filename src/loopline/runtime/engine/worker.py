"""Runs the loop in its thread: at once when a signal comes, on time when a timer is due, asleep otherwise."""

import threading
import time
from collections.abc import Callable

from loopline.ports import Clock, State
from loopline.runtime.engine.loop import Loop
from loopline.runtime.supervise import SupervisedThread

LOOK_SECONDS = 0.5


class Worker:
    """Runs the loop until `stop`; a pass that fails is tried again, and meanwhile `fault` says why.

    `passed_at` is when the last pass was done, on the monotonic clock.
    """

    def __init__(self, loop: Loop, state: State, clock: Clock, on_error: Callable[[BaseException], None]) -> None:
        self._loop, self._state, self._clock, self._on_error = loop, state, clock, on_error
        self._awake = threading.Event()
        self._idle = threading.Event()
        self._worked = False
        self.fault: str = ""
        self.passed_at = time.monotonic()
        self.task = SupervisedThread("loop", self._pass, self._rest, on_error)

    def start(self) -> None:
        """Begin to run the loop."""
        self.task.start()

    def wake(self) -> None:
        """There is work. Safe from any thread."""
        self._idle.clear()
        self._awake.set()

    def wake_if_behind(self) -> None:
        """Wake an idle worker only, so that a waiting caller does not keep it busy."""
        if self._idle.is_set() and self._loop.behind():
            self.wake()

    def stop(self) -> None:
        """Finish the pass in hand, and what it left under way, then end."""
        if not self.task.stop(self._awake.set):
            return
        try:
            self._loop.settle()
        except Exception as error:
            self._tell(error)
            self._on_error(error)

    def wait_idle(self, timeout_seconds: float) -> bool:
        """Whether the loop ran out of signals and due timers within this time."""
        return self._idle.wait(timeout_seconds)

    def _pass(self) -> None:
        self._awake.clear()
        try:
            self._worked = self._loop.run_once()
        except Exception as error:
            self._tell(error)
            raise
        self.fault, self.passed_at = "", time.monotonic()

    def _rest(self) -> None:
        if self._worked or self._awake.is_set():
            return
        self._idle.set()
        try:
            due = self._state.next_wake_at()
        except Exception as error:
            self._tell(error)
            raise
        seconds = LOOK_SECONDS if due is None else min(LOOK_SECONDS, max(0.0, self._clock.seconds_until(due)))
        if seconds > 0:
            self._awake.wait(seconds)

    def _tell(self, error: Exception) -> None:
        self.fault = f"{type(error).__name__}: {error}"
