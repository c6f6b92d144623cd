"""Processes are lent to one caller each, replaced when they end, and never more than the bound."""

import os
import signal
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from loopline.delivery.rendering.verdict import Part
from loopline.model.errors import Unavailable
from loopline.providers.templating.protocol import CheckRequest, CompileRequest, Limits, Printed
from loopline.providers.templating.renderer_pool import PROCESSES_MAX, RendererDied, RendererPool, RendererProcess, Turn
from loopline.providers.templating.template_engine import HANDLEBARS

PARTS = (Part("text", "{{x}}", "text"),)


@pytest.fixture
def pool() -> Iterator[RendererPool]:
    made = RendererPool(lambda: RendererProcess(Limits(), HANDLEBARS))
    yield made
    made.close()


def test_nothing_is_started_before_it_is_needed_and_one_serves_many(pool: RendererPool) -> None:
    assert pool.started() == []
    pids = set()
    for _ in range(5):
        with pool.lent() as process:
            pids.add(process.pid)
            assert process.ask(CheckRequest(PARTS)) == Printed(b"[[]]")
    assert pool.started() == list(pids)


def test_the_one_that_has_compiled_a_template_is_preferred(pool: RendererPool) -> None:
    with pool.lent() as first, pool.lent() as second:
        second.ask(CompileRequest(7, PARTS))
        second.loaded[7] = None
    for _ in range(3):
        with pool.lent(7) as process:
            assert process is second
    with pool.lent(7), pool.lent(7) as other:
        assert other is first


def test_a_caller_beyond_the_bound_waits_for_its_turn(pool: RendererPool) -> None:
    waited = Event()

    def third() -> None:
        with pool.lent():
            waited.set()

    with pool.lent(), pool.lent():
        thread = Thread(target=third)
        thread.start()
        assert not waited.wait(0.3)
        assert len(pool.started()) == PROCESSES_MAX == 2
    thread.join()
    assert waited.is_set()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGPROF, signal.SIGSEGV])
def test_one_that_ends_is_told_and_replaced(pool: RendererPool, how: signal.Signals) -> None:
    with pool.lent() as process:
        gone = process.pid
        os.kill(gone, how)
        with pytest.raises(RendererDied) as died:
            process.ask(CheckRequest(PARTS))
    assert died.value.out_of_time is (how is signal.SIGPROF)
    with pool.lent() as process:
        assert process.pid != gone
        assert process.ask(CheckRequest(PARTS)) == Printed(b"[[]]")
    assert len(pool.started()) == 1


def test_one_that_is_lent_while_the_pool_closes_ends_when_it_is_given_back(pool: RendererPool) -> None:
    with pool.lent() as process:
        pool.close()
        assert process.ask(CheckRequest(PARTS)) == Printed(b"[[]]")
    assert not process.is_alive()
    with pytest.raises(Unavailable, match="template_engine_closed"), pool.lent():
        pass


def test_only_so_many_wait_for_a_turn() -> None:
    turn, go = Turn(2), Event()
    held = [Event() for _ in range(3)]

    def hold(mine: Event) -> None:
        with turn:
            mine.set()
            go.wait(20)

    threads = [Thread(target=hold, args=(one,)) for one in held]
    threads[0].start()
    assert held[0].wait(20)
    for thread in threads[1:]:
        thread.start()
    while turn._free._value:  # until both of them wait
        pass
    with pytest.raises(Unavailable, match="template_engine_busy"), turn:
        pass
    go.set()
    for thread in threads:
        thread.join()
    with turn:
        pass
