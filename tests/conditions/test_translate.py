"""From Python's tree to ours: what passes, in its plain form, and a fault for each of the rest."""

import pytest

from loopline.conditions.parse import parse
from loopline.conditions.tree import And, Call, Compare, Constant, In, Negate, Node, Not, Path

A, ONE = Path("person", ("a",)), Constant(1)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a == -1", Compare("==", A, Constant(-1))),
        ("a == --1", Compare("==", A, ONE)),
        ("a == -a", Compare("==", A, Negate(A))),
        ("person.a == 1", Compare("==", A, ONE)),
        ('person["a"] == 1', Compare("==", A, ONE)),
        ("person.event.x == 1", Compare("==", Path("person", ("event", "x")), ONE)),
        ("1 < a < 2", And((Compare("<", ONE, A), Compare("<", A, Constant(2))))),
        ("a and (a and a)", And((A, A, A))),
        ("not a", Not(A)),
        ("a not in (1, true)", In(A, (1, True), True)),
        ("a == None", Compare("==", A, Constant(None))),
        ("date(now()) > a", Compare(">", Call("now", ()), A)),
        ("event.name", Path("event_name", ())),
        ("True", Constant(True)),
    ],
)
def test_the_plain_form(text: str, root: Node) -> None:
    parsed = parse(text)
    assert (parsed.root, parsed.errors) == (root, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("seats", None),
        ("seats + 1", "condition_not_a_condition"),
        ('"yes"', "condition_not_a_condition"),
        ('count("a")', "condition_not_a_condition"),
        ("null", "condition_not_a_condition"),
        ("(a == 1) == b", "condition_nested"),
        ("has(a == 1)", "condition_nested"),
        ("a == [1]", "condition_list_place"),
        ("a in tags", "condition_list_needed"),
        ('a in "abc"', "condition_list_needed"),
        ("a in []", "condition_list_needed"),
        ("a in [b]", "condition_list_needed"),
        ("a in [1, null]", "condition_list_needed"),
        ("null in [1]", "condition_list_needed"),
        ("event == 1", "condition_field_needed"),
        ("person[0] == 1", "condition_bad_key"),
        ('person["a*"] == 1', "condition_bad_key"),
        ('person["a\\"b"] == 1', "condition_bad_key"),
        ('person[""] == 1', "condition_bad_key"),
        ('last("a").b == 1', "condition_unsupported"),
        ("a is b", "condition_unsupported"),
        ("a | b", "condition_unsupported"),
        ("a ** 2 > 1", "condition_unsupported"),
        ("now() - 1 > a", "condition_date_arithmetic"),
        ('-last("a") > 1', "condition_date_arithmetic"),
        ("count(a) > 1", "condition_wrong_arguments"),
        ('count("") > 1', "condition_wrong_arguments"),
        ('count("a", "30d") > 1', "condition_wrong_arguments"),
        ('length(a, within="30d") > 1', "condition_wrong_arguments"),
        ('count("a", within="soon") > 1', "condition_bad_duration"),
        ('count("a", within=a) > 1', "condition_bad_duration"),
        ("has(1)", "condition_wrong_arguments"),
        ("now(1) > a", "condition_wrong_arguments"),
        ("lower(now()) == a", "condition_wrong_arguments"),
        ('date("soon") > a', "condition_bad_date"),
        ('days_since("2026-02-30") > 1', "condition_bad_date"),
    ],
)
def test_what_does_not_pass(text: str, code: str | None) -> None:
    errors = parse(text).errors
    assert [error.code for error in errors] == ([code] if code else [])
