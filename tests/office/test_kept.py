"""Answers are kept while nothing has changed, for a while, and not without bound; two who ask count once."""

import threading

import pytest

from loopline.office.kept import Kept
from loopline.runtime.clock import VirtualClock


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
    assert len(kept._answers) == len(kept._counting) == 2


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
    assert kept.get("a", 1, lambda: 7) == 7
