"""What many share is compared once, and never taken for something else."""

from collections.abc import Mapping
from typing import Any

from loopline.model.difference import SharedDifference


def test_the_same_two_are_compared_once_and_others_anew() -> None:
    asked: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []

    def names(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        asked.append((old, new))
        return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))

    differing, old, new = SharedDifference(names), {"a": 1, "b": 2}, {"a": 1, "b": 3}
    assert [differing(old, new) for _ in range(3)] == [["b"]] * 3 and len(asked) == 1
    assert differing(new, old) == ["b"] and differing(dict(old), new) == ["b"] and len(asked) == 3
    assert differing(old, {"a": 1}) == ["b"] and differing(old, old) == [] and len(asked) == 5
