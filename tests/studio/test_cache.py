"""Answers are kept while nothing has changed, for a while, and not without bound; two who ask count once."""

import threading
import time

import pytest

from loopline.runtime.clock import VirtualClock
from loopline.studio.cache import Kept


class Counter:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_the_second_look_counts_nothing_until_something_changed_or_a_minute_has_gone_by() -> None:
    clock, count = VirtualClock(1_000_000), Counter()
    kept: Kept[int] = Kept(clock)
    assert [kept.get("a", 1, count) for _ in range(3)] == [1, 1, 1]
    assert kept.get("a", 2, count) == 2
    clock.move_to(1_000_000 + 59_999)
    assert kept.get("a", 2, count) == 2
    clock.move_to(1_000_000 + 60_000)
    assert kept.get("a", 2, count) == 3


def test_the_answers_asked_for_last_are_kept() -> None:
    clock, count = VirtualClock(1_000_000), Counter()
    kept: Kept[int] = Kept(clock, most=2)
    for question in ("a", "b", "a", "c"):
        kept.get(question, 1, count)
    assert count.times == 3
    kept.get("a", 1, count)
    assert count.times == 3
    kept.get("b", 1, count)
    assert count.times == 4
    assert len(kept._answers) == 2 and not kept._counting


def test_two_who_ask_at_once_count_once() -> None:
    going, count = threading.Event(), Counter()
    kept: Kept[int] = Kept(VirtualClock(1_000_000))

    def slow() -> int:
        going.wait(10)
        return count()

    found: list[int] = []
    askers = [threading.Thread(target=lambda: found.append(kept.get("a", 1, slow))) for _ in range(4)]
    for asker in askers:
        asker.start()
    going.set()
    for asker in askers:
        asker.join(10)
    assert found == [1, 1, 1, 1]


def test_a_fault_is_raised_and_not_kept() -> None:
    kept: Kept[int] = Kept(VirtualClock(1_000_000))
    with pytest.raises(ZeroDivisionError):
        kept.get("a", 1, lambda: 1 // 0)
    assert not kept._counting, "nor is the turn of who asked"
    assert kept.get("a", 1, lambda: 7) == 7


def test_who_waits_for_a_turn_is_not_passed_by_whatever_is_answered_meanwhile() -> None:
    """Between fetching a turn and taking it, other questions are answered and push each other out."""
    kept: Kept[int] = Kept(VirtualClock(1_000_000), most=1)
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

    with kept._one_by_one("a"):
        askers = [threading.Thread(target=kept.get, args=("a", state, alone)) for state in range(3)]
        for asker in askers:
            asker.start()
        deadline = time.monotonic() + 10
        while kept._counting["a"].askers < 4 and time.monotonic() < deadline:
            time.sleep(0.001)
        turn = kept._counting["a"]
        for question in ("b", "c"):
            kept.get(question, 1, lambda: 1)
        assert kept._counting == {"a": turn}
    for asker in askers:
        asker.join(10)
    assert most == 1 and not kept._counting
