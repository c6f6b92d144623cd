"""The dependencies of a tree, each name once."""

from loopline.conditions.dependencies import is_timed, needs_of
from loopline.conditions.parse import parse
from loopline.conditions.tree import Call, Constant


def test_the_names_in_a_tree() -> None:
    needs = needs_of(parse('a.b == 1 and a.c == event.d.e and count("x", within="1d") > 1 and event.name == "y"').root)
    assert needs.paths == {"person": {"a"}, "event": {"d.e"}, "event_name": {""}}
    assert needs.calls == {"event": {"x"}}
    assert dict(needs.windows) == {"x": 86_400_000}
    assert (needs.uses_event, needs.uses_time) == (True, True)


def test_the_longest_window_wins_and_the_whole_history_beats_all() -> None:
    for text, expected in (
        ('count("x", within="1h") > count("x", within="2h")', 7_200_000),
        ('count("x", within="1h") > count("x")', None),
        ('count("x") > count("x", within="1h")', None),
        ('count("x", within="1h") > 1 and has(a) and last("x") > a', None),
    ):
        assert needs_of(parse(text).root).windows["x"] == expected


def test_what_time_alone_can_change() -> None:
    event = (Constant("x"),)
    assert is_timed(Call("now", ()))
    assert is_timed(Call("count", event, "1d"))
    assert not is_timed(Call("count", event))
    assert not is_timed(Constant(1))
