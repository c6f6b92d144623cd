"""Checks of caps that try several limits."""

from typing import Any

import pytest

from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document

ARMS: list[dict[str, Any]] = [{"name": "two", "limit": 2}, {"name": "five", "limit": 5}]
GOAL = {"event": "bought", "value": "amount"}


def codes(*caps: dict[str, Any]) -> set[str]:
    document = build_document({"kind": "workspace", "caps": [*caps]})
    return {finding.code for finding in check_document(document, CheckContext())}


def tried(limit: int = 3, reserve: dict[str, int] | None = None, **own: Any) -> dict[str, Any]:
    found = {"limit": limit, "within": "7d", "experiment": {"id": "weekly", "arms": ARMS, "goal": GOAL} | own}
    return found | ({"reserve": reserve} if reserve else {})


def test_a_cap_with_two_limits_and_a_goal_is_sound() -> None:
    assert not codes(tried())


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"arms": ARMS[:1]}, "cap_arms"),
        ({"arms": [{"name": f"a{n}", "limit": n} for n in range(1, 7)]}, "cap_arms"),
        ({"arms": [*ARMS, {"name": "two", "limit": 9}]}, "cap_arms"),
        ({"arms": [*ARMS, {"name": "other", "limit": 5}]}, "cap_arms"),
        ({"arms": [*ARMS, {"name": "none", "limit": 7, "weight": 0}]}, "cap_arms"),
        ({"arms": [*ARMS, {"name": "all", "limit": 7, "weight": 2_000_000}]}, "cap_arms"),
        ({"arms": [*ARMS, {"name": "zero", "limit": 0}]}, "cap_limit"),
        ({"arms": [*ARMS, {"name": "all", "limit": 1000}]}, "cap_limit"),
        ({"goal": None}, "cap_without_goal"),
        ({"goal": {"event": "bought", "where": "trait.plan == 'x'"}}, "goal_beyond_event"),
    ],
)
def test_what_cannot_be_compared_is_refused(own: dict[str, Any], code: str) -> None:
    assert code in codes(tried(**own))


def test_ids_are_of_one_cap_and_slugs() -> None:
    assert "cap_experiment" in codes(tried(), tried(limit=9))
    assert codes(tried(id="Weekly Mail!"))


def test_places_that_are_kept_are_fewer_than_any_limit() -> None:
    assert "cap_reserve" in codes(tried(reserve={"priority": 80, "places": 2}))
    assert not codes(tried(reserve={"priority": 80, "places": 1}))
