"""One signal that our own code stumbles over stops nobody: the person stays as before and a fact says what failed."""

import pytest

from loopline.model.signal import EventReceived, TraitsChanged
from loopline.pipeline.advance import advance
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine import decider as module
from loopline.runtime.engine.loop import Loop
from loopline.storage.memory import MemoryLog, MemoryState

NOW = 1_700_000_000_000


def stumbling(*arguments: object) -> object:
    signal = arguments[1]
    if isinstance(signal, EventReceived) and signal.name == "poison":
        raise ZeroDivisionError
    return advance(*arguments)  # type: ignore[arg-type]


def test_a_signal_that_cannot_be_decided_costs_nobody_else_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "advance", stumbling)
    log, state, faults, facts = MemoryLog(), MemoryState(), list[Exception](), list[tuple[str, str, str]]()
    loop = Loop(
        log,
        state,
        VirtualClock(NOW),
        on_commit=lambda step: facts.extend((f.person, f.kind, f.reason or f.name) for f in step.facts),
        on_error=faults.append,
    )
    log.append(
        [
            [
                TraitsChanged(key="ann", id="1", at=NOW, received_at=NOW, traits={"plan": "pro"}),
                EventReceived(key="ann", id="2", name="poison", at=NOW, received_at=NOW, zone="Europe/Berlin"),
                EventReceived(key="bob", id="3", name="hello", at=NOW, received_at=NOW),
            ]
        ]
    )
    while loop.run_once():
        pass
    assert [type(fault) for fault in faults] == [ZeroDivisionError]
    assert ("ann", "event", "poison") in facts
    assert ("ann", "quality", "signal_failed") in facts
    assert ("bob", "event", "hello") in facts
    assert loop.people.get("ann").state.traits == {"plan": "pro"}  # type: ignore[union-attr]


def test_without_somebody_to_tell_a_fault_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "advance", stumbling)
    log = MemoryLog()
    log.append([[EventReceived(key="ann", id="2", name="poison", at=NOW, received_at=NOW)]])
    with pytest.raises(ZeroDivisionError):
        Loop(log, MemoryState(), VirtualClock(NOW)).run_once()
