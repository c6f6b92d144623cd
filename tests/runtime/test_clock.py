"""Clocks: neither goes back, a virtual one moves by hand and can be let go."""

import threading
import time

import pytest

from loopline.runtime.clock import LONG_SECONDS, SystemClock, VirtualClock


def test_the_system_clock_tells_milliseconds_of_utc() -> None:
    before, now, after = time.time_ns() // 1_000_000, SystemClock().now(), time.time_ns() // 1_000_000
    assert before <= now <= after


class Machine:
    """The clocks of a machine, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall_ms, self.ticks_ms = 1_700_000_000_000, 0
        monkeypatch.setattr(time, "time_ns", lambda: self.wall_ms * 1_000_000)
        monkeypatch.setattr(time, "time", lambda: self.wall_ms / 1_000)
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.ticks_ms * 1_000_000)

    def goes_on(self, ms: int) -> None:
        self.wall_ms += ms
        self.ticks_ms += ms


def test_the_system_clock_does_not_follow_a_machine_that_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    clock = SystemClock()
    now = clock.now()
    machine.wall_ms -= 3_600_000
    assert clock.now() == now
    machine.wall_ms = now + 5
    assert clock.now() == now + 5


def test_a_machine_that_was_set_back_is_awaited_at_half_speed_and_nothing_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine(monkeypatch)
    clock = SystemClock()
    now = clock.now()
    machine.wall_ms -= 3_600_000
    seen = []
    for _ in range(60):
        machine.goes_on(60_000)
        seen += [clock.now(), clock.now()]
    assert seen == sorted(seen)
    assert seen[-1] == now + 1_800_000, "an hour was half an hour"
    assert clock.ahead_seconds() == 1_800
    assert clock.seconds_until(seen[-1] + 1_000) == 1
    machine.goes_on(3_600_000)
    assert clock.ahead_seconds() == 0
    assert clock.now() == machine.wall_ms


def test_looks_that_are_a_part_of_a_millisecond_apart_lose_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    clock = SystemClock()
    now = clock.now()
    machine.wall_ms -= 3_600_000
    for _ in range(1_001):
        machine.goes_on(1)
        clock.now()
    assert clock.now() == now + 500


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
