"""Hot people: decoded once, bounded, the least lately used ones go first."""

from loopline.model.person import Account, Person
from loopline.model.records import Record, Transaction
from loopline.runtime.engine.cache import StateCache, decode, encode, new_state
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


def test_the_bound_drops_the_least_lately_used() -> None:
    hot = StateCache(store("a", "b", "c"), bound=2)
    hot.load(["a", "b", "c"])
    hot.touch(["a"])
    hot.shrink()
    assert [key for key in "abc" if hot.peek(key)] == ["a", "c"]


def test_after_a_failed_transaction_nothing_is_cached() -> None:
    hot = StateCache(store("a"))
    hot.get("a").state = Person(key="a", traits={"plan": "never committed"})
    hot.forget()
    assert hot.get("a").state.traits == {"plan": "a"}


def test_a_key_tells_an_account_from_a_person() -> None:
    account = Account(key="@acme", traits={"seats": 3}, members=("ann",))
    assert decode(Record("@acme", encode(account))) == account
    assert isinstance(new_state("@acme"), Account) and isinstance(new_state("ann"), Person)
