"""Reading a text: what is too much, what is not the language, and hints for habits of other languages."""

import pytest

from loopline.conditions.parse import DEEPEST, LONGEST_TEXT, MOST_NODES, parse
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
