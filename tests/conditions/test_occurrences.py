"""Counts, firsts and lasts of messages: exact, or unknown where what is in doubt could change them."""

import pytest

from loopline.conditions.counted import keys_of
from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.tree import Call, iter_nodes

OPENS = compile_condition('count("message_opened") >= 1').root
(CALL,) = (node for node in iter_nodes(OPENS) if isinstance(node, Call))
SURE, DOUBT = keys_of(CALL)


def truth(text: str, sure: tuple[int, ...] = (), doubtful: tuple[int, ...] = ()) -> bool | None:
    return compile_condition(text).evaluate(Scope(history={SURE: sure, DOUBT: doubtful}, now=100))


@pytest.mark.parametrize(
    ("text", "sure", "doubtful", "expected"),
    [
        ('count("message_opened") == 0', (), (), True),
        ('count("message_opened") == 0', (), (7,), None),
        ('count("message_opened") == 0', (7,), (7,), False),
        ('count("message_opened") >= 1', (), (7,), None),
        ('count("message_opened") >= 1', (7,), (7,), True),
        ('count("message_opened") < 3', (7,), (7,), True),
        ('count("message_opened") < 2', (7,), (7,), None),
        ('count("message_opened") != 5', (7,), (7,), True),
        ('count("message_opened") + 1 == 2', (7,), (), True),
        ('count("message_opened") + 1 == 2', (7,), (8,), None),
        ('last("message_opened") == first("message_opened")', (7,), (), True),
        ('last("message_opened") == first("message_opened")', (7,), (8,), None),
        ('days_since(last("message_opened")) >= 0', (7,), (6,), True),
        ('days_since(last("message_opened")) >= 0', (), (6,), None),
        ('days_since(first("message_opened")) >= 0', (7,), (6,), None),
    ],
)
def test_doubt(text: str, sure: tuple[int, ...], doubtful: tuple[int, ...], expected: bool | None) -> None:
    assert truth(text, sure, doubtful) is expected


def test_what_is_in_doubt_leaves_a_window_too() -> None:
    condition = compile_condition('count("message_opened", within="1m") == 0')
    scope = Scope(history={DOUBT: (50,)}, now=100)
    assert condition.evaluate(scope) is None
    assert condition.next_change(scope) == 60_050 and condition.evaluate(scope.at(60_050)) is True
