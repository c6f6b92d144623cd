"""Planted faults between shards: what is told is lost, doubled, heard in another order, or leads to nobody."""

from typing import Any

import pytest

from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.engine.shards.realm import Realm
from loopline.runtime.engine.shards.words import as_heard

Patch = pytest.MonkeyPatch


def a_telling_is_deleted_before_it_is_appended(patch: Patch) -> None:
    """A carrier that dies between the two has lost it."""

    def carry_to(self: Any, target: int, most: int = 64) -> bool:
        waiting = self._told.tellings(target, most)
        if waiting:
            self._told.forget_tellings(target, waiting[-1].number)
            self._logs[target].append([[as_heard(one, self._source)] for one in waiting])
        return bool(waiting)

    patch.setattr(Carrier, "carry_to", carry_to)


def a_telling_is_lost_on_its_way(patch: Patch) -> None:
    """A carrier deletes what it has read, and appends all but the last of it."""

    def carry_to(self: Any, target: int, most: int = 64) -> bool:
        waiting = self._told.tellings(target, most)
        if waiting:
            self._logs[target].append([[as_heard(one, self._source)] for one in waiting[:-1]])
            self._told.forget_tellings(target, waiting[-1].number)
        return bool(waiting)

    patch.setattr(Carrier, "carry_to", carry_to)


def tellings_arrive_in_another_order(patch: Patch) -> None:
    def carry_to(self: Any, target: int, most: int = 64) -> bool:
        waiting = self._told.tellings(target, most)
        if waiting:
            self._logs[target].append([[as_heard(one, self._source)] for one in reversed(waiting)])
            self._told.forget_tellings(target, waiting[-1].number)
        return bool(waiting)

    patch.setattr(Carrier, "carry_to", carry_to)


def what_was_heard_is_not_kept(patch: Patch) -> None:
    """After a restart a shard has heard nothing."""
    real = Realm.hears

    def hears(self: Any, told: Any, words: Any, *, anew: bool) -> bool:
        is_news = real(self, told, words, anew=anew)
        words.heard.pop(told.source, None)
        return is_news

    patch.setattr(Realm, "hears", hears)


def nothing_is_sent_on_to_a_survivor(patch: Patch) -> None:
    """What comes for a tombstone whose survivor lives elsewhere is lost."""
    patch.setattr(Realm, "send_on", lambda self, signal, key, published, words: ())


def publications_stay_where_they_are_decided(patch: Patch) -> None:
    patch.setattr(Realm, "spread", lambda self, signal, words: None)


def every_shard_tells_of_a_publication(patch: Patch) -> None:
    """The facts of a publication are written by every shard."""
    real = Realm.__init__

    def init(self: Any, *args: Any) -> None:
        real(self, *args)
        self.publishes = True

    patch.setattr(Realm, "__init__", init)


def a_shard_decides_for_keys_of_others(patch: Patch) -> None:
    """What is emitted is decided where it was emitted."""
    patch.setattr(Realm, "kept", lambda self, emitted, words: emitted)


def requests_are_not_split(patch: Patch) -> None:
    """An edge puts a whole request into the log of its first signal."""
    patch.setattr("loopline.lab.simulator.shards.runner.by_shard", lambda signals, shards: {0: list(signals)})


def everything_is_heard_again(patch: Patch) -> None:
    """A shard decides a telling as often as it comes."""
    real = Realm.hears

    def hears(self: Any, told: Any, words: Any, *, anew: bool) -> bool:
        real(self, told, words, anew=anew)
        return True

    patch.setattr(Realm, "hears", hears)


FAULTS = (
    a_telling_is_deleted_before_it_is_appended,
    a_telling_is_lost_on_its_way,
    tellings_arrive_in_another_order,
    what_was_heard_is_not_kept,
    nothing_is_sent_on_to_a_survivor,
    publications_stay_where_they_are_decided,
    every_shard_tells_of_a_publication,
    a_shard_decides_for_keys_of_others,
    requests_are_not_split,
)
