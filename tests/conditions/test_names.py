"""The check of a tree: unknown names with the nearest known one, and comparisons that can never be known."""

import pytest

from loopline.conditions.language import KnownNames, check_condition
from loopline.conditions.names import check_kinds, check_names
from loopline.conditions.parse import parse

CATALOG = KnownNames(
    traits=frozenset({"current_plan", "address.country"}),
    events=frozenset({"Order Completed"}),
    account_traits=frozenset({"seats"}),
    segments=frozenset({"vip"}),
    lists=frozenset({"beta"}),
)


@pytest.mark.parametrize(
    ("text", "code", "suggestion", "level"),
    [
        ("curent_plan == 1", "condition_unknown_field", "current_plan", "warning"),
        ("zzz == 1", "condition_unknown_field", "", "warning"),
        ("account.seat == 1", "condition_unknown_account_field", "seats", "warning"),
        ('count("Order Complete") > 1', "condition_unknown_event", "Order Completed", "warning"),
        ('in_list("betta")', "condition_unknown_list", "beta", "warning"),
        ('in_segment("vipp")', "condition_unknown_segment", "vip", "error"),
    ],
)
def test_an_unknown_name(text: str, code: str, suggestion: str, level: str) -> None:
    (error,) = check_names(parse(text).marks, CATALOG)
    assert (error.code, error.suggestion, error.level, error.offset) == (code, suggestion, level, 0)
    assert suggestion in error.text


def test_known_names_are_silent() -> None:
    text = 'address.street == current_plan and account.seats > 1 and in_segment("vip") and in_list("beta") and event.x'
    assert check_names(parse(text + ' and days_since(last("Order Completed")) > 1').marks, CATALOG) == []


@pytest.mark.parametrize(
    "text",
    [
        '1 == "a"',
        'count("a") == "3"',
        "has(a) == 1",
        "true < has(a)",
        "null < 1",
        'now() > "soon"',
        "now() > count",
        'a + "b" > 1',
        "-lower(a) > 1",
        'lower(a) in ["a", 1]',
    ],
)
def test_what_can_never_be_known_is_a_warning(text: str) -> None:
    found = [(error.code, error.level) for error in check_kinds(parse(text).marks)]
    expected = [] if text == "now() > count" else [("condition_never_known", "warning")]
    assert found == expected


def test_what_can_be_known_is_silent() -> None:
    text = (
        'a == "x" and a > 1 and now() > "2026-01-31" and a == null and has(a) == true and a in ["a", 1] and -a < 1 + b'
    )
    assert check_kinds(parse(text).marks) == []


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ('count("x", within="30d") >= 1500', True),
        ('2000 > count("x", within="30d")', True),
        ('count("x", within="30d") >= 1000', False),
        ('count("x") >= 1500', False),
    ],
)
def test_a_threshold_beyond_what_is_remembered_is_warned_of(text: str, warned: bool) -> None:
    expected = [("condition_beyond_memory", "warning")] if warned else []
    assert [(fault.code, fault.level) for fault in check_condition(text)] == expected
