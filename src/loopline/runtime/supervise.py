"""Supervises what runs in the background: a step that fails is counted, told and done again, and nothing ends unseen.

Every thread and every task that outlives a request is made here; `tests/house/test_background.py` holds that.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Final, Literal, TypeVar

from msgspec import Struct

from loopline.model.errors import LooplineError

T = TypeVar("T")

PAUSE_SECONDS: Final = 0.2
PAUSE_SECONDS_MAX: Final = 5.0
JOIN_SECONDS: Final = 60.0
WORDS_MAX: Final = 300

TaskState = Literal["starting", "running", "failing", "done", "stopped", "dead"]
"""`failing`: the last step failed and is done again soon. `dead`: it is gone and nobody asked it to go."""

OnError = Callable[[BaseException], None]


class TaskReport(Struct, frozen=True):
    """One background task: its state, how often a step failed, and the code of the last failure ("" when none)."""

    name: str
    state: TaskState
    restarts: int
    fault: str
    words: str


class Watch:
    """What is known of one task. Safe to read from any thread."""

    def __init__(self, name: str, on_error: OnError) -> None:
        self.name: Final = name
        self._on_error = on_error
        self._state: TaskState = "starting"
        self._restarts = 0
        self._fault = self._words = ""
        self._pause: float = PAUSE_SECONDS

    def well(self) -> None:
        """A step was done, so the task is not failing."""
        self._state = "running"

    def failed(self, error: BaseException) -> float:
        """A step failed; the seconds to wait before the next one, which grow to a bound while steps keep failing."""
        self._restarts += 1
        self._fault, self._words = code_of(error), str(error)[:WORDS_MAX]
        self._state = "failing"
        with suppress(Exception):  # whoever is told must not end the task
            self._on_error(error)
        pause, self._pause = self._pause, min(2 * self._pause, PAUSE_SECONDS_MAX)
        return pause

    def rested(self) -> None:
        """Step and rest both went well: the next failure is a first one."""
        self._pause = PAUSE_SECONDS

    def report(self) -> TaskReport:
        """What health tells of it."""
        return TaskReport(self.name, self._state, self._restarts, self._fault, self._words)

    def _reported(self, *, alive: bool) -> TaskReport:
        if self._state in ("running", "failing") and not alive:
            self._state = "dead"
        return Watch.report(self)


class SupervisedThread(Watch):
    """Does `step`, then `rest`, in a thread of its own until `stop`, whatever either of them raises."""

    def __init__(self, name: str, step: Callable[[], object], rest: Callable[[], object], on_error: OnError) -> None:
        super().__init__(name, on_error)
        self._step, self._rest = step, rest
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"loopline-{name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def stop(self, wake: Callable[[], object] = lambda: None, seconds: float = JOIN_SECONDS) -> bool:
        """Let the step in hand end; `wake` ends its rest. False when it did not end within the time."""
        self._stopping.set()
        wake()
        if self._thread.is_alive():
            self._thread.join(timeout=seconds)
        return not self._thread.is_alive()

    def report(self) -> TaskReport:
        """What health tells of it."""
        return self._reported(alive=self._thread.is_alive())

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
                self.well()
                if not self._stopping.is_set():
                    self._rest()
                self.rested()
            except BaseException as error:
                self._stopping.wait(self.failed(error))
        self._state = "stopped"


async def in_thread(step: Callable[[], T]) -> T:
    """What a step gives that is done in a thread. A task that is stopped meanwhile waits for its end, so that nothing
    is closed under it."""
    work = asyncio.ensure_future(asyncio.to_thread(step))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait({work})
        raise


class SupervisedTask(Watch):
    """Does `step`, then `rest`, as a task of the event loop until `stop`; with `once`, until a step went well.

    A cancellation that nobody asked for, such as that of a future that a step waits for, is a failure like any other.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], Awaitable[object]],
        on_error: OnError,
        rest: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(0),
        *,
        once: bool = False,
    ) -> None:
        super().__init__(name, on_error)
        self._step, self._rest, self._once = step, rest, once
        self._is_stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the event loop that runs."""
        self._task = asyncio.get_running_loop().create_task(self._serve(), name=f"loopline-{self.name}")

    def cancel(self) -> None:
        """End it, wherever it is; belongs to its event loop."""
        self._is_stopping = True
        if self._task is not None:
            self._task.cancel()

    async def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.cancel()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    def report(self) -> TaskReport:
        """What health tells of it."""
        return self._reported(alive=self._task is not None and not self._task.done())

    async def _serve(self) -> None:
        try:
            while True:
                try:
                    await self._step()
                    self.well()
                    if self._once:
                        self._state = "done"
                        return
                    await self._rest()
                    self.rested()
                    continue
                except asyncio.CancelledError as error:
                    if _is_cancelled():
                        raise
                    pause = self.failed(error)
                except Exception as error:
                    pause = self.failed(error)
                await asyncio.sleep(pause)
        finally:
            if self._is_stopping and self._state != "done":
                self._state = "stopped"


def begin(name: str, work: Coroutine[object, object, object], on_error: OnError) -> "asyncio.Task[None]":
    """Work that ends by itself, as a task; its failure is told. Keep the answer for as long as it has to go on."""

    async def watched() -> None:
        try:
            await work
        except asyncio.CancelledError as error:
            if _is_cancelled():
                raise
            on_error(error)
        except Exception as error:
            on_error(error)

    return asyncio.get_running_loop().create_task(watched(), name=f"loopline-{name}")


def begin_thread(name: str, work: Callable[[], object], on_error: OnError) -> threading.Thread:
    """Work that ends by itself, in a thread that has begun; its failure is told."""

    def watched() -> None:
        try:
            work()
        except BaseException as error:
            on_error(error)

    thread = threading.Thread(target=watched, name=f"loopline-{name}", daemon=True)
    thread.start()
    return thread


def code_of(error: BaseException) -> str:
    """The code of one of our errors, the class of any other."""
    return error.code if isinstance(error, LooplineError) else type(error).__name__


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
