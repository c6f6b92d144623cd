"""Clocks: neither goes back, a virtual one moves by hand and can be let go."""

import threading
import time

import pytest

from loopline.runtime.clock import LONG_SECONDS, SystemClock, VirtualClock


def test_the_system_clock_tells_milliseconds_of_utc() -> None:
    before, now, after = time.time_ns() // 1_000_000, SystemClock().now(), time.time_ns() // 1_000_000
    assert before <= now <= after


def test_the_system_clock_does_not_follow_a_machine_that_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    now = clock.now()
    monkeypatch.setattr(time, "time_ns", lambda: (now - 3_600_000) * 1_000_000)
    assert clock.now() == now
    monkeypatch.setattr(time, "time_ns", lambda: (now + 5) * 1_000_000)
    assert clock.now() == now + 5


def test_many_threads_see_one_time_that_ascends() -> None:
    clock = SystemClock()
    seen: list[list[int]] = [[] for _ in range(4)]

    def look(mine: list[int]) -> None:
        mine.extend(clock.now() for _ in range(2_000))

    threads = [threading.Thread(target=look, args=(mine,)) for mine in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in seen)


def test_seconds_until_is_real_time() -> None:
    clock = SystemClock()
    assert 59 < clock.seconds_until(clock.now() + 60_000) <= 60
    assert clock.seconds_until(clock.now() - 1_000) < 0


def test_a_virtual_clock_stands_until_it_is_moved_and_never_back() -> None:
    clock = VirtualClock(1_000)
    assert clock.now() == clock.now() == 1_000
    clock.move_to(5_000)
    clock.move_to(2_000)
    assert clock.now() == 5_000


def test_waiting_brings_a_virtual_clock_nowhere() -> None:
    clock = VirtualClock(1_000)
    assert clock.seconds_until(1_000) == 0
    assert clock.seconds_until(1_001) == LONG_SECONDS


def test_a_released_clock_goes_on_from_where_it_is() -> None:
    past, future = VirtualClock(1_000), VirtualClock(2**42)
    past.release()
    future.release()
    assert abs(past.now() - time.time() * 1_000) < 5_000
    assert future.now() == 2**42, "it never goes back, not even to the truth"
    assert 59 < past.seconds_until(past.now() + 60_000) <= 60
