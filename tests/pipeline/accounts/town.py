"""Persons and their accounts, decided one by one in memory: each signal, and then whatever it emitted to others."""

from typing import Any

from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.effect import EmitSignal, SendMessage
from loopline.model.fact import Fact, FactKind
from loopline.model.person import Person
from loopline.model.signal import EventReceived, Signal, TimerDue
from loopline.pipeline.accounts.account import decide_account
from loopline.pipeline.advance import advance
from tests.decisions.played import START, did

SIGNALS_MAX = 600


def member(name: str, **traits: Any) -> Person:
    """A member of Acme with an address."""
    stated = {"email": f"{name}@example.test", **traits}
    return Person(key=name, account="@acme", traits=stated, first_seen_at=1)


def does(who: str, what: str, at: int = START, **properties: Any) -> EventReceived:
    """A member does something."""
    return replace(did(what, at, **properties), key=who, id=f"{who}/{what}/{at}")


class Town:
    """The members of one account; `facts` and `mails` have what was told and sent. Whatever has no end, raises."""

    def __init__(self, over: PublishedSet, *people: Person) -> None:
        self.over, self.people = over, {one.key: one for one in people}
        self.account = Account(key="@acme", traits={}, members=tuple(self.people))
        self.facts: list[Fact] = []
        self.mails: list[tuple[str, str]] = []
        self._seen: set[tuple[str, str]] = set()
        self.give(*(TimerDue(key=one, at=START - 1, received_at=START - 1) for one in self.people))

    def give(self, *signals: Signal) -> None:
        """Decide these, one after the other."""
        ahead, count = list(reversed(signals)), 0
        while ahead:
            count += 1
            assert count < SIGNALS_MAX, "one signal leads to another without an end"
            ahead += reversed(self._decide(ahead.pop()))

    def _decide(self, signal: Signal) -> list[Signal]:
        key = signal.key
        if (key, signal.id) in self._seen or (key not in self.people and key != "@acme"):
            return []
        self._seen |= {(key, signal.id)} if signal.id else set()
        if key == "@acme":
            self.account, effects = decide_account(self.account, signal, self.over)
        else:
            self.people[key], effects = advance(self.people[key], signal, self.over, signal.received_at)
        self.facts += [one for one in effects if isinstance(one, Fact)]
        self.mails += [(key, one.journey) for one in effects if isinstance(one, SendMessage)]
        return [one.signal for one in effects if isinstance(one, EmitSignal)]

    def mailed(self) -> list[str]:
        """Who got a message, in turn."""
        return [who for who, _ in self.mails]

    def told(self, kind: FactKind) -> list[tuple[str, str, str]]:
        """Person, journey and reason of the facts of a kind."""
        return [(one.person, one.journey, one.reason) for one in self.facts if one.kind == kind]
