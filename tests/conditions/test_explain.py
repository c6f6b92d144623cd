"""An explanation names the clauses that decided, with the values they saw, in a sentence."""

import pytest

from loopline.conditions.explain import explain
from loopline.conditions.language import Scope, compile_condition

SCOPE = Scope(
    traits={"plan": "free", "seats": 3},
    history={"login": [1_000]},
    segments={"vip": compile_condition("seats > 2")},
    now=10 * 86_400_000,
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('plan != "pro"', 'plan is "free", so plan != "pro" is true'),
        ('plan == "pro" and seats > 1', 'plan is "free", so plan == "pro" is false'),
        ('plan == "pro" or seats > 1', "seats is 3, so seats > 1 is true"),
        ("account.x > 1 and seats > 1", "account.x is not known, so account.x > 1 is unknown"),
        ('not in_segment("vip")', 'in_segment("vip") is true'),
        ('consented("sms")', 'consented("sms") is not known'),
        (
            'days_since(last("login")) >= 14',
            'days_since(last("login")) is 9, so days_since(last("login")) >= 14 is false',
        ),
        (
            'last("login") < date("2026-01-31")',
            'last("login") is 1970-01-01T00:00:01Z, so last("login") < date("2026-01-31") is true',
        ),
        ("seats + 1 > 1 and true", "seats is 3, so seats + 1 > 1 is true; true is true"),
    ],
)
def test_the_sentence(text: str, sentence: str) -> None:
    assert compile_condition(text).explain(SCOPE).sentence == sentence


def test_every_clause_is_told_with_its_values() -> None:
    explanation = explain(compile_condition('plan == "pro" and not days_since(last("login")) > 1').root, SCOPE)
    assert explanation.truth is False
    assert [(clause.text, clause.truth, clause.decided) for clause in explanation.clauses] == [
        ('plan == "pro"', False, True),
        ('days_since(last("login")) > 1', True, True),
    ]
    assert explanation.clauses[1].values == {'days_since(last("login"))': 9, 'last("login")': 1_000}
