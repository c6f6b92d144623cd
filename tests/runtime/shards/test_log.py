"""The logs of all shards are read as one: what came from outside, once each, by the time at which it was received."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.signal import EventReceived, Signal
from loopline.model.signals.shards import ShardTold
from loopline.runtime.shards.log import CUTS_MAX, AllShardsLog
from loopline.runtime.shards.marks import ShardMarks
from loopline.storage.sql.log import SqlLog
from tests.runtime.shards.worlds import Lived, Opened, lived, read_as_one

OUTSIDE = (EventReceived,)


@pytest.fixture(scope="module", params=((4, 2), (7, 3)), ids=lambda one: f"world {one[0]} on {one[1]}")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    found = lived(tmp_path_factory.mktemp("shards"), *request.param)
    yield found
    found.close()


def read_all(log: AllShardsLog | SqlLog, page: int) -> list[tuple[int, Signal]]:
    found: list[tuple[int, Signal]] = []
    after = 0
    while entries := log.read(after, page):
        for entry in entries:
            found += [(at, one) for at, one in zip(entry.positions, entry.signals, strict=True) if one is not None]
        assert entries[-1].end > after
        after = entries[-1].end
    return found


@pytest.mark.parametrize("page", [1, 10, 5_000])
def test_what_came_from_outside_stands_there_once_and_in_order(world: Lived, page: int) -> None:
    mine, theirs = read_all(world.log, page), read_all(world.one_log, 5_000)
    places = [at for at, _ in mine]
    assert places == sorted(set(places)) and places[-1] <= world.log.end()
    assert not any(isinstance(one, ShardTold) for _, one in mine)
    events = [one for _, one in mine if isinstance(one, OUTSIDE)]
    assert events == [one for _, one in theirs if isinstance(one, OUTSIDE)] and len(events) > 20


def test_it_goes_on_from_any_place_also_where_nobody_remembers_it(world: Lived) -> None:
    whole = read_all(world.log, 5_000)
    for place, (at, _) in list(enumerate(whole))[:: len(whole) // 9]:
        world.log._cuts.clear()
        following = [one for entry in world.log.read(at, 3) for one in entry.signals]
        assert following[:3] == [one for _, one in whole[place + 1 :]][: len(following[:3])]


def test_places_that_are_remembered_are_bounded(world: Lived) -> None:
    read_all(world.log, 1)
    assert len(world.log._cuts) <= CUTS_MAX


def test_a_gap_in_a_log_is_a_gap_in_all(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.stores(), opened.stores()
    made = [EventReceived(key="p", id=f"e{n}", name="alpha", at=n, received_at=n) for n in range(6)]
    told = ShardTold(key="!program", id="", at=2, received_at=2, source=0, number=1, knows=0, words=b"")
    opened.logs[0].append([[made[0], made[3]], [made[4]]])
    opened.logs[1].append([[made[1]], [told], [made[5]]])
    _, log, _ = read_as_one(opened)
    assert [(at, one.id) for at, one in read_all(log, 100)] == [(1, "e0"), (2, "e1"), (4, "e3"), (5, "e4"), (6, "e5")]
    assert log.end() == 6 and log.count(0) == 6 and log.count(4) == 2 and log.horizon() == 0
    opened.close()


def test_what_was_trimmed_is_passed_over(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.stores(), opened.stores()
    made = [EventReceived(key="p", id=f"e{n}", name="alpha", at=n, received_at=n) for n in range(4)]
    for place, one in enumerate(made):
        opened.logs[place % 2].append([[one]])
    assert opened.logs[0].trim(1, 10) == 1
    _, log, _ = read_as_one(opened)
    assert log.horizon() == 1
    assert [(at, one.id) for at, one in read_all(log, 100)] == [(2, "e1"), (3, "e2"), (4, "e3")]
    opened.close()


def test_what_is_undecided_is_found_without_reading_what_is_decided(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.stores(), opened.stores()
    made = [EventReceived(key="p", id=f"e{n}", name="alpha", at=n, received_at=n) for n in range(200)]
    positions = [0, 0]
    marks = ShardMarks(lambda: [one.end() for one in opened.logs], lambda: positions)
    log = AllShardsLog(opened.logs, marks)
    opened.logs[0].append([[one] for one in made[:100]])
    opened.logs[1].append([[one] for one in made[100:]])
    positions[:] = [40, 100]
    position = marks.reached()
    assert position < log.end()
    assert [one for entry in log.read(position, 1) for one in entry.signals][:1] == [made[40]]
    assert len(log._cuts) == 1
    opened.close()
