"""Counts who is using a thing, so that it is not closed under them."""

import threading
from types import TracebackType


class InUse:
    """A context around each use; `wait` is for whoever closes. Uses may overlap, in any threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._uses = 0

    def __enter__(self) -> None:
        with self._changed:
            self._uses += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._uses -= 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Until nobody uses it any more, at most so long; whether that came."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._uses, seconds)
