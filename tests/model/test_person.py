"""People and accounts: the earliest wake-up of all."""

import pytest
from msgspec.structs import replace

from loopline.model.accounts.account import FIRST_OF_ALL, Account, Telling
from loopline.model.person import Enrollment, Person


@pytest.mark.parametrize(
    ("wakes", "earliest"), [((), None), ((None,), None), ((5, None, 3), 3), ((0, 7), 0), ((None, 9), 9)]
)
def test_the_earliest_wake_up(wakes: tuple[int | None, ...], earliest: int | None) -> None:
    enrollments = tuple(Enrollment(f"e{n}", "j", 1, "w", 1, 0, 0, wake_at=at) for n, at in enumerate(wakes))
    assert Person(key="ann", traits={}, enrollments=enrollments).wake_at() == earliest


@pytest.mark.parametrize("due", [FIRST_OF_ALL, 7_000, None])
def test_an_account_wakes_up_when_its_members_are_to_be_told(due: int | None) -> None:
    telling = replace(Telling("ann", "m1", 5_000, 5_001, 256), due=due)
    account = Account(key="@acme", traits={}, telling=telling)
    assert account.wake_at() == due
    assert Account(key="@acme", traits={}).wake_at() is None
