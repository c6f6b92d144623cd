"""The export of facts: every committed chunk arrives once and in order, whatever happens in between."""

import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import json
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.runtime.upkeep import facts_export as mirrors
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, transaction
from tests.runtime.parts import wait_until


class Stores:
    """State and facts on files that may be closed and opened again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[BaseException] = []
        self.open()

    def open(self) -> None:
        self.state, self.facts = SqlState(self.folder / "state.db"), DuckFacts(self.folder / "facts.duckdb")
        self.epoch = self.state.take_ownership()
        guarded = GuardedFacts(lambda: self.facts, lambda: True, self.state, self.faults.append)
        self.exporter = FactsExporter(self.state, guarded, self.faults.append)

    def close(self) -> None:
        self.exporter.stop()
        self.state.close()
        self.facts.close()

    def commit(self, position: int) -> None:
        self.state.commit(transaction(self.epoch, position, facts=[fact(position=position)]))

    def positions(self) -> list[int]:
        return [int(str(row[0])) for row in self.facts.query("SELECT position FROM facts ORDER BY number, position")]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    made = Stores(tmp_path)
    yield made
    made.close()


def test_what_is_committed_is_exported_in_order(stores: Stores) -> None:
    stores.exporter.start()
    for position in range(1, 11):
        stores.commit(position)
        stores.exporter.wake()
    wait_until(lambda: len(stores.positions()) == 10)
    assert stores.positions() == list(range(1, 11))
    wait_until(lambda: stores.state.chunks(0, 10) == [])  # what was carried is not kept twice
    assert stores.exporter.behind() == 0


def test_a_loop_that_is_far_behind_has_the_processor_but_not_for_ever(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirrors, "GATHER_SECONDS", 0.01)
    monkeypatch.setattr(mirrors, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(mirrors, "PATIENCE_SECONDS", 3.0)
    stores.exporter.start()
    began, position = time.monotonic(), 0
    while not stores.positions():
        position += 1
        stores.commit(position)
        stores.exporter.wake(is_overloaded=True)
        assert time.monotonic() < began + 60, "a burst that never ends is exported all the same"
        time.sleep(0.05)
    assert time.monotonic() - began > 2.0, "but not at once"
    stores.commit(position + 1)
    stores.exporter.wake()
    wait_until(lambda: len(stores.positions()) == position + 1)


def test_much_that_waits_is_exported_in_a_burst_too(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirrors, "GATHER_SECONDS", 0.01)
    monkeypatch.setattr(mirrors, "LOOK_SECONDS", 3_600.0)
    monkeypatch.setattr(mirrors, "BYTES_AT_ONCE", 1)
    stores.commit(1)
    stores.exporter.wake(is_overloaded=True)
    stores.exporter.task.start()
    wait_until(lambda: stores.positions() == [1])


def test_catching_up_needs_no_thread_and_no_patience(stores: Stores) -> None:
    stores.commit(1)
    assert stores.exporter.behind() == 1
    stores.exporter.catch_up()
    assert (stores.positions(), stores.exporter.behind()) == ([1], 0)


def test_a_crash_between_commit_and_export_loses_nothing(stores: Stores) -> None:
    stores.commit(1)
    stores.close()
    stores.open()
    stores.exporter.start()
    wait_until(lambda: stores.positions() == [1])


def test_a_crash_between_export_and_forgetting_changes_nothing(stores: Stores) -> None:
    """The chunk is in both stores: it is recognised by its number."""
    for position in (1, 2):
        stores.commit(position)
    stores.facts.append_many(stores.state.chunks(0, 10))
    stores.close()
    stores.open()
    assert stores.exporter.exported == stores.facts.exported()
    stores.commit(3)
    stores.exporter.catch_up()
    assert stores.positions() == [1, 2, 3]


def test_exported_twice_changes_nothing(stores: Stores) -> None:
    stores.commit(1)
    again = stores.state.chunks(0, 10)
    stores.exporter.catch_up()
    stores.facts.append_many(again)
    stores.exporter.catch_up()
    assert stores.positions() == [1]


def test_two_exports_at_once_do_not_get_in_each_others_way(stores: Stores) -> None:
    stores.exporter.start()
    carriers = [threading.Thread(target=stores.exporter.catch_up) for _ in range(4)]
    for position in range(1, 41):
        stores.commit(position)
        stores.exporter.wake()
        if position % 10 == 0:
            carriers[position // 10 - 1].start()
    for carrier in carriers:
        carrier.join()
    stores.exporter.catch_up()
    assert stores.positions() == list(range(1, 41))
    assert stores.faults == []


@pytest.mark.parametrize(("chunks", "bytes_"), [(2, 1 << 20), (2, 1), (5, 150), (32, 48 << 20)])
def test_what_is_too_much_for_once_is_exported_in_parts(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, chunks: int, bytes_: int
) -> None:
    monkeypatch.setattr(mirrors, "CHUNKS_A_LOOK", chunks)
    monkeypatch.setattr(mirrors, "BYTES_AT_ONCE", bytes_)
    for position in range(1, 11):
        stores.commit(position)
    assert stores.exporter.behind() == 10
    stores.exporter.catch_up()
    assert stores.positions() == list(range(1, 11))
    assert (stores.state.chunks(0, 10), stores.exporter.behind()) == ([], 0)


def test_what_is_in_memory_is_bounded_whatever_waits(stores: Stores) -> None:
    """One chunk of 110 MB, as earlier versions wrote when a person was stated whole each time, and many small ones."""
    text = "x" * 30_000
    waiting = [
        fact("ann", "event", position=9, seq=n, data=json.encode({"n": n, "text": text}).decode()) for n in range(3_600)
    ]
    stores.state.commit(transaction(stores.epoch, 9, facts=waiting))
    for position in range(10, 70):
        stores.state.commit(
            transaction(stores.epoch, position, facts=[replace(one, position=position) for one in waiting[:30]])
        )
    del waiting
    assert stores.state.waiting_bytes() > 150 << 20
    tracemalloc.start()
    try:
        stores.exporter.catch_up()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 << 20, f"{peak >> 20} MB"
    count = "SELECT count(*), count(DISTINCT data->>'n'), min(length(data->>'text')) FROM facts"
    assert stores.facts.query(count) == [(3_600 + 60 * 30, 3_600, 30_000)]
    assert (stores.state.chunks(0, 10), stores.exporter.behind(), stores.faults) == ([], 0, [])


def test_without_news_the_facts_are_not_asked(stores: Stores) -> None:
    stores.commit(1)
    stores.exporter.catch_up()
    stores.facts.close()  # whoever asked now would be refused
    stores.exporter.catch_up()
    stores.commit(2)
    with pytest.raises(Unavailable):
        stores.exporter.catch_up()


def test_a_fault_is_reported_and_tried_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = stores.folder / "facts.carrying.ndjson"
    blocked.mkdir()  # the chunk cannot be written: a disk that refuses
    stores.commit(1)
    stores.exporter.start()
    wait_until(lambda: len(stores.faults) >= 2)
    assert stores.positions() == []
    blocked.rmdir()
    wait_until(lambda: stores.positions() == [1])


def test_stop_exports_what_is_there_without_waiting_to_gather(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirrors, "GATHER_SECONDS", 60.0)
    stores.exporter.start()
    stores.commit(1)
    stores.exporter.wake()
    stores.exporter.stop()
    assert stores.positions() == [1]
    assert not stores.exporter.task.is_alive()


def test_what_waits_on_purpose_grows_old_and_is_exported_after(stores: Stores) -> None:
    stores.commit(1)
    stores.exporter.wake()
    with stores.exporter.held():
        stores.exporter.catch_up()
        assert stores.exporter.is_paused
        assert (stores.positions(), stores.exporter.oldest_seconds() > 0) == ([], True)
    stores.exporter.catch_up()
    after = (stores.positions(), stores.exporter.oldest_seconds(), stores.exporter.is_paused)
    assert after == ([1], 0.0, False)
