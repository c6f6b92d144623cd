"""What an account asks back is bounded, names each member once, and ends with the ask itself."""

from loopline.decisions.accounts.asking_back import asked_of_rules, asked_whether_inside
from loopline.model.accounts.account import Account
from loopline.model.accounts.passage import MEMBERS_ASKED_MAX, HeldPlace
from loopline.model.signals.members import AccountAsked, PlaceAsked

ASKED = AccountAsked(key="@acme", id="a", at=1, received_at=1, journey="j", person="ann", name="go")


def test_the_first_members_of_a_big_account_are_asked_and_then_the_ask_comes_again() -> None:
    acme = Account(key="@acme", traits={}, members=tuple(f"ß/{number}" for number in range(MEMBERS_ASKED_MAX + 9)))
    *members, again = [one.signal for one in asked_of_rules(acme, ASKED)]
    assert [one.key for one in members] == list(acme.members[:MEMBERS_ASKED_MAX])
    assert len({one.id for one in members}) == MEMBERS_ASKED_MAX
    assert isinstance(again, AccountAsked) and (again.key, again.again) == ("@acme", False) and again.id != ASKED.id


def test_those_who_are_inside_are_asked_by_their_places() -> None:
    first, again = [one.signal for one in asked_whether_inside([HeldPlace("p1", "bob")], ASKED)]
    assert isinstance(first, PlaceAsked) and (first.key, first.place) == ("bob", "p1")
    assert isinstance(again, AccountAsked) and again.again
