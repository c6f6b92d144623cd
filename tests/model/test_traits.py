"""Traits: the latest statement wins, a null removes, and a change of kind is told."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.person import TraitTimes
from loopline.model.traits import (
    REMOVED_MAX,
    TRAITS_MAX,
    SharedDifference,
    fold_traits,
    merge_traits,
    state_traits,
    trait_type,
)

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


STATEMENTS = st.lists(st.tuples(st.integers(1, 9), TRAITS), max_size=8)


def latest(statements: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """By brute force: of each name the statement with the latest time, of those at once the last one."""
    known: dict[str, Any] = {}
    for _, stated in sorted(statements, key=lambda one: one[0]):
        known |= stated
    return {name: value for name, value in known.items() if value is not None}


def told(statements: list[tuple[int, dict[str, Any]]]) -> tuple[dict[str, Any], TraitTimes | None]:
    traits: dict[str, Any] = {}
    times: TraitTimes | None = None
    for at, stated in statements:
        found = state_traits(traits, times, stated, at)
        traits, times = found.traits, found.times
    return traits, times


@given(STATEMENTS)
def test_what_was_said_last_counts_in_whatever_order_it_comes(statements: list[tuple[int, dict[str, Any]]]) -> None:
    assert told(statements)[0] == latest(statements)


@given(STATEMENTS, STATEMENTS)
def test_two_who_are_one_have_of_each_trait_what_was_said_last(
    own: list[tuple[int, dict[str, Any]]], other: list[tuple[int, dict[str, Any]]]
) -> None:
    one, times, conflicts = merge_traits(*told(own), *told(other))
    assert one == latest([*other, *own])
    assert conflicts == ()
    assert state_traits(one, times, {"a": "now"}, 10).traits["a"] == "now"
    said = any("b" in stated for _, stated in [*own, *other])
    assert state_traits(one, times, {"b": "old"}, 0).traits.get("b") == one.get("b", None if said else "old")


def test_traits_that_are_stated_together_cost_the_record_one_time() -> None:
    many = {f"t{n}": n for n in range(50)}
    _, times = told([(5, many), (7, many)])
    assert times == TraitTimes(7)
    _, times = told([(5, many), (7, {"t1": 0})])
    assert times == TraitTimes(5, {"t1": 7})
    _, times = told([(5, {"t1": 0}), (7, many)])
    assert times == TraitTimes(7)


def test_of_removed_traits_only_the_newest_are_remembered() -> None:
    gone = [(n + 1, {f"t{n}": None}) for n in range(REMOVED_MAX + 5)]
    _, times = told([(0, {"kept": 1}), *gone])
    assert times is not None and times.others is not None and len(times.others) <= REMOVED_MAX + 1
    assert f"t{REMOVED_MAX + 4}" in times.others


def test_a_record_of_before_lets_the_next_statement_win() -> None:
    assert state_traits({"plan": "pro"}, None, {"plan": "free"}, 1).traits == {"plan": "free"}


def test_the_same_two_are_compared_once_and_others_anew() -> None:
    asked: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []

    def names(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        asked.append((old, new))
        return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))

    differing, old, new = SharedDifference(names), {"a": 1, "b": 2}, {"a": 1, "b": 3}
    assert [differing(old, new) for _ in range(3)] == [["b"]] * 3 and len(asked) == 1
    assert differing(new, old) == ["b"] and differing(dict(old), new) == ["b"] and len(asked) == 3
    assert differing(old, {"a": 1}) == ["b"] and differing(old, old) == [] and len(asked) == 5
