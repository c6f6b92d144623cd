"""Answers that cost a lot, kept while nothing has changed: the second look is instant, and two askers count once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from loopline.ports import Clock

T = TypeVar("T")
KEPT_MAX: Final = 64
FRESH_MS: Final = 60_000  # windows close by time alone, so even a quiet house counts again


class _Turn:
    """Whose turn it is to count an answer, and how many hold it or wait for it."""

    def __init__(self) -> None:
        self.lock, self.askers = threading.Lock(), 0


class Kept(Generic[T]):
    """The answers asked for last, a bounded number of them. Safe from any thread."""

    def __init__(self, clock: Clock, most: int = KEPT_MAX, fresh_ms: int = FRESH_MS) -> None:
        self._clock, self._most, self._fresh_ms = clock, most, fresh_ms
        self._answers: OrderedDict[Hashable, tuple[Hashable, int, T]] = OrderedDict()
        self._counting: dict[Hashable, _Turn] = {}
        self._lock = threading.Lock()

    def get(self, question: Hashable, state: Hashable, count: Callable[[], T]) -> T:
        """The answer to a question as things stand; counted anew when `state` is another, or the answer is old. What
        `count` raises is raised, and not kept."""
        with self._one_by_one(question):
            found = self._fresh(question, state)
            if found is None:
                found = (count(),)
                self._keep(question, state, found[0])
        return found[0]

    @contextmanager
    def _one_by_one(self, question: Hashable) -> Iterator[None]:
        """One asker at a time for each question; the last to leave, answered or not, leaves nothing behind."""
        with self._lock:
            turn = self._counting.setdefault(question, _Turn())
            turn.askers += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.askers -= 1
                if not turn.askers:
                    del self._counting[question]

    def _fresh(self, question: Hashable, state: Hashable) -> tuple[T] | None:
        with self._lock:
            kept = self._answers.get(question)
            if kept is None or kept[0] != state or not 0 <= self._clock.now() - kept[1] < self._fresh_ms:
                return None
            self._answers.move_to_end(question)
            return (kept[2],)

    def _keep(self, question: Hashable, state: Hashable, answer: T) -> None:
        with self._lock:
            self._answers[question] = (state, self._clock.now(), answer)
            self._answers.move_to_end(question)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
