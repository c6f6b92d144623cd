"""The simulator's own promises: the same seed gives the same world, and a failure names the command that repeats it."""

import pytest

from loopline.lab.simulator import run as simulator
from loopline.lab.simulator.differential import differences
from loopline.lab.simulator.faults import Crash, FaultPlan
from loopline.lab.simulator.oracle import Oracle
from loopline.lab.simulator.run import WorldResult, one_world, simulate_worlds
from loopline.lab.simulator.runner import run_world
from loopline.lab.simulator.worlds import world_of
from loopline.ports import Log, State
from loopline.storage.memory import MemoryLog, MemoryState


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


def test_a_seed_gives_the_same_world_every_time() -> None:
    assert world_of(7) == world_of(7)
    assert world_of(7) != world_of(8)
    assert one_world(7, stores) == one_world(7, stores)


def test_a_failing_world_names_the_command_that_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "one_world", lambda seed, stores: WorldResult(1, 1, 1, 0, ("something broke",)))
    report = simulate_worlds(41, 2, stores)
    assert not report.passed
    assert "repeat it with: loopline simulate --seed 42 --worlds 1" in report.text()
    assert "something broke" in report.text()


def test_what_raises_is_a_fault_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr(simulator, "run_world", broken)
    assert one_world(1, stores).faults == ("raised KeyError: 'gone'",)


def test_progress_is_reported_world_by_world() -> None:
    done: list[int] = []
    simulate_worlds(3, 2, stores, on_world=done.append)
    assert done == [1, 2]


def test_a_fault_plan_strikes_and_then_leaves_off() -> None:
    fault_plan = FaultPlan("seed", rate=1.0, doubles=0.0)
    for _ in range(60):
        with pytest.raises(Crash):
            fault_plan.strike("anywhere")
    fault_plan.strike("anywhere")


def test_without_faults_twins_are_equal_and_another_world_is_not() -> None:
    lucky = run_world(world_of(3), FaultPlan("a", 0, 0), stores)
    assert differences(lucky, run_world(world_of(3), FaultPlan("b", 0, 0), stores)) == []
    assert differences(lucky, run_world(world_of(4), FaultPlan("a", 0, 0), stores))


def test_worlds_hold_what_they_are_meant_to_hold() -> None:
    """A generator that forgot a kind of thing would make every other test weaker, silently."""
    facts = [fact for seed in range(12) for fact in run_world(world_of(seed), FaultPlan("", 0, 0), stores).facts]
    kinds = {fact.kind for fact in facts}
    assert kinds >= {"entered", "exited", "message", "withheld", "refused", "deferred", "merged", "goal", "assigned"}
    assert {fact.reason for fact in facts} >= {"too_late", "capped", "quiet_hours", "handoff", "waited", "timed_out"}
    assert {fact.held for fact in facts} >= {"", "journey", "programme"}


def test_the_book_follows_merges() -> None:
    oracle = Oracle()
    for signal in run_world(world_of(0), FaultPlan("", 0, 0), stores).signals:
        oracle.take(signal)
    assert all(oracle.root(root) == root for root in {oracle.root(key) for key in oracle.into})
