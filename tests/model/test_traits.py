"""Traits: the latest statement wins, a null removes, and a change of kind is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.traits import TRAITS_MAX, fold_traits, trait_type

VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
TRAITS = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "none"),
        (True, "boolean"),
        (1, "number"),
        (1.5, "number"),
        ("pro", "string"),
        ("2026-03-01", "date"),
        ("2026-03-01T12:00:00Z", "date"),
        ("2026-13-01", "string"),
        ("1234-5678-9", "string"),
        ([1], "list"),
        ({"a": 1}, "object"),
    ],
)
def test_kinds(value: object, kind: str) -> None:
    assert trait_type(value) == kind


@given(before=TRAITS, stated=TRAITS)
def test_the_latest_statement_wins(before: dict[str, Any], stated: dict[str, Any]) -> None:
    known = {name: value for name, value in before.items() if value is not None}
    kept = dict(known)
    after, changed, _ = fold_traits(known, stated)
    assert after == {name: value for name, value in {**known, **stated}.items() if value is not None}
    assert known == kept, "what was there before is left as it was"
    moved = {n for n in {*known, *stated} if (n in known, type(known.get(n)), known.get(n)) != _of(after, n)}
    assert changed == moved
    assert (after is known) == (not changed)


def _of(traits: dict[str, Any], name: str) -> tuple[bool, type, Any]:
    return name in traits, type(traits.get(name)), traits.get(name)


def test_true_is_not_one() -> None:
    after, changed, conflicts = fold_traits({"on": 1}, {"on": True})
    assert after["on"] is True
    assert changed == {"on"}
    assert conflicts == (("on", "number", "boolean"),)


def test_a_date_is_a_string_that_may_become_another() -> None:
    assert fold_traits({"d": "2026-03-01"}, {"d": "soon"})[2] == ()


def test_there_is_a_bound_and_known_names_may_still_change() -> None:
    full = {f"t{n}": n for n in range(TRAITS_MAX)}
    after, changed, conflicts = fold_traits(full, {"one_more": 1, "t1": "text"})
    assert len(after) == TRAITS_MAX
    assert changed == {"t1"}
    assert set(conflicts) == {("one_more", "full", "number"), ("t1", "number", "string")}
