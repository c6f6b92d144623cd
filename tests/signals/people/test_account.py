"""An account tells its members what it is; moving to another one loses what the old one said, and that is a change."""

import pytest

from loopline.model.effect import Effect, EmitSignal
from loopline.model.person import Account, Person
from loopline.model.signal import AccountChanged, AccountJoined, MemberJoined, Signal, TimerDue
from loopline.signals.people import account
from loopline.signals.people.account import advance_account
from loopline.signals.people.profile import fold

NOW = 1_772_366_400_000


def test_the_traits_of_an_account_that_somebody_left_count_as_changed() -> None:
    effects: list[Effect] = []
    ann = Person(key="ann", traits={}, account="@old", account_traits={"plan": "pro", "zone": "eu"})
    ann, _ = fold(
        ann, AccountJoined(key="ann", id="j", at=NOW, received_at=NOW, account="@new", traits={}), {}, effects
    )
    ann, change = fold(
        ann,
        AccountChanged(key="ann", id="c", at=NOW, received_at=NOW, account="@new", traits={"zone": "eu"}),
        {},
        effects,
    )
    assert (ann.account, ann.account_traits) == ("@new", {"zone": "eu"})
    assert change is not None
    assert change.account_traits == {"plan"}


def joined(person: str, number: int = 1, *, left: bool = False, **traits: object) -> MemberJoined:
    """Somebody joins and says this of the account, or leaves."""
    return MemberJoined(
        key="@a",
        id=f"m-{person}-{number}",
        at=NOW + number,
        received_at=NOW + number,
        person=person,
        traits=traits,
        left=left,
    )


def told(one: Account, signal: Signal, at_once: int = account.MEMBERS_AT_ONCE) -> tuple[Account, list[AccountChanged]]:
    """The account after a signal, and its notices."""
    one, effects = advance_account(one, signal, at_once)
    notices = [effect.signal for effect in effects if isinstance(effect, EmitSignal)]
    return one, [notice for notice in notices if isinstance(notice, AccountChanged)]


def to_the_end(one: Account, at_once: int = account.MEMBERS_AT_ONCE) -> tuple[Account, list[AccountChanged]]:
    """The account and the notices of all pages that were left."""
    rest: list[AccountChanged] = []
    while one.telling is not None:
        assert one.wake_at() == 0
        one, page = told(one, TimerDue(key="@a", at=0, received_at=NOW + 99), at_once)
        assert len(page) <= at_once
        rest += page
    return one, rest


def members(count: int) -> Account:
    """An account of so many."""
    return Account(key="@a", traits={}, members=tuple(f"p{n}" for n in range(count)))


@pytest.mark.parametrize(("count", "at_once"), [(600, 256), (512, 256), (256, 256), (5, 1), (1, 1), (7, 7)])
def test_a_change_is_told_page_by_page_to_everybody_once_and_last_to_who_brought_it(count: int, at_once: int) -> None:
    one = members(count)
    by = f"p{count // 2}"
    one, page = told(one, joined(by, plan="pro"), at_once)
    assert len(page) <= at_once
    one, rest = to_the_end(one, at_once)
    heard = [notice.key for notice in (*page, *rest)]
    assert (sorted(heard), heard[-1], one.wake_at()) == (sorted(one.members), by, None)
    assert {(notice.id, notice.received_at, notice.traits["plan"]) for notice in (*page, *rest)} == {
        (f"m-{by}-1:@a", NOW + 1, "pro")
    }
    assert told(one, TimerDue(key="@a", at=0, received_at=NOW), at_once) == (one, [])


def test_a_newer_change_begins_anew_and_nobody_hears_the_older_value_after_it() -> None:
    one, first = told(members(10), joined("p9", 1, plan="free"), 4)
    one, second = told(one, joined("p0", 2, plan="pro"), 4)
    one, rest = to_the_end(one, 4)
    assert [(n.key, n.traits["plan"]) for n in first] == [(f"p{n}", "free") for n in range(4)]
    heard = [notice.key for notice in (*second, *rest)]
    assert sorted(heard) == sorted(one.members) and heard[-1] == "p0"
    assert {notice.traits["plan"] for notice in (*second, *rest)} == {"pro"}


def test_who_joins_or_says_nothing_new_while_pages_are_told_hears_of_the_change_once() -> None:
    one, heard = told(members(10), joined("p9", 1, plan="pro"), 4)
    for signal in (joined("new", 2), joined("p8", 3), joined("p1", 4), joined("p9", 5)):
        one, page = told(one, signal, 4)
        assert [notice.key for notice in page] == (["p1"] if signal.person == "p1" else [])
        heard += page if signal.person != "p1" else []  # who has heard of it is told again what holds, as always
    one, rest = to_the_end(one, 4)
    assert sorted(notice.key for notice in (*heard, *rest)) == sorted((*members(10).members, "new"))


@pytest.mark.parametrize("leaver", [f"p{n}" for n in range(10)])
def test_who_leaves_while_pages_are_told_takes_nobodys_place(leaver: str) -> None:
    one, heard = told(members(10), joined("p9", 1, plan="pro"), 4)
    one, page = told(one, joined(leaver, 2, left=True), 4)
    assert page == []
    one, rest = to_the_end(one, 4)
    after = [notice.key for notice in rest]
    assert leaver not in after
    assert sorted({*(notice.key for notice in heard), *after} - {leaver}) == sorted(one.members)
    assert len(heard) + len(after) == len({*(notice.key for notice in heard), *after})


def test_who_comes_beyond_the_bound_is_told_the_traits_all_the_same() -> None:
    full = members(account.MEMBERS_MAX)
    one, first = told(full, joined("ann", plan="pro"))
    one, rest = to_the_end(one)
    assert one.members == full.members
    assert (len(first) + len(rest), rest[-1].key) == (account.MEMBERS_MAX + 1, "ann")
