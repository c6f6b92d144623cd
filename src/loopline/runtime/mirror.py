"""Carries committed fact chunks into the columnar record, in order and numbered: a crash between heals by itself."""

import threading
from collections.abc import Callable

from loopline.ports import Facts, State

CHUNKS_AT_ONCE = 256
RETRY_SECONDS = 2.0
# Many chunks at once cost far less than each alone; whoever reads asks for `catch_up` first, so nobody sees the delay.
GATHER_SECONDS = 0.5


class Mirror:
    """Carries from its own thread whenever a step was committed."""

    def __init__(self, state: State, facts: Facts, on_fault: Callable[[BaseException], None]) -> None:
        self._state, self._facts, self._on_fault = state, facts, on_fault
        self._awake = threading.Event()
        self._stopping = False
        self._stop_soon = threading.Event()
        self._lock = threading.Lock()
        self.carried = facts.carried()
        self._thread = threading.Thread(target=self._serve, name="loopline-mirror", daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()
        self._awake.set()

    def wake(self) -> None:
        """There are new chunks."""
        self._awake.set()

    def stop(self) -> None:
        """Carry what is there, then end."""
        self._stopping = True
        self._stop_soon.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=60)

    def behind(self) -> int:
        """Chunks committed and not yet carried, counted up to a bound."""
        return len(self._state.chunks(self.carried, CHUNKS_AT_ONCE))

    def catch_up(self) -> None:
        """Carry everything that is committed, now, in the caller's thread."""
        while self._carry_some():
            pass

    def _serve(self) -> None:
        while True:
            self._awake.wait()
            if not self._stopping:
                self._stop_soon.wait(GATHER_SECONDS)
            self._awake.clear()
            try:
                self.catch_up()
            except Exception as error:
                self._on_fault(error)
                self._stop_soon.wait(RETRY_SECONDS)
                self._awake.set()
            if self._stopping:
                return

    def _carry_some(self) -> bool:
        with self._lock:
            chunks = self._state.chunks(self.carried, CHUNKS_AT_ONCE)
            if chunks:
                self._facts.carry_many(chunks)
                self.carried = chunks[-1][0]
                self._state.forget_chunks(self.carried)
            return bool(chunks)
