"""What every State promises of tellings: told with the transaction, in order, numbered once; and what was heard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from loopline.model.errors import Conflict
from loopline.model.records import ShardTelling, Transaction
from loopline.ports import State
from loopline.storage.memory import MemoryState
from loopline.storage.sql.state import SqlState
from tests.contracts.made import transaction


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryState | SqlState]:
    if request.param == "memory":
        yield MemoryState()
        return
    kept = SqlState(tmp_path / "state.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    yield kept
    kept.close()


def telling(epoch: int, position: int, *tellings: ShardTelling, heard: dict[int, int] | None = None) -> Transaction:
    return replace(transaction(epoch, position), tellings=tellings, heard=heard or {})


def numbers(state: State, target: int) -> list[tuple[int, bytes]]:
    return [(one.number, one.words) for one in state.tellings(target, 100)]


def test_nobody_was_told_and_nobody_was_heard(state: MemoryState | SqlState) -> None:
    assert state.tellings(1, 10) == [] and dict(state.heard()) == {} == dict(state.told())


def test_each_target_has_numbers_of_its_own_which_rise(state: MemoryState | SqlState) -> None:
    epoch = state.take_ownership()
    state.commit(telling(epoch, 1, ShardTelling(1, b"a", 4), ShardTelling(2, b"b", 4), ShardTelling(1, b"c", 5)))
    state.commit(telling(epoch, 2, ShardTelling(1, b"d", 6)))
    assert state.tellings(1, 2) == [ShardTelling(1, b"a", 4, 1), ShardTelling(1, b"c", 5, 2)]
    assert numbers(state, 1) == [(1, b"a"), (2, b"c"), (3, b"d")]
    assert numbers(state, 2) == [(1, b"b")]


def test_a_number_is_given_once_even_when_what_had_it_was_carried(state: MemoryState | SqlState) -> None:
    epoch = state.take_ownership()
    state.commit(telling(epoch, 1, ShardTelling(1, b"a"), ShardTelling(1, b"b"), ShardTelling(2, b"c")))
    state.forget_tellings(1, 1)
    assert numbers(state, 1) == [(2, b"b")] and numbers(state, 2) == [(1, b"c")]
    state.forget_tellings(1, 2)
    state.forget_tellings(1, 2)
    assert dict(state.told()) == {1: 2, 2: 1}
    state.commit(telling(epoch, 2, ShardTelling(1, b"d")))
    assert numbers(state, 1) == [(3, b"d")] and dict(state.told()) == {1: 3, 2: 1}


def test_until_its_end_a_transaction_tells_nothing(state: MemoryState | SqlState) -> None:
    epoch = state.take_ownership()
    begun = state.begin(telling(epoch, 1, ShardTelling(1, b"a"), heard={2: 7}))
    assert state.tellings(1, 10) == [] and dict(state.heard()) == {} == dict(state.told())
    begun.finish()
    assert numbers(state, 1) == [(1, b"a")] and dict(state.heard()) == {2: 7}


def test_who_was_replaced_tells_nothing(state: MemoryState | SqlState) -> None:
    old = state.take_ownership()
    new = state.take_ownership()
    with pytest.raises(Conflict) as refused:
        state.commit(telling(old, 1, ShardTelling(1, b"a"), heard={2: 7}))
    assert refused.value.code == "epoch_lost"
    assert state.tellings(1, 10) == [] and dict(state.heard()) == {} == dict(state.told())
    state.commit(telling(new, 1, ShardTelling(1, b"b")))
    assert numbers(state, 1) == [(1, b"b")]


def test_the_newest_of_each_source_is_kept(state: MemoryState | SqlState) -> None:
    epoch = state.take_ownership()
    state.commit(telling(epoch, 1, ShardTelling(1, b"a"), heard={1: 3, -1: 2}))
    state.commit(telling(epoch, 2, heard={1: 4}))
    state.commit(telling(epoch, 3))
    assert dict(state.heard()) == {1: 4, -1: 2}
