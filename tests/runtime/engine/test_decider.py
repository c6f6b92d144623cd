"""Signals are decided one by one, and what one emits before the next; how a pass takes them stands in test_loop."""

from loopline.model.person import Person
from loopline.model.signal import AccountChanged, AccountJoined
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.decider import Decider
from loopline.runtime.engine.member_pages import MemberPages
from loopline.runtime.engine.pass_input import Carefulness
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.storage.memory import MemoryState
from tests.decisions.played import START
from tests.runtime.engine.signals_made import seen


def made() -> Decider:
    """One over an empty store."""
    state = MemoryState()
    return Decider(state, VirtualClock(START), StateCache(state), MemberPages(state, Carefulness(100), 100), None)


def test_what_a_signal_emits_is_decided_before_the_next_one() -> None:
    decider, builder = made(), TransactionBuilder(1)
    join = AccountJoined(key="ann", id="j1", at=START, received_at=START, account="@acme", traits={"plan": "pro"})
    decider._process(join, builder)
    decider._process(seen("ann", 1), builder)
    kinds = [(fact.kind, fact.reason) for fact in builder.facts]
    assert kinds.index(("event", "")) == len(kinds) - 1, "the account has told its member first"
    ann = decider.people.get("ann").state
    assert isinstance(ann, Person) and ann.account_traits == {"plan": "pro"}


def test_a_double_leaves_nothing_but_a_number() -> None:
    decider, builder = made(), TransactionBuilder(1)
    decider._process(seen("ann", 1), builder)
    facts, ann = len(builder.facts), decider.people.get("ann").state
    decider._process(seen("ann", 1), builder)
    assert (len(builder.facts), builder.duplicates) == (facts, 1) and decider.people.get("ann").state is ann


def test_a_change_of_another_account_says_nothing() -> None:
    decider, builder = made(), TransactionBuilder(1)
    told = AccountChanged(key="ann", id="a1", at=START, received_at=START, account="@other", traits={"plan": "pro"})
    decider._process(told, builder)
    ann = decider.people.get("ann").state
    assert not builder.facts and isinstance(ann, Person) and ann.account_traits is None
