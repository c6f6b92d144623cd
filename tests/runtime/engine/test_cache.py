"""Hot people: decoded once, bounded; those beyond a share of them sleep, and who has slept longest goes first."""

from loopline.model.person import Account, Person
from loopline.model.records import Record, Transaction
from loopline.runtime.engine.cache import AWAKE_SHARE, PERSON_BYTES, StateCache, decode, encode, new_state
from loopline.runtime.engine.held import Asleep
from loopline.storage.memory import MemoryState


def store(*keys: str) -> MemoryState:
    state = MemoryState()
    records = [Record(key, encode(Person(key=key, traits={"plan": key})), b"12345678") for key in keys]
    state.commit(Transaction(position=0, records=records, outbox=(), marks=(), facts=(), epoch=state.take_ownership()))
    return state


def test_states_come_with_what_they_have_seen_and_strangers_are_blank() -> None:
    hot = StateCache(store("ann"))
    hot.load(["ann", "bob", "ann"])
    assert hot.get("ann").seen.tail == b"12345678" and hot.get("ann").state.traits == {"plan": "ann"}
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


def test_after_a_failed_transaction_nothing_is_cached() -> None:
    hot = StateCache(store("a"))
    hot.get("a").state = Person(key="a", traits={"plan": "never committed"})
    hot.forget()
    assert hot.get("a").state.traits == {"plan": "a"}


def test_a_key_tells_an_account_from_a_person() -> None:
    account = Account(key="@acme", traits={"seats": 3}, members=("ann",))
    assert decode(Record("@acme", encode(account))) == account
    assert isinstance(new_state("@acme"), Account) and isinstance(new_state("ann"), Person)
