"""Supervised work: it fails, is told of, is done again after a pause, and never ends in silence."""

import asyncio
import threading

import pytest

from loopline.model.errors import Unavailable
from loopline.runtime import supervise
from loopline.runtime.supervise import SupervisedTask, SupervisedThread, begin, begin_thread, in_thread
from tests.runtime.parts import until, wait_until

pytestmark = pytest.mark.anyio
FULL = Unavailable("store_failed", "The disk is full.")


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "PAUSE_SECONDS", 0.01)


def test_a_thread_goes_on_after_whatever_it_raises() -> None:
    faults: list[BaseException] = [FULL, RuntimeError("odd"), SystemExit(3), MemoryError()]
    left, told = list(faults), list[BaseException]()
    worked, woken = threading.Event(), threading.Event()

    def step() -> None:
        if left:
            raise left.pop(0)
        worked.set()

    task = SupervisedThread("lamp", step, lambda: woken.wait(20), told.append)
    assert task.report().state == "starting"
    task.start()
    assert worked.wait(20)
    wait_until(lambda: task.report().state == "running")
    report = task.report()
    assert (told, report.restarts, report.fault) == (faults, 4, "MemoryError")
    assert task.stop(woken.set)
    assert task.report().state == "stopped"


def test_a_rest_that_fails_is_a_fault_too() -> None:
    told: list[BaseException] = []

    def rest() -> None:
        raise FULL

    task = SupervisedThread("lamp", lambda: None, rest, told.append)
    task.start()
    wait_until(lambda: len(told) > 2)
    assert task.report().fault == "store_failed"
    assert task.stop()


def test_whoever_is_told_cannot_end_it() -> None:
    steps = list[int]()

    def step() -> None:
        steps.append(1)
        raise FULL

    def tell(error: BaseException) -> None:
        raise OSError("the log of faults is broken too")

    task = SupervisedThread("lamp", step, lambda: None, tell)
    task.start()
    wait_until(lambda: len(steps) > 2)
    assert task.report().state == "failing" and task.is_alive()
    task.stop()


async def test_a_task_goes_on_also_when_something_it_waits_for_is_cancelled() -> None:
    told, steps = list[BaseException](), list[int]()

    async def step() -> None:
        steps.append(1)
        if len(steps) == 1:
            gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            gone.cancel()
            await gone
        if len(steps) == 2:
            raise FULL

    task = SupervisedTask("lamp", step, told.append, lambda: asyncio.sleep(0.01))
    task.start()
    await until(lambda: len(steps) > 3)
    assert [type(error) for error in told] == [asyncio.CancelledError, Unavailable]
    assert task.report().state == "running"
    await task.stop()
    assert task.report().state == "stopped"


async def test_a_task_that_somebody_else_ended_is_dead() -> None:
    task = SupervisedTask("lamp", lambda: asyncio.sleep(0), lambda error: None, lambda: asyncio.sleep(60))
    task.start()
    await until(lambda: task.report().state == "running")
    for one in asyncio.all_tasks():
        if one.get_name() == "loopline-lamp":
            one.cancel()
    await until(lambda: task.report().state == "dead")


async def test_what_is_to_be_done_once_is_tried_until_it_is_done() -> None:
    left, told = [FULL, FULL], list[BaseException]()

    async def step() -> None:
        if left:
            raise left.pop()

    task = SupervisedTask("start", step, told.append, once=True)
    task.start()
    await until(lambda: task.report().state == "done")
    assert len(told) == 2
    await task.stop()
    assert task.report().state == "done"


async def test_pauses_grow_to_a_bound_and_begin_anew_after_success() -> None:
    task = SupervisedTask("lamp", lambda: asyncio.sleep(0), lambda error: None)
    pauses = [task.failed(FULL) for _ in range(12)]
    assert pauses[:3] == [0.01, 0.02, 0.04] and pauses[-1] == supervise.PAUSE_SECONDS_MAX
    task.well()
    task.rested()
    assert task.failed(FULL) == 0.01


async def test_work_that_ends_by_itself_tells_its_failure() -> None:
    told: list[BaseException] = []

    async def fails() -> None:
        raise FULL

    def fails_too() -> None:
        raise RuntimeError("odd")

    await begin("fan-out", fails(), told.append)
    begin_thread("lifts", fails_too, told.append).join(20)
    assert [type(error) for error in told] == [Unavailable, RuntimeError]


async def test_a_stop_waits_for_what_is_done_in_a_thread() -> None:
    begun, going_on, done = threading.Event(), threading.Event(), list[str]()

    def step() -> str:
        begun.set()
        going_on.wait(5.0)
        done.append("done")
        return "said"

    work = asyncio.create_task(in_thread(step))
    await asyncio.to_thread(begun.wait, 5.0)
    work.cancel()
    await asyncio.sleep(0.05)
    assert (work.done(), done) == (False, [])
    going_on.set()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert done == ["done"]
    assert await in_thread(step) == "said"
