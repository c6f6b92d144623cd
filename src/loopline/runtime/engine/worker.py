"""Runs the loop in its thread: at once when a signal comes, on time when a timer is due, asleep otherwise."""

import threading
from collections.abc import Callable

from loopline.ports import Clock, State
from loopline.runtime.engine.loop import Loop

LOOK_SECONDS = 0.5
RETRY_SECONDS = 1.0


class Worker:
    """Runs the loop until `stop`; a pass that fails is tried again, and meanwhile `fault` says why."""

    def __init__(self, loop: Loop, state: State, clock: Clock, on_error: Callable[[BaseException], None]) -> None:
        self._loop, self._state, self._clock, self._on_error = loop, state, clock, on_error
        self._awake = threading.Event()
        self._stopping = False
        self._idle = threading.Event()
        self.fault: str = ""
        self._thread = threading.Thread(target=self._serve, name="loopline-loop", daemon=True)

    def start(self) -> None:
        """Begin to run the loop."""
        self._thread.start()

    def wake(self) -> None:
        """There is work. Safe from any thread."""
        self._idle.clear()
        self._awake.set()

    def wake_if_behind(self) -> None:
        """Wake an idle worker only, so that a waiting caller does not keep it busy."""
        if self._idle.is_set() and self._loop.behind():
            self.wake()

    def stop(self) -> None:
        """Finish the pass in hand, then end."""
        self._stopping = True
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=60)

    def wait_idle(self, timeout_seconds: float) -> bool:
        """Whether the loop ran out of signals and due timers within this time."""
        return self._idle.wait(timeout_seconds)

    def _serve(self) -> None:
        while not self._stopping:
            self._awake.clear()
            try:
                worked = self._loop.run_once()
                self.fault = ""
            except Exception as error:
                self.fault = f"{type(error).__name__}: {error}"
                self._on_error(error)
                self._awake.wait(RETRY_SECONDS)
                continue
            if worked:
                continue
            self._rest()

    def _rest(self) -> None:
        if self._awake.is_set():
            return
        self._idle.set()
        due = self._state.next_wake_at()
        seconds = LOOK_SECONDS if due is None else min(LOOK_SECONDS, max(0.0, self._clock.seconds_until(due)))
        if seconds > 0:
            self._awake.wait(seconds)
