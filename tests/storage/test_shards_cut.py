"""Copies of several shards, made while they tell each other, fit together: nothing is heard before it was told."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.records import Record, ShardTelling
from loopline.model.signals.shards import ShardTold
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.storage import shards_cut
from loopline.storage.settled_shards import settle_shards
from loopline.storage.shards_cut import fit_together, fitting_copies, hollow_newer
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from tests.contracts.made import events, read_ids, transaction
from tests.storage.postgres import told

SHARDS = 3
ROUNDS = 6


class Talker:
    """A shard that tells the others something in every transaction, and decides what it hears, as fast as it can."""

    def __init__(self, places: Places, shard: int, stack: ExitStack) -> None:
        self._shard = shard
        self.log = stack.enter_context(closing(SqlLog(places.log(shard), shard)))
        self.state = stack.enter_context(closing(SqlState(places.state(shard), shard=shard)))
        self.turns = 0

    def meet(self, all_of_them: list["Talker"]) -> None:
        others = {one: talker for one, talker in enumerate(all_of_them) if one != self._shard}
        logs, states = ({n: t.log for n, t in others.items()}, {n: t.state for n, t in others.items()})
        self._carrier, self._others = Carrier(self._shard, SHARDS, self.state, logs, states), list(others)
        self._epoch = self.state.take_ownership()

    def turn(self) -> None:
        self.turns += 1
        position, heard = self.state.position(), self.state.heard()
        self.log.append([events(self.turns, 1)])
        for entry in self.log.read(position, 50):
            position = entry.end
            for signal in entry.signals:
                if isinstance(signal, ShardTold):
                    assert signal.number in (heard.get(signal.source, 0), heard.get(signal.source, 0) + 1)
                    heard[signal.source] = signal.number
        tellings = [ShardTelling(target, b"\x90", 0) for target in self._others]
        record = Record(f"p:{self._shard}:{self.turns % 50}", b"%d" % self.turns, b"s", None)
        made = transaction(self._epoch, position, records=[record])
        self.state.commit(replace(made, tellings=tellings, heard=heard))
        for target in self._others:
            self._carrier.carry_to(target)


@pytest.fixture(params=["files", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    """Empty, in files and in PostgreSQL."""
    url: str = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return new_record(tmp_path / "data", url)


def new_record(folder: Path, url: str = "") -> Places:
    """A new record of several shards."""
    folder.mkdir()
    found = Places(folder, url)
    settle_shards(found, SHARDS)
    return found


@pytest.fixture
def talking(places: Places) -> Iterator[list[Talker]]:
    """All shards, each in a thread of its own."""
    over, faults = threading.Event(), list[BaseException]()
    with ExitStack() as stack:
        talkers = [Talker(places, shard, stack) for shard in range(SHARDS)]

        def talk(one: Talker) -> None:
            try:
                while not over.is_set():
                    one.turn()
            except BaseException as fault:
                faults.append(fault)
                raise

        for one in talkers:
            one.meet(talkers)
        threads = [threading.Thread(target=talk, args=(one,)) for one in talkers]
        for thread in threads:
            thread.start()
        yield talkers
        over.set()
        for thread in threads:
            thread.join()
    assert not faults


def check(folder: Path) -> int:
    """That the copies fit together; how much was on its way in them."""
    places, on_its_way = Places(folder), 0
    with ExitStack() as stack:
        logs = [stack.enter_context(closing(SqlLog(places.log(n), n))) for n in range(SHARDS)]
        states = [stack.enter_context(closing(SqlState(places.state(n), shard=n))) for n in range(SHARDS)]
        for target in range(SHARDS):
            assert states[target].position() <= logs[target].end()
            tail = [s for entry in logs[target].read(states[target].position(), 100_000) for s in entry.signals]
            for source in {*range(SHARDS)} - {target}:
                said, heard = states[source].told().get(target, 0), states[target].heard().get(source, 0)
                assert heard <= said, "nothing is heard before it was told"
                standing = [s.number for s in tail if isinstance(s, ShardTold) and s.source == source]
                assert max(standing, default=0) <= said, "nor does it stand in the log"
                waiting = [one.number for one in states[source].tellings(target, 100_000)]
                assert {*range(heard + 1, said + 1)} <= {*standing, *waiting}, "and nothing is lost on its way"
                on_its_way += said - heard
    return on_its_way


def test_copies_of_shards_that_talk_all_the_time_fit_together(
    places: Places, talking: list[Talker], tmp_path: Path
) -> None:
    on_their_way = 0
    for number in range(ROUNDS):
        before, folder = [one.turns for one in talking], tmp_path / f"copy-{number}"
        folder.mkdir()
        with fitting_copies(places, SHARDS) as copies:
            for name, copy in copies:
                copy(folder / name)
        on_their_way += check(folder)
        until = time.monotonic() + 20
        while any(one.turns <= turns for one, turns in zip(talking, before, strict=True)):
            assert time.monotonic() < until, "they go on"
            time.sleep(0.001)
    assert on_their_way, "or there was nothing to be seen"


def test_a_look_at_moments_that_do_not_fit_is_taken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shard 1 hears, between the looks at both files, what shard 0 has not told yet as it was seen."""
    looks, places = list[int](), new_record(tmp_path / "data")
    with ExitStack() as stack:
        talkers = [Talker(places, shard, stack) for shard in range(SHARDS)]
        for one in talkers:
            one.meet(talkers)
        begin = shards_cut._Seen.begin

        def late(self: shards_cut._Seen, first: str) -> None:
            if self._family == "state" and self._shard == 1 and len(looks) < 2:
                looks.append(1)
                talkers[0].turn()
                talkers[1].turn()
            begin(self, first)

        monkeypatch.setattr(shards_cut._Seen, "begin", late)
        with fitting_copies(places, SHARDS) as copies:
            for name, copy in copies:
                copy(tmp_path / name)
        assert len(looks) == 2
        check(tmp_path)
        looks.clear()
        monkeypatch.setattr(shards_cut, "LOOKS", 2)
        with told(Unavailable, "backup_moment"), fitting_copies(places, SHARDS):
            pass


def test_a_telling_that_comes_between_state_and_log_is_emptied_and_what_stands_behind_it_stays(
    places: Places, tmp_path: Path
) -> None:
    """Behind what shard 0 told too late there is a telling that shard 2 had told, and let go, before its moment."""
    with ExitStack() as stack:
        talkers = [Talker(places, shard, stack) for shard in range(SHARDS)]
        for one in talkers:
            one.meet(talkers)
        path = tmp_path / "log-1.db"
        for talker in (talkers[0], talkers[0], talkers[2]):
            talker.turn()
            talkers[1].log.append([events(70 + talkers[1].log.end(), 3)])
        talkers[1].log.copy_to(path)
        before = read_ids(talkers[1].log, 0, 99)
    assert hollow_newer(path, 1, 0, [1, 0, 1]) == 1
    with closing(SqlLog(path, 1)) as log:
        assert read_ids(log, 0, 99) == before, "every place is as it was"
        signals = [signal for entry in log.read(0, 99) for signal in entry.signals]
        tellings = [(one.source, one.number) for one in signals if isinstance(one, ShardTold)]
        assert tellings == [(0, 1), (0, 0), (2, 1)]
    assert hollow_newer(path, 1, 0, [1, 0, 1]) == 0


@given(st.lists(st.lists(st.integers(0, 3), min_size=SHARDS, max_size=SHARDS), min_size=SHARDS, max_size=SHARDS))
def test_what_fits_is_what_was_told_before_it_was_heard(numbers: list[list[int]]) -> None:
    said = [dict.fromkeys(range(SHARDS), 2) for _ in range(SHARDS)]
    heard = [dict(enumerate(row)) for row in numbers]
    for shard in range(SHARDS):
        assert fit_together(said, heard, shard) == (max(numbers[shard]) <= 2)


def test_what_is_known_of_publications_is_no_telling() -> None:
    assert fit_together([{}, {0: 1}], [{1: 1, -1: 9}, {}], 0)
    assert not fit_together([{}, {}], [{1: 1}, {}], 0)
