"""A question to the account: one key for one text, and what it may ask."""

import pytest

from loopline.conditions.language import check_condition, compile_condition
from loopline.conditions.members.question import QUESTION, as_asked_of_itself, foreign_part, question_key
from loopline.conditions.text import text_of
from loopline.conditions.tree import OfAccount


def asked(text: str) -> OfAccount:
    root = compile_condition(text).root
    assert isinstance(root, OfAccount)
    return root


def test_the_same_question_has_one_key_however_it_is_written() -> None:
    one, other = asked('account.count("login", within="7d")>=3'), asked('account.count( "login", within="7d" ) >= 3')
    assert question_key(one) == question_key(other) and question_key(one).startswith(QUESTION)
    assert question_key(one) != question_key(asked('account.count("login", within="7d") >= 4'))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('account.count("login", within="7d") >= 3', 'count("login", within="7d") >= 3'),
        ('account.sum("o", "n") / account.seats > -1', 'sum("o", "n") / account.seats > -1'),
        ('account.count("a") not in [1, 2]', 'count("a") not in [1, 2]'),
        ('days_since(account.last("a")) >= 30', 'days_since(last("a")) >= 30'),
        ('account.count("a", since=account.first("b")) > 1', 'count("a", since=first("b")) > 1'),
        ('-account.count("a") < 3', '-count("a") < 3'),
    ],
)
def test_the_account_asks_it_of_itself(text: str, plain: str) -> None:
    question = asked(text)
    assert text_of(as_asked_of_itself(question.asked)) == plain and text_of(question) == text
    assert foreign_part(question) == ""


@pytest.mark.parametrize(
    "text",
    [
        'account.count("login") > seats',
        'account.count("login") > count("login")',
        'account.count("login") > entry.n',
        'count("login", since=account.last("x")) > 1',
        'received("welcome", since=account.last("x"))',
        'days_since(person.x) > account.count("login")',
    ],
)
def test_what_the_person_alone_knows_is_refused(text: str) -> None:
    assert "condition_account_mixed" in [one.code for one in check_condition(text)]


@pytest.mark.parametrize("text", ['any(items, account.count("x") > 1)', 'count("x", where=account.count("y") > 1) > 1'])
def test_items_and_events_know_of_no_account(text: str) -> None:
    assert [one.code for one in check_condition(text)] == ["condition_where_field"]
