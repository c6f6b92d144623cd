"""Lifts in the background: one counter at a time, only what is stale, and an end when the house closes."""

import threading

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.verdict import Lift
from loopline.model.errors import Unavailable
from loopline.runtime.clock import VirtualClock
from loopline.studio.journeys.lift_cache import FRESH_MS, QUIET_MS, LiftCache

NODES = {"end": {"kind": "exit"}}


def journey(name: str, percent: float) -> PublishedSet:
    raw = {"kind": "journey", "id": name, "entry": {"on": ["x"]}, "start": "end", "nodes": NODES}
    return publish(PublishedSet(), build_document({**raw, "holdout": {"percent": percent}}), 1)


def wait(cache: LiftCache) -> None:
    assert cache._thread is not None
    cache._thread.join(10)


def test_only_journeys_with_a_holdout_are_counted_and_only_when_stale() -> None:
    counted, clock, chunk = list[str](), VirtualClock(10_000_000), [1]
    cache = LiftCache(lambda name: counted.append(name), clock, lambda: chunk[0])
    cache.refresh(journey("none", 0))
    assert cache._thread is None
    for _ in range(2):
        cache.refresh(journey("held", 10))
        wait(cache)
    assert counted == ["held"] and cache.known("held") is None
    clock.move_to(10_000_000 + FRESH_MS)
    cache.refresh(journey("held", 10))
    wait(cache)
    assert counted == ["held"], "nothing was carried since"
    chunk[0] = 2
    cache.refresh(journey("held", 10))
    wait(cache)
    assert counted == ["held", "held"]
    clock.move_to(10_000_000 + FRESH_MS + QUIET_MS)
    cache.refresh(journey("held", 10))
    wait(cache)
    assert counted == ["held", "held", "held"], "windows close by time alone"


def test_a_counter_at_work_is_not_joined_by_another_and_ends_with_the_house() -> None:
    going, counted = threading.Event(), []

    def slow(name: str) -> Lift | None:
        counted.append(name)
        going.wait(10)
        return None

    cache = LiftCache(slow, VirtualClock(10_000_000), lambda: 1)
    cache.refresh(journey("a", 10))
    cache.refresh(journey("b", 10))
    going.set()
    cache.stop()
    cache.refresh(journey("b", 10))
    assert counted == ["a"]


def test_a_fault_leaves_the_list_without_a_lift() -> None:
    def broken(name: str) -> Lift | None:
        raise Unavailable("facts_failed", "Try again.")

    cache = LiftCache(broken, VirtualClock(10_000_000), lambda: 1)
    cache.refresh(journey("a", 10))
    wait(cache)
    assert cache.known("a") is None
