"""A loop over memory, or over a file, and signals for it of a few people and their account."""

from collections import Counter
from typing import Any

from loopline.model.accounts.account import Account
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import AccountJoined, EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.ports import State
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.storage.memory import MemoryLog, MemoryState

NOW = 1_700_000_000_000
PEOPLE = ("ann", "bob", "cee", "dan")


class Stage:
    """A loop over memory, or over a file, that can be opened again."""

    def __init__(self, state: State | None = None, hot_people: int = 50_000) -> None:
        self.log, self.state, self.hot_people = MemoryLog(), state or MemoryState(), hot_people
        self.facts: list[Fact] = []
        self.faults: list[Exception] = []
        self.open()

    def open(self) -> None:
        """Open the stores, as after a crash."""
        self.loop = Loop(
            self.log,
            self.state,
            VirtualClock(NOW + 3_600_000),
            members_at_once=2,
            hot_people=self.hot_people,
            on_commit=lambda step: self.facts.extend(step.facts),
            on_error=self.faults.append,
        )
        self.people = People(self.loop.people, self.state)

    def play(self, *signals: Signal) -> None:
        """Decide all of it."""
        self.log.append([signals])
        while self.loop.run_once():
            pass

    def stored(self, key: str) -> Person:
        """What the record of a person says."""
        state = decode(self.state.load([key])[key])
        assert isinstance(state, Person)
        return state

    def account(self, key: str = "@acme") -> Account:
        """The record of an account."""
        state = decode(self.state.load([key])[key])
        assert isinstance(state, Account)
        return state

    def counted(self) -> dict[tuple[str, str], int]:
        """The versions that accounts hold, with how many they say name them."""
        accounts = [one for one in map(decode, self.state.scan("", 999)) if isinstance(one, Account)]
        return {(a.key, version): held.members for a in accounts for version, held in (a.versions or {}).items()}

    def named(self) -> Counter[tuple[str, str]]:
        """The versions that records of people name, and how many do."""
        people = [one for one in map(decode, self.state.scan("", 999)) if isinstance(one, Person)]
        return Counter((one.account, one.account_version) for one in people if one.account_version)


def joined(person: str, number: int, account: str = "@acme", **traits: Any) -> AccountJoined:
    """Somebody states an account and its traits."""
    at = NOW + number
    return AccountJoined(key=person, id=f"j{number}", at=at, received_at=at, account=account, traits=traits)


def event(person: str, number: int) -> EventReceived:
    """Something that happens to somebody."""
    return EventReceived(key=person, id=f"e{number}", name="seen", at=NOW + number, received_at=NOW + number)


def stated(person: str, number: int) -> TraitsChanged:
    """Somebody's own trait."""
    at = NOW + number
    return TraitsChanged(key=person, id=f"t{number}", at=at, received_at=at, traits={"n": number})


def linked(person: str, number: int, other: str) -> PersonLinked:
    """Two people are one."""
    return PersonLinked(key=person, id=f"l{number}", at=NOW + number, received_at=NOW + number, other=other)
