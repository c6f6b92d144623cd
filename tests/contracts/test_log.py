"""What every Log promises, whether or not there are gaps between its positions."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from loopline.lab.simulator.gaps import GappedLog
from loopline.ports import Log
from loopline.storage.memory import MemoryLog
from loopline.storage.sql.log import SqlLog
from tests.contracts.log_contract import (
    test_a_signal_comes_back_as_it_was,
    test_an_empty_batch_takes_no_position,
    test_an_empty_log_ends_at_0,
    test_paging_sees_each_signal_once,
    test_positions_rise_and_those_of_a_batch_stand_side_by_side,
    test_reading_begins_behind_any_position_and_counts_what_stands_there,
)
from tests.contracts.made import events

CONTRACT = (
    test_a_signal_comes_back_as_it_was,
    test_an_empty_batch_takes_no_position,
    test_an_empty_log_ends_at_0,
    test_paging_sees_each_signal_once,
    test_positions_rise_and_those_of_a_batch_stand_side_by_side,
    test_reading_begins_behind_any_position_and_counts_what_stands_there,
)
"""Collected here, and given the logs below."""

TAILS = {"": 99, "a short tail": 7, "hardly a tail": 0}
KINDS = ["memory", *(f"{dialect} with {tail}" for dialect in ("sqlite", "postgresql") for tail in TAILS)]


@pytest.fixture(params=KINDS)
def whole_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    dialect, _, tail = request.param.partition(" with ")
    place = tmp_path / "log.db" if dialect == "sqlite" else request.getfixturevalue("postgres_url")
    kept = SqlLog(place, tail_signals=TAILS[tail])
    yield kept
    kept.close()


@pytest.fixture(params=["", "gaps", "wide gaps"])
def log(request: pytest.FixtureRequest, whole_log: Log) -> Log:
    widest = {"": 0, "gaps": 3, "wide gaps": 1 << 40}[request.param]
    rng = Random(request.node.name)
    return GappedLog(whole_log, lambda: rng.choice((0, rng.randint(0, widest)))) if widest else whole_log


def test_positions_of_a_whole_log_have_no_gap(whole_log: Log) -> None:
    assert whole_log.append([events(1, 3), events(4, 2)]) == [1, 4]
    assert whole_log.append([[], events(6, 1), []]) == [6, 6, 7]
    assert whole_log.end() == 6
