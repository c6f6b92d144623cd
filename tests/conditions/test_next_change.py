"""When a condition can next change by time alone, to the millisecond."""

import pytest

from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.next_change import break_of, next_change

DAY = 86_400_000
NOW = 1_000 * DAY
SCOPE = Scope(
    traits={"plan": "free", "ends": NOW + 5, "past": NOW - 5, "exactly": NOW},
    history={"login": [NOW - 30 * DAY, NOW - 3 * DAY + 7, NOW - DAY]},
    segments={"recent": compile_condition('count("login", within="7d") >= 2')},
    now=NOW,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('plan == "free"', None),
        ('count("login") > 2', None),
        ('count("login", within="7d") >= 2', NOW + 4 * DAY + 7),
        ('count("login", within="7d") >= 1', NOW + 6 * DAY),
        ('count("login", within="7d") >= 3', None),
        ('count("never", within="7d") >= 3', None),
        ('not in_segment("recent")', NOW + 4 * DAY + 7),
        ('in_segment("unheard")', None),
        ('days_since(last("login")) >= 14', NOW + 13 * DAY),
        ('days_since(last("login")) > 14', NOW + 14 * DAY),
        ('days_since(last("login")) == 14', NOW + 13 * DAY),
        ('14 <= days_since(last("login"))', NOW + 13 * DAY),
        ('days_since(last("login")) >= 0.5', None),
        ('hours_since(last("login")) <= 24', NOW + 3_600_000),
        ('days_since(last("login")) % 7 == 0', NOW + 6 * DAY),
        ('days_since(last("never")) >= 14', None),
        ("days_until(ends) == 0", NOW + 6),
        ("hours_until(ends) < 0", NOW + 6),
        ("days_until(ends) >= -1", NOW + 6 + DAY),
        ("days_until(ends) > 3", None),
        ("now() >= ends", NOW + 5),
        ("now() > ends", NOW + 6),
        ("ends == now()", NOW + 5),
        ("now() > exactly", NOW + 1),
        ("now() > past", None),
        ("now() > now()", None),
        ("now() in [0]", None),
        ("days_since(now()) + 1 > 0", None),
        ('plan == "pro" and count("login", within="7d") >= 2', None),
        ('plan == "free" and count("login", within="7d") >= 2', NOW + 4 * DAY + 7),
        ('plan == "free" or count("login", within="7d") >= 2', None),
        ('days_since(last("login")) >= 9e18', None),
    ],
)
def test_the_next_change(text: str, expected: int | None) -> None:
    assert compile_condition(text).next_change(SCOPE) == expected


def test_after_many_breaks_without_a_change_an_early_moment_is_given() -> None:
    condition = compile_condition("days_since(past) + 0 >= 100")
    moment = condition.next_change(SCOPE)
    assert moment is not None
    assert NOW < moment < NOW - 5 + 100 * DAY
    assert condition.next_change(SCOPE.at(moment)) == NOW - 5 + 100 * DAY


def test_the_breaks_of_a_tree_and_its_first_change() -> None:
    condition = compile_condition('count("login", within="7d") >= 1')
    breaks = break_of(condition.root)
    assert breaks is not None
    assert breaks(SCOPE) == condition.next_break(SCOPE) == NOW + 4 * DAY + 7
    assert next_change(condition.evaluate, breaks, SCOPE) == NOW + 6 * DAY
