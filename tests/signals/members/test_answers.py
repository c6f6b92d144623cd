"""Answers: what is asked anew, what is forgotten, and when time alone changes one."""

from msgspec.structs import replace

from loopline.conditions.accounts.asked import MembersAsked
from loopline.conditions.language import compile_condition
from loopline.model.accounts.account import Account, QuestionAnswer
from loopline.signals.members.answers import due_questions, with_answers

LOGINS, SEATS = 'account.count("login", within="1d") >= 2', 'account.count("login") > account.seats'
ASKED = MembersAsked().asking([compile_condition(LOGINS), compile_condition(SEATS)])
NOW, DAY = 1_790_000_000_000, 86_400_000
ACME = Account(key="@acme", traits={"seats": 1}, history={"login": (NOW - 9, NOW - 5)})


def test_all_are_answered_with_the_time_of_their_next_change() -> None:
    account = with_answers(ACME, ASKED, NOW, "UTC")
    answers = sorted((account.answers or {}).values(), key=lambda one: one.at or 0)
    assert answers == [QuestionAnswer(True), QuestionAnswer(True, NOW - 9 + DAY)]
    assert account.changes_at() == account.wake_at() == NOW - 9 + DAY
    assert len(account.told_answers() or ()) == 2
    assert [len(due_questions(account, at)) for at in (NOW, NOW - 9 + DAY)] == [0, 1]


def test_what_is_not_known_is_not_told() -> None:
    account = with_answers(replace(ACME, traits={}), ASKED, NOW, "UTC")
    assert len(account.answers or {}) == 2 and len(account.told_answers() or {}) == 1


def test_only_what_may_have_changed_is_asked_anew_and_what_was_never_asked() -> None:
    account = with_answers(ACME, ASKED, NOW, "UTC")
    emptied = replace(account, history=None)
    assert with_answers(emptied, ASKED, NOW, "UTC", ()) is emptied
    more = ASKED.asking([compile_condition('account.count("x") == 0')])
    assert len(with_answers(emptied, more, NOW, "UTC", ()).answers or {}) == 3


def test_what_nobody_asks_is_forgotten() -> None:
    account = with_answers(ACME, ASKED, NOW, "UTC")
    assert with_answers(account, MembersAsked(), NOW, "UTC").answers is None
    assert with_answers(ACME, MembersAsked(), NOW, "UTC") is ACME
