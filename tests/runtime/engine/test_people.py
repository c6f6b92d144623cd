"""People as they are now: hot or from the store, through merges, and nobody who was never heard of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.signal import AccountJoined, ConsentChanged, ListChanged, PersonLinked
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from tests.runtime.parts import NOON, stated


class Registry:
    """A loop that is turned by hand, and the people it knows. `cold`: nothing stays in memory."""

    def __init__(self, folder: Path, *, cold: bool) -> None:
        self.cold = cold
        self.log, self.state = SqlLog(folder / "log.db"), SqlState(folder / "state.db")
        self.loop = Loop(self.log, self.state, VirtualClock(NOON))
        self.people = People(self.loop.people, self.state)

    def accept(self, *signals: object) -> None:
        self.log.append([list(signals)])  # type: ignore[arg-type]  # signals all
        while self.loop.run_once():
            pass
        if self.cold:
            self.loop.people.forget()


@pytest.fixture(params=["hot", "cold"])
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    made = Registry(tmp_path, cold=request.param == "cold")
    yield made
    made.state.close()
    made.log.close()


def test_those_asked_for_are_there_once(registry: Registry) -> None:
    registry.accept(stated("ann", NOON, plan="pro"), stated("bob", NOON, plan="free"))
    found = registry.people.get(["bob", "ann", "bob"])
    assert {key: person.traits for key, person in found.items()} == {"bob": {"plan": "free"}, "ann": {"plan": "pro"}}


def test_nobody_is_nobody(registry: Registry) -> None:
    registry.accept(stated("ann", NOON, plan="pro"))
    registry.loop.people.get("ghost")  # asked for by the loop, never heard of
    assert registry.people.get(["ghost", "spectre"]) == {}
    assert registry.people.account("@ghost") is None


def test_a_merged_person_is_found_under_the_old_key_too(registry: Registry) -> None:
    registry.accept(stated("~a1", NOON, colour="red"), stated("ann", NOON, plan="pro"))
    registry.accept(PersonLinked(key="ann", id="link-1", at=NOON, received_at=NOON, other="~a1"))
    found = registry.people.get(["~a1", "ann"])
    assert {key: person.key for key, person in found.items()} == {"~a1": "ann", "ann": "ann"}
    assert found["~a1"].traits == {"colour": "red", "plan": "pro"}


def test_an_account_is_no_person(registry: Registry) -> None:
    registry.accept(
        stated("ann", NOON, plan="pro"),
        AccountJoined(key="ann", id="join-1", at=NOON, received_at=NOON, account="@acme", traits={"seats": 3}),
    )
    account = registry.people.account("@acme")
    assert account is not None
    assert (account.traits, account.members) == ({"seats": 3}, ("ann",))
    assert registry.people.get(["@acme"]) == {}
    assert registry.people.account("ann") is None


def test_somebody_known_by_their_will_or_a_list_alone_is_found(registry: Registry) -> None:
    registry.accept(
        ConsentChanged(key="ann", id="c", at=NOON, received_at=NOON, channel="email", topic="", allowed=True),
        ListChanged(key="bob", id="l", at=NOON, received_at=NOON, name="vip", member=True),
    )
    assert registry.people.get(["ann", "bob"]).keys() == {"ann", "bob"}
