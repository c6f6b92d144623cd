"""An account tells its members what it is; moving to another one loses what the old one said, and that is a change."""

import pytest

from loopline.model.accounts.account import FIRST_OF_ALL, Account
from loopline.model.effect import Effect, EmitSignal
from loopline.model.person import Person
from loopline.model.signal import AccountChanged, AccountJoined, MemberJoined, Signal, TimerDue
from loopline.signals.people import account
from loopline.signals.people.account import advance_account
from loopline.signals.people.profile import fold

NOW = 1_772_366_400_000


def test_the_traits_of_an_account_that_somebody_left_count_as_changed() -> None:
    effects: list[Effect] = []
    ann = Person(key="ann", traits={}, account="@old", account_traits={"plan": "pro", "zone": "eu"})
    ann, _ = fold(
        ann, AccountJoined(key="ann", id="j", at=NOW, received_at=NOW, account="@new", traits={}), {}, {}, effects
    )
    ann, change = fold(
        ann,
        AccountChanged(key="ann", id="c", at=NOW, received_at=NOW, account="@new", traits={"zone": "eu"}),
        {},
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
    while one.wake_at() == FIRST_OF_ALL:
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


def test_changes_that_follow_each_other_closely_are_told_as_one_and_to_who_brings_them_at_once() -> None:
    one, first = told(members(5_000), joined("p7", 1, plan="v1"))
    one, rest = to_the_end(one)
    assert len(first) + len(rest) == 5_000 and one.wake_at() is None
    for number in range(2, 50):
        one, heard = told(one, joined(f"p{number}", number, plan=f"v{number}"))
        assert [(notice.key, notice.traits["plan"]) for notice in heard] == [(f"p{number}", f"v{number}")]
        assert one.wake_at() == NOW + 1 + 5_000, "a millisecond for each member since they were told"
    one, heard = told(one, joined("new", 50))
    assert [(notice.key, notice.traits["plan"]) for notice in heard] == [("new", "v49")]
    one, first = told(one, TimerDue(key="@a", at=NOW + 5_001, received_at=NOW + 9_000))
    one, rest = to_the_end(one)
    everybody = [*first, *rest]
    assert sorted(notice.key for notice in everybody) == sorted(one.members)
    assert {(notice.traits["plan"], notice.id, notice.at, notice.received_at) for notice in everybody} == {
        ("v49", "m-p49-49:@a", NOW + 49, NOW + 5_001)
    }
    one, first = told(one, joined("p8", 5_001 + 5_001, plan="v50"))
    assert one.wake_at() == FIRST_OF_ALL and len(first) == account.MEMBERS_AT_ONCE - 1, "it was quiet for long enough"


def test_a_small_account_is_told_of_every_change_at_once_and_remembers_nothing_of_it() -> None:
    one = members(account.MEMBERS_AT_ONCE)
    for number in range(1, 5):
        one, heard = told(one, joined("p3", number, plan=f"v{number}"))
        assert len(heard) == account.MEMBERS_AT_ONCE and one.telling is None


@pytest.mark.parametrize("leaver", ["p3", "p9"])
def test_who_leaves_before_a_change_that_was_put_off_is_told_hears_nothing(leaver: str) -> None:
    one, _ = to_the_end(told(members(300), joined("p0", 1, plan="v1"))[0])
    one, _ = told(one, joined("p9", 2, plan="v2"))
    one, heard = told(one, joined(leaver, 3, left=True))
    assert heard == [] and one.wake_at() == NOW + 1 + 300
    one, first = told(one, TimerDue(key="@a", at=NOW + 301, received_at=NOW + 301))
    one, rest = to_the_end(one)
    assert sorted(notice.key for notice in (*first, *rest)) == sorted(one.members) and leaver not in one.members


def test_who_comes_beyond_the_bound_is_told_the_traits_all_the_same() -> None:
    full = members(account.MEMBERS_MAX)
    one, first = told(full, joined("ann", plan="pro"))
    one, rest = to_the_end(one)
    assert one.members == full.members
    assert (len(first) + len(rest), rest[-1].key) == (account.MEMBERS_MAX + 1, "ann")
