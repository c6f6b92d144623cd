"""Several shards in memory: real loops over real records, whose words to each other are carried when one likes."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from graphlib import TopologicalSorter
from random import Random
from typing import Final

from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address
from loopline.model.effect import SendMessage
from loopline.model.fact import Fact
from loopline.model.ids import digest8, shard_of
from loopline.model.person import Person
from loopline.model.records import Transaction
from loopline.model.signal import EventReceived, PersonAbsorbed, PersonLinked, PersonReleased, ReleaseAnswered, Signal
from loopline.model.signals.addresses import AddressJoined, AddressSpoken, AddressTold
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import readable
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.aliases import end_of_chain
from loopline.signals.people.resting import MERGE_ANSWERS, takes_it_itself
from loopline.storage.memory import MemoryLog, MemoryState

HOT_PEOPLE: Final = 3
"""So few people stay in memory that their records are written and read all the time."""
PAGE: Final = 1_000
CARRIED_MAX: Final = 3
ADDRESS_WORDS: Final = (AddressJoined, AddressSpoken, AddressTold)
ROUNDS_MAX: Final = 10_000


Item = str
"""The name of something that took effect: the id of a signal; timers are numbered."""


class Decisions:
    """What took effect, and which of it came before which: a link when it is answered, all else when it is decided.

    `under_way` holds the links that are not answered yet; `are_watched` is false where nobody asks for the order. One
    shard that `replays` what took effect on several has the words between people and addresses in its log, where they
    stood there: what it emits of them itself is `withheld`. `facts` and `messages` stand as they were committed.
    """

    def __init__(self) -> None:
        self.are_watched = True
        self.made: list[Signal] = []
        self.replays = False
        self.withheld: list[Signal] = []
        self.under_way: dict[str, PersonLinked] = {}
        self.facts: list[Fact] = []
        self.messages: list[SendMessage] = []
        self._signals: dict[Item, Signal] = {}
        self._after: dict[Item, set[Item]] = {}
        self._wrote: dict[str, Item] = {}
        self._read: dict[str, list[Item]] = {}

    def note_read(self, key: str, item: Item) -> None:
        """The way of something depends on what this key was before."""
        if key in self._wrote:
            self._after.setdefault(item, set()).add(self._wrote[key])
        self._read.setdefault(key, []).append(item)

    def note(self, before: Person, signal: Signal, after: Person) -> None:
        """A signal was decided of a person."""
        links = {one.link for one in after.awaits}
        match signal:
            case PersonLinked() if begun := links - {one.link for one in before.awaits}:
                self.under_way.update(dict.fromkeys(begun, signal))
            case PersonReleased() if after.merged_into and signal.link in self.under_way:
                item = self.under_way[signal.link].id
                if before.merged_into == after.merged_into:
                    self.note_read(after.key, item)
                else:
                    self._note_write(after.key, item)
            case PersonReleased():
                pass
            case PersonAbsorbed() | ReleaseAnswered():
                ended = [] if after.merged_into else [one.link for one in before.awaits if one.link not in links]
                for link in ended:
                    self._take_effect(after.key, self.under_way.pop(link))
            case _:
                self._take_effect(after.key, signal)

    def note_address(self, signal: Signal) -> None:
        """An address heard this of somebody."""
        self._take_effect(signal.key, signal)

    def _take_effect(self, key: str, signal: Signal) -> None:
        item = signal.id if signal.id else f"timer {len(self.made)}"
        self._signals[item] = signal
        self.made.append(signal)
        self._note_write(key, item)

    def _note_write(self, key: str, item: Item) -> None:
        earlier = self._after.setdefault(item, set())
        earlier.update(self._read.pop(key, ()))
        if key in self._wrote:
            earlier.add(self._wrote[key])
        self._wrote[key] = item

    def in_one_order(self) -> list[Signal]:
        """All that took effect in an order that each key agrees to. Raises CycleError when there is none."""
        graph = {item: (self._after.get(item, set()) & self._signals.keys()) - {item} for item in self._signals}
        return [self._signals[item] for item in TopologicalSorter(graph).static_order()]


class Shard(Loop):
    """A loop for the keys that are `mine`. What concerns others is `told`; signals for tombstones are sent on."""

    def __init__(
        self, published: PublishedSet, clock: VirtualClock, mine: Callable[[str], bool], decisions: Decisions
    ) -> None:
        self.log, self.state = MemoryLog(), MemoryState()
        self.told: list[Signal] = []
        self._mine, self._decisions = mine, decisions
        super().__init__(self.log, self.state, clock, hot_people=HOT_PEOPLE, on_commit=self._keep)
        self.published = self.committed = published

    def _keep(self, transaction: Transaction) -> None:
        self._decisions.facts += transaction.facts
        self._decisions.messages += transaction.outbox

    def _is_noted(self, event: EventReceived, builder: TransactionBuilder) -> bool:
        if not self._mine(event.key):
            return False
        doubles, is_noted = builder.duplicates, super()._is_noted(event, builder)
        if is_noted and builder.duplicates == doubles and self._decisions.are_watched and not self._decisions.replays:
            person = self.people.get(event.key).state
            assert isinstance(person, Person)
            self._decisions.note(person, event, person)
        return is_noted

    def _apply(self, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        if not self._mine(signal.key):
            self.told.append(signal)
            return ()
        addressed = self.people.get(signal.key)
        digest = digest8(signal.id) if signal.id else b""
        if digest and addressed.seen.has(digest):
            return ()
        if addressed.state.merged_into and not isinstance(signal, (PersonReleased, *MERGE_ANSWERS)):
            self._decisions.note_read(signal.key, signal.id)
        elsewhere = self._leads_to(addressed, signal)
        if not elsewhere:
            return super()._apply(signal, builder)
        if digest:
            addressed.seen.add(digest)
            builder.cached[signal.key] = addressed
        self.told.append(replace(signal, key=elsewhere))
        return ()

    def _leads_to(self, addressed: CachedState, signal: Signal) -> str:
        """The key of another shard at which the tombstones of this one end; "" when they end here."""
        state = addressed.state
        while state.merged_into and not takes_it_itself(state, signal):
            if not self._mine(state.merged_into):
                return state.merged_into
            state = self.people.get(state.merged_into).state
        return ""

    def _decide(self, target: CachedState, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        before = target.state
        emitted = super()._decide(target, signal, builder)
        if self._decisions.replays:
            self._decisions.withheld += (one for one in emitted if isinstance(one, ADDRESS_WORDS))
            return [one for one in emitted if not isinstance(one, ADDRESS_WORDS)]
        if not self._decisions.are_watched:
            return emitted
        if isinstance(before, Person) and isinstance(target.state, Person):
            self._decisions.note(before, signal, target.state)
        elif isinstance(target.state, Address):
            self._decisions.note_address(signal)
        return emitted


def _is_home(shards: int, number: int, key: str) -> bool:
    return shard_of(key, shards) == number


class Cluster:
    """Shards, and the words that are on their way from one to another; those of two shards arrive in their order."""

    def __init__(self, shards: int, published: PublishedSet, clock: VirtualClock) -> None:
        self.decisions = Decisions()
        self.shards = [
            Shard(published, clock, partial(_is_home, shards, number), self.decisions) for number in range(shards)
        ]
        self._on_the_way: dict[tuple[int, int], deque[Signal]] = {}

    def accept(self, signals: Iterable[Signal]) -> None:
        """Signals of the outside are in the logs of their keys."""
        for signal in signals:
            self.shards[self._home(signal.key)].log.append([[signal]])

    def run(self, number: int) -> bool:
        """One pass of one shard. False: it had nothing to do."""
        shard = self.shards[number]
        busy = shard.run_once()
        for word in shard.told:
            self._on_the_way.setdefault((number, self._home(word.key)), deque()).append(word)
        shard.told.clear()
        return busy

    def carry(self, rng: Random) -> bool:
        """The next words between two shards arrive. False: none were on their way."""
        waiting = [way for way, words in self._on_the_way.items() if words]
        if not waiting:
            return False
        way = rng.choice(waiting)
        words = self._on_the_way[way]
        taken = [words.popleft() for _ in range(min(len(words), rng.randint(1, CARRIED_MAX)))]
        self.shards[way[1]].log.append([taken])
        return True

    def settle(self, rng: Random) -> None:
        """All is carried and decided. Raises AssertionError when it never comes to rest."""
        for _ in range(ROUNDS_MAX):
            busy = [self.run(number) for number in range(len(self.shards))]
            if not self.carry(rng) and not any(busy):
                return
        raise AssertionError("words go round for ever")

    def people(self) -> dict[str, Person]:
        """Everybody as they are stored."""
        records = [record for shard in self.shards for record in shard.state.scan("", PAGE)]
        states = [readable(record) for record in records]
        return {state.key: state for state in states if isinstance(state, Person)}

    def _home(self, key: str) -> int:
        return shard_of(key, len(self.shards))


def person_behind(key: str, people: dict[str, Person]) -> str:
    """The key at the end of a chain of tombstones. Raises AssertionError for a circle."""
    end, passed = end_of_chain(key, lambda one: people[one].merged_into if one in people else "")
    assert end not in passed, f"{passed} are merged round in a circle"
    return end
