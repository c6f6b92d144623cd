"""An account tells its members what it is; moving to another one loses what the old one said, and that is a change."""

from loopline.model.effect import Effect, EmitSignal
from loopline.model.person import Account, Person
from loopline.model.signal import AccountChanged, AccountJoined, MemberJoined
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


def test_who_comes_beyond_the_bound_is_told_the_traits_all_the_same() -> None:
    full = Account(key="@a", traits={}, members=tuple(f"p{n}" for n in range(account.MEMBERS_MAX)))
    _, effects = advance_account(
        full, MemberJoined(key="@a", id="m", at=NOW, received_at=NOW, person="ann", traits={"plan": "pro"})
    )
    told = [effect.signal.key for effect in effects if isinstance(effect, EmitSignal)]
    assert (len(told), told[-1]) == (account.MEMBERS_MAX + 1, "ann")
