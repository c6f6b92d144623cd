"""Which conditions ask for nothing but the account."""

import pytest

from loopline.conditions.accounts.alone import CIRCLE, asks_accounts_alone, asks_of_person
from loopline.conditions.language import compile_condition

SEGMENTS = {
    "big": 'account.seats >= 10 and account.in_list("pilot")',
    "pro": 'plan == "pro"',
    "round": 'in_segment("trip")',
    "trip": 'in_segment("round")',
}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", ""),
        ('account.plan == "pro" and account.count("login", within="7d") > 3', ""),
        ('not in_segment("big") and days_since(account.renews) < 3', ""),
        ("event.amount > 3 and account.seats > 1", ""),
        ('plan == "pro" and account.seats > 1', "plan"),
        ('count("login") > 1', "login"),
        ('in_list("vip")', "vip"),
        ('consented("email")', "consented()"),
        ('in_segment("pro")', "plan"),
        ('in_segment("round")', CIRCLE),
        ("not a condition", ""),
    ],
)
def test_what_is_asked_of_a_person_is_named(text: str, asked: str) -> None:
    assert asks_of_person(text, SEGMENTS) == asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('in_segment("big")', True),
        ("account.seats > 1", True),
        ('in_segment("pro")', False),
        ("now() > date(1)", False),
    ],
)
def test_a_segment_of_accounts_looks_at_the_account_and_at_nothing_else(text: str, expected: bool) -> None:
    segments = {name: compile_condition(one) for name, one in SEGMENTS.items()}
    assert asks_accounts_alone(compile_condition(text), segments) is expected
