"""A cache of expensive answers: the second look is instant, and requests at the same time are counted once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from loopline.ports import Clock

T = TypeVar("T")
ANSWERS_MAX: Final = 64
FRESH_MS: Final = 60_000  # windows close by time alone, so even without new facts an answer grows old


class _Flight:
    """One computation of an answer: its lock, and how many callers hold it or wait for it."""

    def __init__(self) -> None:
        self.lock, self.callers = threading.Lock(), 0


class ResultCache(Generic[T]):
    """The answers asked for last, a bounded number of them, each computed by one caller at a time (single flight).

    Safe from any thread.
    """

    def __init__(self, clock: Clock, most: int = ANSWERS_MAX, fresh_ms: int = FRESH_MS) -> None:
        self._clock, self._most, self._fresh_ms = clock, most, fresh_ms
        self._answers: OrderedDict[Hashable, tuple[Hashable, int, T]] = OrderedDict()
        self._flights: dict[Hashable, _Flight] = {}
        self._lock = threading.Lock()

    def get(self, question: Hashable, state: Hashable, count: Callable[[], T]) -> T:
        """The answer to a question; counted anew when `state` is another, or the answer is old.

        An error of `count` is raised, and not kept.
        """
        with self._single_flight(question):
            found = self._fresh(question, state)
            if found is None:
                found = (count(),)
                self._keep(question, state, found[0])
        return found[0]

    @contextmanager
    def _single_flight(self, question: Hashable) -> Iterator[None]:
        """One caller at a time for each question; the last one, answered or not, removes the lock."""
        with self._lock:
            flight = self._flights.setdefault(question, _Flight())
            flight.callers += 1
        try:
            with flight.lock:
                yield
        finally:
            with self._lock:
                flight.callers -= 1
                if not flight.callers:
                    del self._flights[question]

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
