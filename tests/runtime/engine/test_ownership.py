"""A replaced owner logs nothing, and is told at once; where nobody can come, nothing is asked."""

from collections.abc import Sequence

import pytest

from loopline.model.errors import Conflict, LooplineError, Unavailable
from loopline.model.signal import Signal
from loopline.runtime.engine import ownership as ownership_module
from loopline.runtime.engine.ownership import Ownership
from tests.cli.served import wait_for
from tests.runtime.parts import event


class Leased:
    def __init__(self) -> None:
        self.fault: LooplineError | None = None
        self.asked = 0

    def check(self) -> None:
        self.asked += 1
        if self.fault is not None:
            raise self.fault


class Door:
    def __init__(self) -> None:
        self.logged: list[Signal] = []

    async def accept(self, signals: Sequence[Signal]) -> int:
        self.logged += signals
        return len(self.logged)


@pytest.mark.anyio
async def test_only_an_owner_logs() -> None:
    lease, door, replaced = Leased(), Door(), list[int]()
    accept = Ownership(lease, lambda: replaced.append(1), lambda error: None).fenced(door.accept)
    assert await accept([event("ann", "one", 1)]) == 1
    lease.fault = Unavailable("store_unreachable", "nobody can know")
    with pytest.raises(Unavailable):
        await accept([event("ann", "two", 2)])
    assert not replaced
    lease.fault = Conflict("store_taken", "somebody else has it")
    with pytest.raises(Conflict):
        await accept([event("ann", "three", 3)])
    assert replaced == [1]
    assert len(door.logged) == 1


def test_it_is_looked_at_from_time_to_time() -> None:
    lease, replaced, faults = Leased(), list[int](), list[BaseException]()
    ownership = Ownership(lease, lambda: replaced.append(1), faults.append)
    ownership.start()
    wait_for(lambda: lease.asked)
    assert not replaced
    lease.fault = Conflict("store_taken", "somebody else has it")
    wait_for(lambda: replaced and faults)
    ownership.stop()


@pytest.mark.anyio
async def test_a_folder_needs_no_lease() -> None:
    door = Door()
    ownership = Ownership(None, lambda: None, lambda error: None)
    ownership.start()
    assert ownership.tasks == ()
    assert await ownership.fenced(door.accept)([event("ann", "one", 1)]) == 1
    ownership.stop()


def test_an_attempt_begins_while_we_were_just_seen_to_own_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    lease, replaced = Leased(), list[int]()
    ownership = Ownership(lease, lambda: replaced.append(1), lambda error: None)
    fence = ownership.fence
    assert fence is not None
    ownership.start()
    fence()
    asked = lease.asked
    monkeypatch.setattr(ownership_module, "SURE_SECONDS", -1.0)  # as after a long stand-still: the last look is old
    monkeypatch.setattr(ownership_module, "ASK_SECONDS", 0.2)
    lease.fault = Unavailable("store_unreachable", "nobody can know")
    with pytest.raises(Unavailable, match="owner_unsure"):
        fence()
    wait_for(lambda: lease.asked > asked)
    lease.fault = Conflict("store_taken", "somebody else has it")
    with pytest.raises(Unavailable):
        fence()
    wait_for(lambda: replaced)
    ownership.stop()


def test_where_nobody_else_can_come_nothing_is_fenced() -> None:
    assert Ownership(None, lambda: None, lambda error: None).fence is None
