"""Rows of facts become choices; one whose probability nobody knows teaches nothing."""

from msgspec import json

from loopline.learning.choosing.rows import choice_rows


def test_a_row_is_read_with_all_that_its_fact_says() -> None:
    said = {"stage": "best", "policy": 3, "shares": {"a": 0.9, "nothing": 0.1}, "context": {"seats": None}}
    told = json.encode(said).decode()
    known = [("ann", 5, "a", 0.9, told, False, 2, 7.5), ("bob", 6, "a", 0.5, "{}", True, 0, 0)]
    first, second = choice_rows([*known, ("eve", 7, "a", None, "{}", False, 0, 0)])
    assert (first.unit, first.option, first.told.policy, first.told.shares["nothing"]) == ("ann", "a", 3, 0.1)
    assert first.told.context == {"seats": None} and first.goals == 2 and first.value == 7.5
    assert second.pending and second.told.stage == "random"
