"""An account wakes up to tell its members, at once or when a change that was put off is due; and then sleeps."""

import pytest
from msgspec.structs import replace

from loopline.model.change import FIRST_OF_ALL, Telling
from loopline.model.person import Account


@pytest.mark.parametrize(("due", "is_telling"), [(FIRST_OF_ALL, True), (7_000, False), (None, False)])
def test_an_account_wakes_up_when_its_members_are_to_be_told(due: int | None, is_telling: bool) -> None:
    telling = replace(Telling("ann", "m1", 5_000, 5_001, 256), due=due)
    account = Account(key="@acme", traits={}, telling=telling)
    assert (account.wake_at(), account.is_telling()) == (due, is_telling)
    assert Account(key="@acme", traits={}).wake_at() is None and not Account(key="@acme", traits={}).is_telling()
