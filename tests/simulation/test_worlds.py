"""Two hundred generated worlds, full of bad luck, each held to every promise."""

from pathlib import Path

import pytest

from loopline.lab.simulator.run import simulate_worlds
from loopline.model.duration import HOUR
from loopline.ports import Log, State
from loopline.runtime.engine import account_versions
from loopline.signals.people import account
from loopline.storage.memory import MemoryLog, MemoryState

CHUNK = 25
CHUNKS = 8
SEEDS = [
    int(line.split()[0])
    for line in Path(__file__).with_name("seeds.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_everything_holds_in_generated_worlds(chunk: int) -> None:
    report = simulate_worlds(chunk * CHUNK, CHUNK, stores)
    assert report.passed, "\n" + report.text()
    assert report.crashes > CHUNK, "without crashes these worlds prove little"
    assert report.messages > CHUNK


@pytest.mark.parametrize("seed", SEEDS)
def test_worlds_that_failed_once_hold_for_ever(seed: int) -> None:
    report = simulate_worlds(seed, 1, stores)
    assert report.passed, "\n" + report.text()


def test_everything_holds_where_records_name_the_versions_of_account_traits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_versions, "REFERRED_BYTES", 0)
    report = simulate_worlds(0, CHUNK, stores)
    assert report.passed, "\n" + report.text()


def test_everything_holds_where_changes_of_accounts_are_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounts of these worlds are small ones; here they count as big, and are told once in a few hours."""
    monkeypatch.setattr(account, "MEMBERS_AT_ONCE", 1)
    monkeypatch.setattr(account, "MEMBER_MS", HOUR)
    report = simulate_worlds(20_000, CHUNK, stores)
    assert report.passed, "\n" + report.text()
