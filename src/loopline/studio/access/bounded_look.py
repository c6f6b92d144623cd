"""Bounded looks into a store that may stand still: whoever asks on the event loop must not stand still with it."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Final, TypeVar

from loopline.model.errors import Unavailable
from loopline.runtime.supervise import begin_thread

LOOK_SECONDS: Final = 3.0
"""The event loop may stand so long, once, before the store is known to stand."""

Found = TypeVar("Found")


class BoundedLook:
    """One look at a time, in a thread that ends with the process. For any thread."""

    def __init__(self, seconds: float = LOOK_SECONDS) -> None:
        self._seconds, self._free, self._stands = seconds, Lock(), False

    def take(self, read: Callable[[], Found]) -> Found:
        """The answer of `read`, if it comes within the bound. Raises Unavailable `keys_silent`, and what `read` raises.

        While a look that was too slow goes on, nobody else waits: they are told so at once.
        """
        if not self._free.acquire(timeout=0 if self._stands else self._seconds):
            raise _silent()
        found: Future[Found] = Future()
        begin_thread("look", lambda: self._look(read, found), found.set_exception)
        try:
            return found.result(self._seconds)
        except TimeoutError:
            if found.done():
                raise
            self._stands = True
            raise _silent() from None

    def _look(self, read: Callable[[], Found], found: "Future[Found]") -> None:
        try:
            found.set_result(read())
        except BaseException as error:  # it belongs to whoever waits
            found.set_exception(error)
        finally:
            self._stands = False
            self._free.release()


def _silent() -> Unavailable:
    return Unavailable("keys_silent", "The store of keys and sessions does not answer now; send it again.")
