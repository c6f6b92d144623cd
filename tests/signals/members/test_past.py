"""An account remembers what its members did, where a question looks at it, within the bounds of a person."""

from loopline.conditions.accounts.asked import MembersAsked
from loopline.conditions.language import compile_condition
from loopline.model.accounts.account import Account
from loopline.model.history.times import HISTORY_MAX, times_in
from loopline.model.signal import HistoryBackfilled
from loopline.model.signals.members import MemberDid
from loopline.signals.members.past import told_past, with_event

ASKED = MembersAsked().asking(
    [compile_condition('account.count("login") > 1'), compile_condition('account.count("o", where=n > 1) > 1')]
)
ACME = Account(key="@acme", traits={})


def did(name: str, at: int, properties: bytes = b"{}") -> MemberDid:
    return MemberDid(key="@acme", id="", at=at, received_at=at, person="ann", name=name, properties=properties)


def test_only_what_is_asked_for_is_remembered() -> None:
    account = with_event(ACME, did("login", 5), ASKED)
    account = with_event(account, did("o", 6, b'{"n": 1}'), ASKED)
    assert list(account.history or {}) == ["login"]
    account = with_event(account, did("o", 7, b'{"n": 2}'), ASKED)
    assert [list(times_in(times)) for times in (account.history or {}).values()] == [[5], [7]]
    assert with_event(ACME, did("other", 5), ASKED) is ACME


def test_the_newest_times_are_kept_and_the_rest_is_counted() -> None:
    account = ACME
    for at in range(2 * HISTORY_MAX + 300):
        account = with_event(account, did("login", at), ASKED)
    kept = times_in((account.history or {})["login"])
    assert len(kept) + (account.forgotten or {})["login"].count == 2 * HISTORY_MAX + 300 and len(kept) >= HISTORY_MAX


def test_the_past_comes_before_what_is_known() -> None:
    past = HistoryBackfilled(key="@acme", id="", at=9, received_at=9, name="login", times=(1, 2), count=2, first=1)
    account = told_past(with_event(ACME, did("login", 5), ASKED), past)
    assert list(times_in((account.history or {})["login"])) == [1, 2, 5]
    nothing = HistoryBackfilled(key="@acme", id="", at=9, received_at=9, name="", times=())
    assert told_past(account, nothing) is account, "it is asked its questions, and that is all"
