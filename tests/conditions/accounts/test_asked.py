"""What accounts are asked by all conditions together, and what of it is known already."""

from loopline.conditions.accounts.asked import ASKED, PAST, QUESTIONS_MAX, MembersAsked, is_of_accounts, names_of
from loopline.conditions.language import compile_condition

LOGINS = compile_condition('account.count("login", within="7d") >= 3 and plan == "pro"')
BIG = compile_condition('account.sum("order", "amount", within="1d", where=amount > 5) > 9')


def test_events_are_remembered_as_far_back_as_any_question_looks() -> None:
    asked = MembersAsked().asking([LOGINS, BIG])
    longer = asked.asking([compile_condition('account.count("login", within="30d") == 0')])
    assert asked.observed["login"] == 7 * 86_400_000 and longer.observed["login"] == 30 * 86_400_000
    assert set(asked.by_event) == {"login", "order"} and len(asked.counted["order"]) == 1
    assert longer.asking([LOGINS]) is longer


def test_what_is_observed_from_a_place_of_the_log_on_is_known() -> None:
    names = names_of([LOGINS])
    assert names == {f"{PAST}login", f'{ASKED}account.count("login", within="7d") >= 3'}
    assert all(map(is_of_accounts, names)) and not is_of_accounts("login")
    asked = MembersAsked().observing(names)
    assert all(map(asked.knows, names)) and asked.observed == {"login": None}
    assert not any(map(asked.knows, names_of([BIG]))) and not asked.knows("login")
    assert asked.observing(names) is asked


def test_so_many_questions_are_answered_and_no_more() -> None:
    many = [compile_condition(f'account.count("a") == {number}') for number in range(QUESTIONS_MAX + 5)]
    assert len(MembersAsked().asking(many).questions) == QUESTIONS_MAX
