"""The log writer answers for what is on disk, groups who waits together, keeps order, and says no in a typed way."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from loopline.model.errors import LooplineError, Unavailable
from loopline.model.signal import EventReceived, Signal
from loopline.runtime.intake import deadline, log_writer
from loopline.runtime.intake.log_writer import GROUP_MAX, LogWriter
from loopline.storage.sql.log import SqlLog
from tests.runtime.parts import NOON, event, until

SECONDS = 20


class Gated:
    """A real log behind a gate, so that askers gather while it is closed; `writes` holds the sizes of the groups."""

    def __init__(self, log: SqlLog) -> None:
        self.log, self.writes = log, list[int]()
        self.open, self.entered = threading.Event(), threading.Event()

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        self.entered.set()
        assert self.open.wait(SECONDS)
        self.writes.append(len(batches))
        return self.log.append(batches)

    def __getattr__(self, name: str) -> object:
        return getattr(self.log, name)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqlLog]:
    kept = SqlLog(tmp_path / "log.db")
    yield kept
    kept.close()


@pytest.fixture
def gated(log: SqlLog) -> Iterator[tuple[Gated, LogWriter]]:
    """An writer whose first write hangs at the gate."""
    gate = Gated(log)
    writer = LogWriter(gate, lambda: None)  # type: ignore[arg-type]  # the rest of the log comes by __getattr__
    writer.start()
    yield gate, writer
    gate.open.set()
    writer.stop()


def named(numbers: Sequence[int]) -> list[Signal]:
    return [event("ann", f"e{number}", NOON) for number in numbers]


def names_in(log: SqlLog) -> list[str]:
    entries = [entry for entry in log.read(0, 1_000_000)]
    return [s.name for entry in entries for s in entry.signals if isinstance(s, EventReceived)]


def forbid_writes(log: SqlLog, forbidden: bool) -> None:
    """What a disk does that became read-only, at the one connection that writes."""
    with log._database.writer() as connection:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(forbidden)}")


def code_of(writer: LogWriter, signals: Sequence[Signal]) -> str:
    with pytest.raises(Unavailable) as caught:
        writer.submit(signals).result(SECONDS)
    assert caught.value.status == 503
    return caught.value.code


def test_what_was_answered_is_in_the_file(tmp_path: Path) -> None:
    """Looked up through a second opening of the file while the first is still open and never closed properly."""
    writing = SqlLog(tmp_path / "log.db")
    writer = LogWriter(writing, lambda: None)
    writer.start()
    assert writer.submit(named([1, 2])).result(SECONDS) == 1
    reading = SqlLog(tmp_path / "log.db")
    assert names_in(reading) == ["e1", "e2"]
    reading.close()
    writer.stop()
    writing.close()


def test_nobody_is_answered_before_the_write(gated: tuple[Gated, LogWriter]) -> None:
    gate, writer = gated
    answer = writer.submit(named([1]))
    assert gate.entered.wait(SECONDS)
    assert not answer.done()
    gate.open.set()
    assert answer.result(SECONDS) == 1


def test_who_comes_during_a_write_shares_the_next_one(gated: tuple[Gated, LogWriter], log: SqlLog) -> None:
    gate, writer = gated
    first = writer.submit(named([0]))
    assert gate.entered.wait(SECONDS)
    rest = [writer.submit(named([n])) for n in range(1, 2 * GROUP_MAX + 2)]
    gate.open.set()
    positions = [answer.result(SECONDS) for answer in (first, *rest)]
    assert positions == list(range(1, 2 * GROUP_MAX + 3)), "each asker gets its own position, in order"
    assert gate.writes == [1, GROUP_MAX, GROUP_MAX, 1]
    assert names_in(log) == [f"e{n}" for n in range(2 * GROUP_MAX + 2)]


def test_each_asker_keeps_its_order_among_many(log: SqlLog) -> None:
    writer = LogWriter(log, lambda: None)
    writer.start()

    def ask(who: int) -> None:
        for n in range(40):
            writer.submit([event(f"p{who}", f"{who}-{n}", NOON)])

    askers = [threading.Thread(target=ask, args=(who,)) for who in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    writer.stop()
    found = names_in(log)
    assert len(found) == 160
    for who in range(4):
        assert [name for name in found if name.startswith(f"{who}-")] == [f"{who}-{n}" for n in range(40)]


def test_stop_writes_what_is_queued(gated: tuple[Gated, LogWriter], log: SqlLog) -> None:
    gate, writer = gated
    answers = [writer.submit(named([n])) for n in range(100)]
    threading.Timer(0.05, gate.open.set).start()
    writer.stop()
    assert [answer.result(0) for answer in answers] == list(range(1, 101))
    assert log.end() == 100


def test_after_the_stop_it_says_so(log: SqlLog) -> None:
    writer = LogWriter(log, lambda: None)
    writer.start()
    writer.stop()
    assert code_of(writer, named([1])) == "stopping"
    assert log.end() == 0


def test_a_full_queue_refuses_and_keeps_what_it_holds(
    gated: tuple[Gated, LogWriter], log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_writer, "QUEUE_MAX", 3)
    gate, writer = gated
    held = writer.submit(named([0]))
    assert gate.entered.wait(SECONDS)  # it left the queue
    kept = [writer.submit(named([1, 2])), writer.submit(named([3]))]
    assert code_of(writer, named([4])) == "queue_full"
    gate.open.set()
    for answer in (held, *kept):
        answer.result(SECONDS)
    assert writer.submit(named([5])).result(SECONDS) == 5, "there is room again"
    assert names_in(log) == ["e0", "e1", "e2", "e3", "e5"]


def test_a_disk_that_refuses_is_a_typed_refusal_and_not_the_end(log: SqlLog) -> None:
    woken: list[int] = []
    errors: list[BaseException] = []
    writer = LogWriter(log, lambda: woken.append(1), errors.append)
    writer.start()
    forbid_writes(log, True)
    assert code_of(writer, named([1])) == "store_failed"
    assert woken == []
    assert len(errors) == 1 and "store_failed" in writer.fault
    forbid_writes(log, False)
    assert writer.submit(named([2])).result(SECONDS) == 1
    assert names_in(log) == ["e2"]
    assert (woken, writer.fault) == ([1], "")
    writer.stop()


def test_a_log_that_is_within_reach_again_is_well_before_anybody_writes(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> list[int]:
        raise Unavailable("log_unreachable", "The brokers of the log do not answer.")

    def asked_in_vain(_: SqlLog) -> int:
        asked.set()
        return len(away())

    monkeypatch.setattr(log_writer, "ASK_SECONDS", 0.01)
    asked = threading.Event()
    writer = LogWriter(log, lambda: None)
    writer.start()
    with monkeypatch.context() as patch:
        patch.setattr(SqlLog, "append", away)
        patch.setattr(SqlLog, "end", asked_in_vain)
        assert code_of(writer, named([1])) == "log_unreachable"
        assert asked.wait(SECONDS)
        assert "log_unreachable" in writer.fault
    asyncio.run(until(lambda: writer.fault == ""))
    assert names_in(log) == []
    writer.stop()


def test_a_fault_of_another_kind_is_a_typed_refusal_too(log: SqlLog) -> None:
    writer = LogWriter(log, lambda: None)
    writer.start()
    assert code_of(writer, [object()]) == "log_write_failed"  # type: ignore[list-item]  # no signal at all
    assert writer.submit(named([2])).result(SECONDS) == 1
    writer.stop()


def test_coroutines_wait_without_holding_the_event_loop(gated: tuple[Gated, LogWriter]) -> None:
    gate, writer = gated

    async def ask() -> tuple[int, int]:
        waiting = asyncio.gather(writer.accept(named([1, 2])), writer.accept(named([3])))
        await asyncio.sleep(0)
        gate.open.set()
        one, two = await waiting
        return one, two

    assert asyncio.run(ask()) == (1, 3)


def test_refusals_belong_to_one_family() -> None:
    assert issubclass(Unavailable, LooplineError)


@pytest.mark.anyio
@pytest.mark.parametrize("before_the_write", [True, False])
async def test_whoever_stops_waiting_stops_nobody_else(
    gated: tuple[Gated, LogWriter], log: SqlLog, *, before_the_write: bool
) -> None:
    """A caller that hangs up cancels its question: the appender must live, and the others get their answers."""
    gate, writer = gated
    first = asyncio.create_task(writer.accept(named([1])))
    assert await asyncio.to_thread(gate.entered.wait, SECONDS)
    second = asyncio.create_task(writer.accept(named([2])))
    await asyncio.sleep(0.01)
    gone, stays = (second, first) if before_the_write else (first, second)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    gate.open.set()
    assert await asyncio.wait_for(stays, SECONDS) == (1 if before_the_write else 2)
    assert await asyncio.wait_for(writer.accept(named([3])), SECONDS) == 3
    assert names_in(log) == ["e1", "e2", "e3"]


@pytest.mark.anyio
async def test_a_disk_that_hangs_is_refused_in_time_and_told(log: SqlLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.2)
    gate = Gated(log)
    writer = LogWriter(gate, lambda: None)  # type: ignore[arg-type]  # the rest of the log comes by __getattr__
    writer.start()
    for names in ([1], [2], [3]):  # the first is being written, the second waits, the third is refused at once
        with pytest.raises(Unavailable) as caught:
            await writer.accept(named(names))
        assert caught.value.code == "intake_slow"
    assert "intake_slow" in writer.fault and writer.oldest_seconds() > 0.2
    gate.open.set()
    await until(lambda: writer.oldest_seconds() == 0.0)
    assert writer.fault == ""
    assert await writer.accept(named([4])) >= 2
    assert names_in(log)[0] == "e1", "what was given up may be there all the same"
    await asyncio.to_thread(writer.stop)


@pytest.mark.anyio
async def test_a_cancellation_that_comes_together_with_the_answer_is_not_lost(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, answer = LogWriter(log, lambda: None), Future[int]()
    monkeypatch.setattr(writer, "submit", lambda signals: answer)
    asking = asyncio.create_task(writer.accept(named([1])))
    await asyncio.sleep(0)
    answer.set_result(1)
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
