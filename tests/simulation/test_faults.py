"""A simulator that is itself tested: each planted fault is seen within a bounded number of worlds."""

import pytest

from loopline.lab.simulator.run import one_world
from loopline.storage.memory import MemoryLog, MemoryState
from tests.simulation.faults import FAULTS
from tests.simulation.policy_faults import Fault

WORLDS_MOST = 400


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.__name__) for fault in FAULTS])
def test_planted_fault_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    caught = next(
        (seed for seed in range(WORLDS_MOST) if one_world(seed, lambda: (MemoryLog(), MemoryState())).faults), None
    )
    assert caught is not None, f"{WORLDS_MOST} worlds did not see it: {fault.__doc__ or fault.__name__}"


def test_there_are_enough_faults_and_each_has_its_name() -> None:
    assert len({fault.__name__ for fault in FAULTS}) == len(FAULTS) >= 14
