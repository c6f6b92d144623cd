"""Answers are kept while nothing has changed, for a while, and not without bound; two who ask count once."""

import threading
import time

import pytest

from loopline.runtime.clock import VirtualClock
from loopline.studio.cache import ResultCache


class Counter:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_the_second_look_counts_nothing_until_something_changed_or_a_minute_has_gone_by() -> None:
    clock, count = VirtualClock(1_000_000), Counter()
    cache: ResultCache[int] = ResultCache(clock)
    assert [cache.get("a", 1, count) for _ in range(3)] == [1, 1, 1]
    assert cache.get("a", 2, count) == 2
    clock.move_to(1_000_000 + 59_999)
    assert cache.get("a", 2, count) == 2
    clock.move_to(1_000_000 + 60_000)
    assert cache.get("a", 2, count) == 3


def test_the_answers_asked_for_last_are_kept() -> None:
    clock, count = VirtualClock(1_000_000), Counter()
    cache: ResultCache[int] = ResultCache(clock, most=2)
    for question in ("a", "b", "a", "c"):
        cache.get(question, 1, count)
    assert count.times == 3
    cache.get("a", 1, count)
    assert count.times == 3
    cache.get("b", 1, count)
    assert count.times == 4
    assert len(cache._answers) == 2 and not cache._flights


def test_two_who_ask_at_once_count_once() -> None:
    going, count = threading.Event(), Counter()
    cache: ResultCache[int] = ResultCache(VirtualClock(1_000_000))

    def slow() -> int:
        going.wait(10)
        return count()

    found: list[int] = []
    askers = [threading.Thread(target=lambda: found.append(cache.get("a", 1, slow))) for _ in range(4)]
    for asker in askers:
        asker.start()
    going.set()
    for asker in askers:
        asker.join(10)
    assert found == [1, 1, 1, 1]


def test_a_fault_is_raised_and_not_kept() -> None:
    cache: ResultCache[int] = ResultCache(VirtualClock(1_000_000))
    with pytest.raises(ZeroDivisionError):
        cache.get("a", 1, lambda: 1 // 0)
    assert not cache._flights, "nor is the turn of who asked"
    assert cache.get("a", 1, lambda: 7) == 7


def test_a_caller_that_waits_is_not_overtaken_by_answers_to_other_questions() -> None:
    """Between fetching a flight and taking its lock, other questions are answered and push each other out."""
    cache: ResultCache[int] = ResultCache(VirtualClock(1_000_000), most=1)
    inside, most, lock = 0, 0, threading.Lock()

    def alone() -> int:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with lock:
            inside -= 1
        return 1

    with cache._single_flight("a"):
        askers = [threading.Thread(target=cache.get, args=("a", state, alone)) for state in range(3)]
        for asker in askers:
            asker.start()
        deadline = time.monotonic() + 10
        while cache._flights["a"].callers < 4 and time.monotonic() < deadline:
            time.sleep(0.001)
        flight = cache._flights["a"]
        for question in ("b", "c"):
            cache.get(question, 1, lambda: 1)
        assert cache._flights == {"a": flight}
    for asker in askers:
        asker.join(10)
    assert most == 1 and not cache._flights
