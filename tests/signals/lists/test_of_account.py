"""The lists of an account: joined, left, ended by time, with the facts that say so."""

from loopline.model.accounts.account import Account
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.signal import ListChanged
from loopline.signals.lists.of_account import account_listed, lists_of_account_ended


def test_an_account_joins_leaves_and_ends() -> None:
    effects: list[Effect] = []

    def said(account: Account, name: str, *, member: bool = True, until: int = 0) -> Account:
        word = ListChanged(key="@acme", id=name, at=10, received_at=10, name=name, member=member, until=until)
        return account_listed(account, word, effects)

    acme = said(said(Account(key="@acme", traits={}), "a"), "b", until=20)
    assert (acme.lists, acme.list_ends, acme.wake_at()) == (("a", "b"), {"b": 20}, 20)
    assert said(acme, "a") is acme and lists_of_account_ended(acme, 19, effects) is acme
    acme = lists_of_account_ended(said(acme, "a", member=False), 20, effects)
    assert (acme.lists, acme.list_ends, acme.wake_at()) == ((), None, None)
    told = [(one.name, one.reason, one.person, one.account) for one in effects if isinstance(one, Fact)]
    assert told == [
        ("a", "added", "", "@acme"),
        ("b", "added", "", "@acme"),
        ("a", "removed", "", "@acme"),
        ("b", "expired", "", "@acme"),
    ]


def test_a_list_for_which_there_is_no_room_is_told() -> None:
    effects: list[Effect] = []
    full = Account(key="@acme", traits={}, lists=tuple(f"{number:0100}" for number in range(79)))
    word = ListChanged(key="@acme", id="1", at=1, received_at=1, name="x" * 256, member=True)
    assert account_listed(full, word, effects) is full
    (fact,) = effects
    assert isinstance(fact, Fact) and (fact.reason, fact.account, fact.person) == ("list_limit", "@acme", "")
