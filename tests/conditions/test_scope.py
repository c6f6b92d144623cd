"""A scope: sane when empty, and the same at another moment."""

from loopline.conditions.scope import Scope


def test_an_empty_scope_knows_nothing() -> None:
    scope = Scope()
    assert (dict(scope.traits), scope.account, scope.event, scope.entry, scope.now) == ({}, None, None, None, 0)
    assert scope.consent("email", None) is None


def test_another_moment_changes_only_the_moment() -> None:
    scope = Scope(
        traits={"a": 1},
        account={},
        event={},
        event_name="x",
        entry={},
        history={"x": [1]},
        receipts={"n": {"opened"}},
        lists={"l"},
        now=5,
    )
    later = scope.at(9)
    assert (scope.now, later.now) == (5, 9)
    for name in Scope.__struct_fields__:
        assert name == "now" or getattr(later, name) is getattr(scope, name)
