"""Reading a text: what is too much, what is not the language, and hints for habits of other languages."""

import pytest

from loopline.conditions.parse import DEEPEST, LONGEST_TEXT, MOST_NODES, NESTED_MAX, parse
from loopline.conditions.tree import Compare, Constant, Path


def test_a_text_becomes_a_tree() -> None:
    parsed = parse("\n  seats\n  > 1 ")
    assert parsed.root == Compare(">", Path("person", ("seats",)), Constant(1))
    assert parsed.errors == ()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a && b", "write and instead of &&"),
        ("a || b", "write or instead of ||"),
        ("a <> b", "write != instead of <>"),
        ("a = 1", "write == (two signs)"),
        ('a == "x', "missing quote"),
        ("(" * 300, "nested parentheses"),
        ("a ==", "missing quote, bracket or operator"),
    ],
)
def test_a_habit_of_another_language_gets_a_hint(text: str, hint: str) -> None:
    (error,) = parse(text).errors
    assert error.code == "condition_syntax"
    assert hint in error.text


def test_the_limits_are_where_they_are_said_to_be() -> None:
    longest = 'a == "' + "x" * (LONGEST_TEXT - 7) + '"'
    assert [parse(text).errors != () for text in (longest, longest + " ")] == [False, True]
    most = " and ".join(["a"] * (MOST_NODES - 1))
    assert [parse(text).errors != () for text in (most, most + " and a")] == [False, True]
    deepest = "not " * (DEEPEST - 1) + "a"
    assert [parse(text).errors != () for text in (deepest, "not " + deepest)] == [False, True]


def test_a_sign_of_a_comment_in_a_string_is_none() -> None:
    assert parse('a == "#1"').errors == ()


@pytest.mark.parametrize(
    ("level", "start", "end"),
    [
        ("any(items, {})", "a == 1", ""),
        ("length(coalesce(a, {}))", "b", " == 1"),
        ('last("login", since={})', "a", " == b"),
        ('days_since(coalesce(last("login", since={}), a))', "b", " == 1"),
    ],
)
def test_what_would_be_written_out_again_and_again_is_not_nested_without_end(level: str, start: str, end: str) -> None:
    """Each level doubles the work of a database, or more: forty of them would never end."""
    text, seen = start, list[list[str]]()
    for _ in range(NESTED_MAX + 1):
        text = level.replace("{}", text)
        seen.append([error.code for error in parse(text + end).errors])
    assert seen[0] == [] and seen[-1] == ["condition_too_deep"]


@pytest.mark.parametrize(
    "text",
    [
        'count("a", since=b, since=c) == 1',
        'count("a", within="1d", within="2d") == 1',
        'sum("a", "b", where=c, where=d) > 1',
    ],
)
def test_an_argument_that_is_named_twice_is_refused(text: str) -> None:
    assert [error.code for error in parse(text).errors] == ["condition_wrong_arguments"]
