"""Nobody is mailed against the newest word of an address or of her own, and each planted fault is seen."""

import pytest

from tests.simulation.addresses.faults import ABOUT_ADDRESSES
from tests.simulation.addresses.worlds import failures
from tests.simulation.policy_faults import Fault

CHUNK, CHUNKS = 200, 4
WORLDS_MOST = 800


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nobody_is_mailed_against_the_newest_word_and_everybody_else_is(chunk: int) -> None:
    found = list(failures(chunk * CHUNK, CHUNK))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.__name__) for fault in ABOUT_ADDRESSES])
def test_planted_fault_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    found = next(failures(0, WORLDS_MOST), None)
    assert found is not None, f"{WORLDS_MOST} worlds did not see it: {fault.__doc__ or fault.__name__}"
    assert "raised" not in found, found


def test_there_are_enough_faults_and_each_has_its_name() -> None:
    assert len({fault.__name__ for fault in ABOUT_ADDRESSES}) == len(ABOUT_ADDRESSES) >= 6
