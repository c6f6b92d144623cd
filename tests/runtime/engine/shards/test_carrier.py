"""Carriers bring each telling at least once, in order, and none before its target knows what is published."""

import pytest

from loopline.lab.simulator.faults import Crash
from tests.runtime.engine.shards.shards_made import Shards

WAITS = {"start": "wait", "nodes": {"wait": {"kind": "wait", "for": "30d"}}, "entry": {"on": ["alpha"]}}


def test_nothing_waits_where_nothing_concerns_another_shard() -> None:
    shards = Shards()
    shards.accept(shards.event("ann"), shards.event("bob"))
    assert not shards.carry(0, 1) and not shards.carry(1, 0)


def test_a_crash_between_append_and_delete_brings_it_twice_and_it_is_heard_once() -> None:
    shards = Shards()
    shards.accept(shards.event("ann"), shards.link("bob", "ann"))
    source, target = shards.cluster.shards

    class Dying:
        tellings, heard = source.state.tellings, source.state.heard

        def forget_tellings(self, target: int, up_to: int) -> None:
            raise Crash("before_forgetting")

    carrier = shards.carrier(0)
    carrier._told = Dying()
    with pytest.raises(Crash):
        carrier.carry_to(1)
    shards.decide()
    assert shards.carry(0, 1)
    assert target.log.end() == 3, "ann's event, and the same telling twice"
    shards.settle()
    assert shards.person("ann").merged_into == "bob"
    assert len(shards.facts("merged")) == 1


def test_a_shard_meets_no_enrollment_of_a_version_that_it_does_not_know() -> None:
    """Three shards: the second knows of a publication, the third not yet; what the second tells it waits."""
    shards = Shards(3)
    publishing, early, late = 1, 2, 0
    assert shards.cluster.home("!program").number == publishing
    shards.accept(shards.publish(**WAITS))
    assert shards.carry(publishing, early)
    shards.accept(shards.event("cid"))
    assert shards.person("cid").enrollments
    shards.accept(shards.link("dan", "cid"))
    assert shards.carry(late, early), "dan asks for cid's state; her shard knew of nothing new"
    assert not shards.carry(early, late), "the answer has an enrollment in it"
    assert shards.person("dan").awaits and not shards.person("dan").enrollments
    assert shards.carry(publishing, late)
    assert shards.carry(early, late)
    dan = shards.person("dan")
    assert not dan.awaits and [one.journey for one in dan.enrollments] == ["j"]
    assert ("j", 1) in shards.cluster.loops[late].published.versions


def test_the_publishing_shard_waits_for_nobody() -> None:
    shards = Shards()
    shards.accept(shards.publish(**WAITS), shards.event("bob"), shards.link("ann", "bob"))
    assert shards.carry(1, 0)
    assert shards.carry(0, 1), "the publication goes before the answer, on the same way"
    assert [one.journey for one in shards.person("ann").enrollments] == ["j"]
