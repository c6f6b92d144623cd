"""One world on a log with gaps between positions and on one without: the same decisions, messages and replays."""

from collections.abc import Sequence

import pytest

from loopline.lab.simulator.differential import differences
from loopline.lab.simulator.facts import RecordedFact, read_facts
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.gaps import GappedLog
from loopline.lab.simulator.runner import ALL, PlayedWorld, run_world
from loopline.lab.simulator.worlds import world_of
from loopline.model.records import Frontier
from loopline.model.signal import Signal
from loopline.ports import Log, State
from loopline.runtime.upkeep.replay import Replay
from loopline.storage.memory import MemoryLog, MemoryState

WORLDS = 12


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


def played(seed: int, *, has_gaps: bool) -> PlayedWorld:
    return run_world(world_of(seed), FaultPlan(f"luck/{seed}", 0, 0, has_gaps=has_gaps), stores)


def ranked(facts: list[RecordedFact]) -> list[tuple[int, int, str, str]]:
    """Facts by the number of their position among all that hold facts, instead of the position."""
    ranks = {position: rank for rank, position in enumerate(sorted({fact.position for fact in facts}))}
    return [(ranks[fact.position], fact.seq, fact.kind, fact.person) for fact in facts]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_gaps_between_positions_change_nothing(seed: int) -> None:
    whole, gapped = played(seed, has_gaps=False), played(seed, has_gaps=True)
    assert differences(gapped, whole) == []
    assert ranked(gapped.facts) == ranked(whole.facts)
    assert gapped.taken == whole.taken
    assert gapped.virtual.log.end() > whole.virtual.log.end() == len(whole.signals)
    assert gapped.breaches == whole.breaches == []


@pytest.mark.parametrize("seed", range(0, WORLDS, 3))
def test_a_replay_over_gaps_says_what_one_without_says(seed: int) -> None:
    signals = played(seed, has_gaps=False).signals
    plan = FaultPlan(f"luck/{seed}", 0, 0)
    whole, gapped = replayed(MemoryLog(), signals), replayed(GappedLog(MemoryLog(), plan.gap), signals)
    assert whole and ranked(gapped) == ranked(whole)


def replayed(log: Log, signals: Sequence[Signal]) -> list[RecordedFact]:
    for first in range(0, len(signals), 7):
        log.append([signals[first : first + 7]])
    state = MemoryState()
    replay = Replay(log, state, _raise)
    until = Frontier(log.end(), 0, signals[-1].received_at)  # some wait for ever and look again and again
    while replay.step(until):
        pass
    assert replay.position == log.end()
    return read_facts.decode_lines(b"".join(lines for _, lines in state.chunks(0, ALL)))


def _raise(error: Exception) -> None:
    raise error
