"""Virtual time: everything at its own moment, and no standing still."""

import pytest

from loopline.lab.stories.run import Willing
from loopline.lab.virtual_time import Virtual
from loopline.model.errors import Conflict
from loopline.model.signal import TraitsChanged
from loopline.storage.memory import MemoryLog, MemoryState
from tests.decisions.played import DAY, MAIL, START
from tests.runtime.engine.signals_made import publish_signal, seen


def test_time_passes_moment_by_moment() -> None:
    virtual = Virtual(MemoryLog(), MemoryState(), Willing(), START)
    nodes = {"one": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": {**MAIL, "then": "two"}}
    virtual.accept([publish_signal({**nodes, "two": {"kind": "wait", "for": "2d"}})])
    virtual.accept(
        [
            TraitsChanged(key="ann", id="t", at=START, received_at=START, traits={"email": "a@example.test"}),
            seen("ann", 1, name="go"),
        ]
    )
    virtual.move_to(START + 10 * DAY)
    told = [(fact.kind, fact.at - START) for fact in virtual.facts if fact.kind in ("attempt", "exited")]
    assert told == [("attempt", DAY), ("exited", 3 * DAY)]
    assert virtual.clock.now() == START + 10 * DAY


def test_what_never_rests_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    virtual = Virtual(MemoryLog(), MemoryState(), Willing(), START)
    monkeypatch.setattr("loopline.lab.virtual_time.ROUNDS_MAX", 3)
    monkeypatch.setattr(virtual.loop, "run_once", lambda: True)
    with pytest.raises(Conflict) as restless:
        virtual.settle()
    assert restless.value.code == "restless"
