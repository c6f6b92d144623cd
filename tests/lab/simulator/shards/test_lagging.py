"""Worlds whose tellings lag come to rest in the end, and the checks see what does not agree."""

from collections.abc import Sequence

import pytest

from loopline.lab.simulator.shards.lagging import one_lagging_world
from loopline.model.signal import PersonAbsorbed, Signal
from loopline.ports import Log, State
from loopline.runtime.engine.shards.realm import Realm
from loopline.runtime.engine.shards.words import ShardWords
from loopline.storage.memory import MemoryLog, MemoryState

OF_ONE_ID = 276
"""The seed of a world in which a member takes in another one while both are being told of their account's change."""


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


def test_the_same_seed_plays_the_same_world() -> None:
    first = one_lagging_world(3, stores, 3, 40)
    assert first == one_lagging_world(3, stores, 3, 40)
    assert first.faults == () and first.tellings and first.crashes


def test_a_member_who_takes_in_another_hears_of_her_account_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert one_lagging_world(OF_ONE_ID, stores, 2, 60).faults == ()

    def by_one_id(self: Realm, target: int, signal: Signal, words: ShardWords) -> None:
        words.tell(target, signal, 0)

    monkeypatch.setattr(Realm, "_tell", by_one_id)
    assert any("knows None of @c1" in text for text in one_lagging_world(OF_ONE_ID, stores, 2, 60).faults)


def test_an_answer_of_a_merge_that_is_lost_leaves_somebody_at_rest_and_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Realm.kept

    def kept(self: Realm, emitted: Sequence[Signal], words: ShardWords) -> Sequence[Signal]:
        return real(self, [one for one in emitted if not isinstance(one, PersonAbsorbed)], words)

    monkeypatch.setattr(Realm, "kept", kept)
    assert any("for ever" in text for seed in range(10) for text in one_lagging_world(seed, stores, 3, 40).faults)


def test_what_raises_is_a_fault_of_the_world() -> None:
    def broken() -> tuple[Log, State]:
        raise KeyError("gone")

    assert one_lagging_world(1, broken, 2).faults == ("raised KeyError: 'gone'",)
