"""Truths of conditions: the three-valued logic, comparisons of each kind, and null."""

import pytest

from loopline.conditions.evaluate import ask_of, truth_or_unknown
from loopline.conditions.language import Scope, Truth, compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.conditions.text import text_of
from loopline.conditions.tree import Path
from loopline.model.errors import Invalid

SCOPE = Scope(
    traits={
        "plan": "free",
        "seats": 3,
        "ratio": 0.5,
        "vip": True,
        "nothing": None,
        "since": "2026-01-31T12:00:00+02:00",
        "ends": 1_769_853_600_000,
        "tags": ["a", 1, True, None],
        "address": {"country": "NL"},
    },
    answers={"stock": {"in_stock": True, "left": {"blue": 3}, "note": None}},
    now=1_790_000_000_000,
)
CASES: list[tuple[str, Truth]] = [
    ('plan == "free"', True),
    ('plan != "free"', False),
    ("seats > 2.5", True),
    ("seats == 3.0", True),
    ("1 < seats < 3", False),
    ("vip == true", True),
    ("vip", True),
    ("seats or vip", True),
    ("seats and vip", None),
    ('missing == "free"', None),
    ('missing != "free"', None),
    ("nothing == 1", None),
    ("missing == null", True),
    ("nothing == null", True),
    ("plan != null", True),
    ("null == null", True),
    ("null < 1", None),
    ("seats / 0 == 1", None),
    ("seats / 0 == null", True),
    ('seats == "3"', None),
    ('seats < "3"', None),
    ("vip == 1", None),
    ("true == 1", None),
    ("true < false", None),
    ("tags == tags", None),
    ("seats > ratio", True),
    ("seats == plan", None),
    ("plan == plan", True),
    ('plan in ["free", "pro"]', True),
    ('plan not in ["free", "pro"]', False),
    ("plan in [1, 2]", None),
    ('plan in ["free", 2]', True),
    ('plan in ["pro", 2]', None),
    ("seats in (1, 2, 3)", True),
    ("missing in [1]", None),
    ("missing not in [1]", None),
    ("since == ends", None),
    ("date(since) == ends", True),
    ("now() > since", True),
    ("now() < ends", False),
    ('now() > "2026-01-31"', True),
    ('now() > "soon"', None),
    ("now() > plan", None),
    ("now() > missing", None),
    ("true and null < 1", None),
    ("false and null < 1", False),
    ("null < 1 and false", False),
    ("true or missing == 1", True),
    ("missing == 1 or true", True),
    ("false or missing == 1", None),
    ("not missing == 1", None),
    ("not (seats == 3)", False),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_condition_is_true_false_or_unknown(text: str, expected: Truth) -> None:
    assert compile_condition(text).evaluate(SCOPE) is expected


def test_what_an_odd_value_raises_is_unknown() -> None:
    ask = ask_of(Path("person", ("a",)))
    assert truth_or_unknown(ask, Scope(traits={"a": True})) is True

    def odd(_scope: Scope) -> Truth:
        raise TypeError

    assert truth_or_unknown(odd, Scope()) is None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ('answer("stock", "in_stock")', True),
        ('answer("stock", "left.blue") >= 3', True),
        ('answer("stock", "left.red") >= 3', None),
        ('answer("stock", "in_stock.deeper") == 1', None),
        ('answer("price", "amount") > 1', None),
        ('has(answer("stock", "left"))', True),
        ('has(answer("stock", "note")) or has(answer("price", "amount"))', False),
    ],
)
def test_what_an_endpoint_answered(text: str, truth: Truth) -> None:
    condition = compile_condition(text)
    assert condition.evaluate(SCOPE) is truth
    assert condition.evaluate(Scope(traits=SCOPE.traits)) is (False if "has(" in text else None)
    assert condition.answer_paths and compile_condition(text_of(condition.root)) == condition
    with pytest.raises(Invalid, match="condition_not_countable"):
        compile_sql(condition, {}, 0)
