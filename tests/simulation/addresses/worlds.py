"""Worlds of people who share, change and merge their addresses while something is said of them, on one to four shards.

`python -m tests.simulation.addresses.worlds --seed 7 --worlds 10000` plays many; one that fails says how to repeat it.
"""

import sys
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import EVERY_WORD
from loopline.model.addresses.normal import address_key
from loopline.model.duration import HOUR, MINUTE
from loopline.model.keyed.states import KeyState
from loopline.model.message import ReceiptKind
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import (
    AttemptAnswered,
    ConsentChanged,
    EventReceived,
    PersonLinked,
    ReceiptReceived,
    Signal,
    TraitsChanged,
)
from loopline.model.signals.addresses import AddressSpoken
from loopline.model.signals.requested import MessageRequested
from loopline.pipeline.attempts import gate_batch
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import readable
from tests.simulation.addresses.oracle import HARD, AddressOracle, alike
from tests.simulation.played import failed_worlds, play_as_asked
from tests.simulation.shards import Cluster

START: Final = 1_774_310_400_000
MODULE: Final = "tests.simulation.addresses.worlds"
SHARDS_MAX: Final = 4
PAGE: Final = 1_000
TRIES_MAX: Final = 20
MARKETING, RECEIPT = "news", "receipt"
ACTS: Final = (
    *("move",) * 5,
    *("news",) * 5,
    *("receipt",) * 2,
    *("say",) * 4,
    *("report",) * 5,
    *("answer",) * 3,
    *("operator",) * 2,
    *("lift",) * 2,
    *("link",) * 2,
    *("request",) * 2,
    *("again",) * 2,
    *("rest",) * 4,
)


@cache
def published_set() -> PublishedSet:
    """A journey with marketing, and one whose message is transactional."""
    made = PublishedSet()
    for name, extra in ((MARKETING, {"topic": "news"}), (RECEIPT, {"transactional": True})):
        mail = {"kind": "message", "channel": "email", "content": {"subject": "Hi", "body": "Hi"}, **extra}
        entry = {"on": [name], "reentry": {"policy": "always", "concurrent": True}}
        journey = {"kind": "journey", "id": name, "entry": entry, "start": "mail", "nodes": {"mail": mail}}
        made = publish(made, build_document(journey), 1)
    return made


class AddressWorld:
    """A world while it is played; `breaches` says what the oracle objects to."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"addresses/{seed}")
        self._people = [f"k{n}" for n in range(self._rng.randint(2, 5))]
        self._addresses = [f"box{n}@mail.test" for n in range(self._rng.randint(1, 4))]
        self._clock = VirtualClock(START)
        shards = self._rng.randint(1, SHARDS_MAX)
        self._cluster = Cluster(shards, published_set(), self._clock)
        self._oracle = AddressOracle()
        self._taken, self._number = 0, 0
        self._waiting: list[OutboxRow] = []
        self._accepted: list[Signal] = []
        self._sent: list[OutboxRow] = []
        self._free: set[str] = set()
        """Single messages that nothing was known against when they were asked for: nobody is asked again (ADR 0052)."""
        self.breaches: list[str] = []

    def play(self) -> list[str]:
        """The world to its end: what is said, carried, decided and sent in any order; then everybody is tried."""
        haste = self._rng.choice((0.2, 0.5, 0.9))
        for _ in range(self._rng.randint(15, 45)):
            self._clock.move_to(self._clock.now() + self._rng.choice((0, 1, MINUTE, HOUR, 8 * HOUR)))
            getattr(self, f"_{self._rng.choice(ACTS)}")()
            for number in range(len(self._cluster.shards)):
                if self._rng.random() < haste:
                    self._cluster.run(number)
                    self._cluster.carry(self._rng)
            if self._rng.random() < 0.5:
                self._send()
        self._rest()
        self._clock.move_to(self._clock.now() + HOUR)
        for person in self._people:
            self._try(person)
        self._replayed()
        return self.breaches

    def _accept(self, signal: Signal) -> None:
        self._accepted.append(signal)
        self._cluster.accept([signal])

    def _head(self, key: str, *, late: bool = True) -> dict[str, Any]:
        self._number += 1
        now = self._clock.now()
        behind = self._rng.choice((0, 0, 0, 1, MINUTE, HOUR, 9 * HOUR)) if late else 0
        return {"key": key, "id": f"a{self._number}", "at": now - behind, "received_at": now}

    def _person(self) -> str:
        return self._rng.choice(self._people)

    def _address(self) -> str:
        text = self._rng.choice(self._addresses)
        return self._rng.choice((text, text, text.upper(), f" {text.capitalize()}"))

    def _move(self) -> None:
        person, address = self._person(), self._address()
        self._accept(TraitsChanged(**self._head(person, late=False), traits={"email": address}))
        self._oracle.moved(person, address)

    def _news(self, name: str = MARKETING, person: str = "") -> None:
        self._accept(EventReceived(**self._head(person or self._person(), late=False), name=name))

    def _receipt(self) -> None:
        self._news(RECEIPT)

    def _say(self) -> None:
        head, topic, allowed = self._head(self._person()), self._rng.choice(("", "news")), self._rng.random() < 0.5
        self._accept(ConsentChanged(**head, channel="email", topic=topic, allowed=allowed))
        self._oracle.said(head["key"], topic, allowed=allowed, at=head["at"])

    def _report(self) -> None:
        """Late news of a mail that left: it bounced, or its reader complained or unsubscribed."""
        if not self._sent:
            return
        m = self._rng.choice(self._sent).message
        kind: ReceiptKind = self._rng.choice(("bounced", "complained", "unsubscribed", "unsubscribed"))
        head, topic = self._head(m.person), self._rng.choice(("", "news"))
        about: dict[str, Any] = {"message": m.key, "channel": "email", "topic": topic, "address": m.address}
        self._accept(ReceiptReceived(**head, **about, kind=kind, hard_bounce=kind == "bounced"))
        match kind:
            case "bounced":
                self._oracle.bounced(m.address, head["at"])
            case "complained":
                self._oracle.complained(m.person, m.address, head["at"])
            case _:
                self._oracle.said(m.person, topic, allowed=False, at=head["at"], old=m.address)

    def _answer(self) -> None:
        """STOP or START from an address, heard of everybody who has it; of one that nobody has, the address's alone."""
        address, allowed, at = self._address(), self._rng.random() < 0.4, self._head("", late=True)["at"]
        having = [one for one in self._people if self._oracle.places(one) == {alike(address)}]
        for person in having:
            head = {**self._head(person), "at": at}
            self._accept(ConsentChanged(**head, channel="email", topic="", allowed=allowed, address=address))
            self._oracle.said(person, "", allowed=allowed, at=at, address=address)
        if not having and not allowed:
            self._spoken(address, ("unsubscribed",), at)
            self._oracle.of_address(address, "unsubscribed", at=at)

    def _operator(self) -> None:
        address, name = self._address(), self._rng.choice((*HARD, "unsubscribed"))
        at = self._spoken(address, (name,))
        self._oracle.of_address(address, name, at=at)

    def _lift(self) -> None:
        address = self._address()
        self._oracle.lifted(address, self._spoken(address, (EVERY_WORD,), self._clock.now(), allowed=True))

    def _spoken(self, address: str, words: tuple[str, ...], at: int = 0, *, allowed: bool = False) -> int:
        head = self._head(address_key("email", address))
        head["at"] = at or head["at"]
        self._accept(AddressSpoken(**head, words=words, allowed=allowed))
        return int(head["at"])

    def _link(self) -> None:
        one, other = self._rng.sample(self._people, 2)
        if self._oracle.root(one) == self._oracle.root(other) and self._rng.random() < 0.8:
            return
        self._accept(PersonLinked(**self._head(one, late=False), other=other))
        self._oracle.merged(one, other)

    def _request(self) -> None:
        """A single message to somebody, mostly at an address that is another's: that is asked first."""
        head = self._head(self._person(), late=False)
        more: dict[str, Any] = {"message": f"{head['id']}:send:1", "channel": "email", "sending": b"{}"}
        address = self._address().strip()
        self._accept(MessageRequested(**head, **more, address=address))
        if not self._oracle.must_not(head["key"], address, transactional=True):
            self._free.add(more["message"])

    def _again(self) -> None:
        """A signal comes a second time."""
        if self._accepted:
            double = replace(self._rng.choice(self._accepted), received_at=self._clock.now())
            self._cluster.accept([double])

    def _rest(self) -> None:
        self._cluster.settle(self._rng)
        self._oracle.rested()

    def _send(self) -> list[OutboxRow]:
        """All that waits is asked once more, as people are stored now, and leaves or not."""
        messages = self._cluster.decisions.messages
        self._waiting += [
            OutboxRow(message=message, status="pending", due_at=message.due_at, attempt=0)
            for message in messages[self._taken :]
        ]
        self._taken = len(messages)
        left: list[OutboxRow] = []
        rows, self._waiting = self._waiting, []
        for row in rows:
            m, now = row.message, self._clock.now()
            version = published_set().live[m.journey] if m.journey else None
            person = self._found(m.person)
            people = {m.person: person} if person is not None else {}
            allowed, told = gate_batch([row], version, published_set(), people, now)
            if allowed:
                left.append(row)
                free = m.key in self._free
                why = "" if free else self._oracle.must_not(m.person, m.address, transactional=m.transactional)
                self.breaches += [f"{m.key} left for {m.address} although {why}"] if why else []
            for answer in told:
                assert isinstance(answer, AttemptAnswered)
                if answer.result == "deferred":
                    self._waiting.append(row)
                    self._cluster.accept([replace(answer, marked=True, id=f"{answer.id}/{self._number}")])
        self._sent += left
        return left

    def _found(self, key: str) -> Person | None:
        for _ in range(PAGE):
            states = [readable(one) for shard in self._cluster.shards for one in shard.state.load([key]).values()]
            person = next((one for one in states if isinstance(one, Person)), None)
            if person is None or not person.merged_into:
                return person
            key = person.merged_into
        raise AssertionError("people are merged round in a circle")

    def _try(self, key: str) -> None:
        """Everything is at rest: what must not leave does not, and what may does."""
        for name in (MARKETING, RECEIPT):
            self._news(name, key)
            before = len(self._sent)
            for _ in range(3):
                self._cluster.settle(self._rng)
                self._send()
            person = self._found(key)
            address = str(person.traits.get("email", "")) if person is not None else ""
            transactional = name == RECEIPT
            if address and len(self._sent) == before and self._oracle.may(key, address, transactional=transactional):
                self.breaches.append(f"{name} of {key} did not leave for {address}, though nothing is against it")

    def _replayed(self) -> None:
        """The same logs, read from their beginning in other passes, give the same states."""
        anew = Cluster(len(self._cluster.shards), published_set(), self._clock)
        anew.decisions.are_watched = False
        for number, (old, new) in enumerate(zip(self._cluster.shards, anew.shards, strict=True)):
            for entry in old.log.read(0, 1_000_000):
                new.log.append([[signal for signal in entry.signals if signal is not None]])
            while new.run_once():
                pass
            before, after = _states(old.state.scan("", PAGE)), _states(new.state.scan("", PAGE))
            wrong = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
            self.breaches += [f"a replay of shard {number} makes something else of {key}" for key in wrong]


def _states(records: Any) -> dict[str, KeyState]:
    found = [readable(record) for record in records]
    return {state.key: _plain(state) for state in found if state is not None}


def _plain(state: KeyState) -> KeyState:
    """The state itself; of a tombstone not to which one of its chain it points, which says when it was last read."""
    return replace(state, merged_into="*") if isinstance(state, Person) and state.merged_into else state


def _play(number: int) -> list[str]:
    return AddressWorld(number).play()


def failures(seed: int, worlds: int) -> Iterator[str]:
    """Play so many worlds, the first with this seed, the next with the seed after it; names each that fails."""
    return failed_worlds(_play, MODULE, seed, worlds)


if __name__ == "__main__":
    sys.exit(play_as_asked(_play, MODULE, __doc__, SHARDS_MAX))
