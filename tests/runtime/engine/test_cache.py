"""Hot people: decoded once, bounded, beyond a share of them asleep; of a long past only what is needed is there."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.addresses.address import Address
from loopline.model.addresses.normal import ADDRESS
from loopline.model.person import Person
from loopline.model.records import Record, SeenPage, Transaction
from loopline.model.signal import EventReceived, PersonLinked
from loopline.ports import State
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import AWAKE_SHARE, PERSON_BYTES, StateCache, decode, encode, new_state
from loopline.runtime.engine.held import Asleep
from loopline.runtime.engine.loop import Loop
from loopline.signals.people.deduplicate import SEEN_MAX, SIEVE_SLOT
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.storage.sql.state import SqlState
from tests.contracts.made import transaction
from tests.runtime.engine import stage as staged

NOW = 1_700_000_000_000


def store(*keys: str) -> MemoryState:
    state = MemoryState()
    records = [Record(key, encode(Person(key=key, traits={"plan": key})), b"12345678") for key in keys]
    state.commit(Transaction(position=0, records=records, outbox=(), marks=(), facts=(), epoch=state.take_ownership()))
    return state


def test_states_come_with_what_they_have_seen_and_strangers_are_blank() -> None:
    hot = StateCache(store("ann"))
    hot.load(["ann", "bob", "ann"])
    assert hot.get("ann").seen.tail == b"12345678" and hot.get("ann").state.traits == {"plan": "ann"}  # type: ignore[union-attr]
    assert hot.get("bob").state == Person(key="bob", traits={})
    assert hot.peek("cid") is None


def test_the_bound_drops_who_has_rested_longest() -> None:
    hot = StateCache(store("a", "b", "c"), bound=2)
    hot.load(["a", "b", "c"])
    hot.shrink()
    assert [key for key in "abc" if hot.peek(key) or hot.resting(key)] == ["b", "c"]


def test_bytes_are_bounded_too_whoever_sleeps() -> None:
    hot = StateCache(store(*"abcd"), bound=4)
    hot.load("abcd")
    hot.grow(4 * PERSON_BYTES)
    hot.shrink()
    assert not any(hot.peek(key) or hot.resting(key) for key in "abcd")


def test_bytes_are_bounded_though_those_who_rest_longest_are_held() -> None:
    """A transaction under way keeps its people; with it there are others, who came after them."""
    keys = [f"p{n:03}" for n in range(60)]
    hot = StateCache(store(*keys), bound=len(keys))
    hot.load(keys)
    hot.grow(2 * len(keys) * PERSON_BYTES)
    hot.shrink(held=keys[:20])
    assert [key for key in keys if hot.peek(key) or hot.resting(key)] == keys[:20]


def test_who_is_beyond_the_share_sleeps_and_wakes_as_she_was() -> None:
    hot = StateCache(store("ann", "bob"), bound=AWAKE_SHARE)
    hot.load(["ann", "bob"])
    before = hot.get("ann").state
    hot.shrink()
    asleep = hot.resting("ann")
    assert isinstance(asleep, Asleep) and hot.peek("ann") is None and hot.peek("bob") is not None
    woken = hot.get("ann")
    assert (woken.state, woken.seen, woken) == (before, asleep.seen, asleep.woken) and hot.resting("ann") is None


def test_who_was_never_written_does_not_sleep() -> None:
    hot = StateCache(store("bob"), bound=AWAKE_SHARE)
    stranger = hot.get("ann")
    hot.load(["bob"])
    hot.shrink()
    assert hot.resting("ann") is stranger and hot.get("ann") is stranger


def test_an_account_stays_decoded_at_rest() -> None:
    state = MemoryState()
    records = [Record("@acme", encode(Account(key="@acme", traits={}, members=("ann",))))]
    epoch = state.take_ownership()
    state.commit(Transaction(position=0, records=records, outbox=(), marks=(), facts=(), epoch=epoch))
    hot = StateCache(state, bound=AWAKE_SHARE)
    account = hot.get("@acme")
    hot.load(["ann"])
    hot.shrink()
    assert hot.resting("@acme") is account and hot.peek("@acme") is account and hot.get("@acme") is account


def test_an_address_leaves_where_people_rest_unless_a_transaction_under_way_holds_it() -> None:
    box, other = (f"{ADDRESS}email/{name}@example.test" for name in ("ann", "bob"))
    state = MemoryState()
    records = [
        Record(box, encode(Address(key=box, members=("ann",)))),
        Record(other, encode(Address(key=other, members=("bob",)))),
        *(Record(key, encode(Person(key=key, traits={}))) for key in "abcdefgh"),
    ]
    state.commit(Transaction(position=0, records=records, outbox=(), marks=(), facts=(), epoch=state.take_ownership()))
    hot = StateCache(state, bound=AWAKE_SHARE)
    hot.load([box, other, *"abcdef"])
    hot.shrink({other})
    assert hot.peek(box) is None and hot.peek(other) is not None
    assert all(hot.peek(key) or hot.resting(key) for key in "abcdef"), "so they have the room"
    assert hot.get(box).state == Address(key=box, members=("ann",)), "and it is read again when somebody asks"
    assert sum(one.counted for one in (*hot._cached.values(), *hot._resting.values())) == hot._bytes


def test_who_comes_by_a_file_leaves_memory_unless_she_was_there_or_is_held() -> None:
    hot = StateCache(store("ann", "ben", "cid"))
    hot.load(["ann"])
    hot.pass_through(["ann", "ben", "cid", "dan", "eve"], ["eve"])
    hot.load(["ann", "ben", "cid", "dan", "eve"])
    hot.shrink({"ben"})
    assert [key for key in ("ann", "ben", "cid", "dan", "eve") if hot.peek(key)] == ["ann", "ben", "eve"]
    hot.shrink()
    assert [key for key in ("ann", "ben", "eve") if hot.peek(key)] == ["ann", "eve"]
    assert hot.get("ben").state.traits == {"plan": "ben"}  # type: ignore[union-attr]


def test_a_file_of_strangers_drives_nobody_out_and_who_does_something_stays() -> None:
    stage = staged.Stage()
    stage.play(staged.event("ann", 1))
    people = [f"p{number}" for number in range(1_000)]
    stage.play(*(replace(staged.stated(key, number), trust="silent") for number, key in enumerate(people, 2)))
    memory = stage.loop.people
    assert memory.peek("ann")
    assert not any(memory.peek(key) or memory.resting(key) for key in people)
    assert stage.stored("p7").traits == {"n": 9}
    stage.play(staged.event("p7", 2_000), replace(staged.stated("p7", 9), trust="silent"), staged.stated("p8", 2_001))
    assert [key for key in people if memory.peek(key) or memory.resting(key)] == ["p7", "p8"]
    assert stage.stored("p8").traits == {"n": 2_001}


def test_after_a_failed_transaction_nothing_is_cached() -> None:
    hot = StateCache(store("a"))
    hot.get("a").state = Person(key="a", traits={"plan": "never committed"})
    hot.forget()
    assert hot.get("a").state.traits == {"plan": "a"}  # type: ignore[union-attr]


def test_a_key_tells_an_account_from_a_person() -> None:
    account = Account(key="@acme", traits={"seats": 3}, members=("ann",))
    assert decode(Record("@acme", encode(account))) == account
    assert isinstance(new_state("@acme"), Account) and isinstance(new_state("ann"), Person)


class Stage:
    """A loop over a store; `open` is a restart."""

    def __init__(self, state: State) -> None:
        self.log, self.state = MemoryLog(), state
        self.events = 0
        self.open()

    def open(self) -> None:
        self.loop = Loop(self.log, self.state, VirtualClock(NOW), batch_max=700, on_commit=self._count)

    def _count(self, transaction: Transaction) -> None:
        self.events += sum(fact.kind == "event" for fact in transaction.facts)

    def play(self, key: str, numbers: Iterable[int]) -> int:
        """How many of these events of one person were no doubles."""
        before = self.events
        signals = [EventReceived(key=key, id=f"m{number}", name="seen", at=NOW, received_at=NOW) for number in numbers]
        self.log.append([signals])
        while self.loop.run_once():
            pass
        return self.events - before


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    if request.param == "memory":
        yield Stage(MemoryState())
        return
    state = SqlState(tmp_path / "state.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    yield Stage(state)
    state.close()


FULL = SEEN_MAX + 1_100


def test_a_double_from_long_ago_is_dropped_though_its_page_is_not_in_memory(stage: Stage) -> None:
    assert stage.play("ann", range(FULL)) == FULL
    held = stage.loop.people.get("ann")
    assert held.size() < 12_000, "the sieve, and the page that is being filled"
    assert stage.play("ann", range(FULL - SEEN_MAX, FULL)) == 0
    stage.open()
    assert stage.play("ann", [FULL - SEEN_MAX, FULL - SEEN_MAX + 1_000, FULL - 1, FULL, FULL]) == 1
    stage.open()
    assert stage.play("ann", range(FULL - SEEN_MAX + 1, FULL + 1)) == 0
    assert stage.play("ann", range(FULL + 1, 2 * FULL)) == FULL - 1


def test_pages_that_were_read_for_doubles_count(stage: Stage) -> None:
    stage.play("ann", range(FULL))
    assert stage.play("ann", range(FULL - SEEN_MAX, FULL)) == 0
    held = stage.loop.people.get("ann")
    assert held.counted == held.size() > 8 * SEEN_MAX, "what bounds the bytes in memory knows of them"


def test_a_folder_of_the_version_before_has_no_sieves_and_they_are_made(stage: Stage) -> None:
    stage.play("ann", range(FULL))
    epoch, sieve = stage.state.take_ownership(), SeenPage("ann", SIEVE_SLOT, b"")
    rows = stage.state.seen_pages([("ann", SIEVE_SLOT)])
    stage.state.commit(transaction(epoch, stage.state.position(), pages=[sieve]))
    stage.open()
    assert stage.play("ann", [*range(FULL - SEEN_MAX, FULL), FULL]) == 1
    assert stage.state.seen_pages([("ann", SIEVE_SLOT)]) == rows, "and written"


def test_a_merge_takes_the_ids_of_pages_along_that_are_not_in_memory(stage: Stage) -> None:
    stage.play("~anonymous", range(2_000))
    stage.play("ann", range(2_000, 3_500))
    stage.open()
    stage.log.append([[PersonLinked(key="ann", id="link", at=NOW, received_at=NOW, other="~anonymous")]])
    stage.play("ann", [])
    for _ in range(2):
        assert stage.play("ann", range(3_500)) == 0
        assert stage.play("~anonymous", range(3_500)) == 0
        stage.open()
    assert stage.play("ann", range(3_500, 5_000)) == 1_500
    assert stage.play("ann", range(1_000, 5_000)) == 0
