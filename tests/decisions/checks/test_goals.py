"""Goals of programmes and of everything: what a marketer is told before anything is published."""

from typing import Any

import pytest

from loopline.conditions.language import KnownNames
from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document

PAID: dict[str, Any] = {"event": "paid"}


def codes(context: CheckContext | None = None, **fields: Any) -> list[tuple[str, str, str]]:
    document = build_document({"kind": "workspace", **fields})
    found = check_document(document, context or CheckContext())
    return [(one.severity, one.code, one.at) for one in found]


def growth(**fields: Any) -> dict[str, Any]:
    return {"programmes": {"growth": {"percent": 10, "goal": PAID, **fields}}}


def test_a_whole_programme_and_a_goal_of_everything_have_no_faults() -> None:
    goal = {"event": "paid", "where": 'plan == "x" or event.amount > 3', "value": "amount", "within": "28d"}
    goal |= {"where": "event.amount > 3", "once_by": "order_id", "currency": "currency"}
    whole = growth(name="Growth", owner="ann", north_star="more regulars", goal=goal)
    assert codes(**whole, holdout={"percent": 2, "rotates": "year", "goal": goal}) == []


def test_workspaces_of_before_stay_valid_and_a_group_that_nobody_reads_warns() -> None:
    assert codes(programmes={"growth": {"percent": 0}}) == []
    assert codes(programmes={"growth": {"percent": 20}}, holdout={"percent": 5}) == [
        ("warning", "holdout_without_goal", "holdout"),
        ("warning", "holdout_without_goal", "programmes.growth"),
    ]


@pytest.mark.parametrize(
    ("goal", "code", "at"),
    [
        ({"event": " "}, "event_blank", "event"),
        (PAID | {"where": 'plan == "pro"'}, "goal_beyond_event", "where"),
        (PAID | {"where": 'count("paid") > 1'}, "goal_beyond_event", "where"),
        (PAID | {"value": "person.spend"}, "goal_beyond_event", "value"),
        (PAID | {"value": "amount", "currency": "account.currency"}, "goal_beyond_event", "currency"),
        (PAID | {"once_by": "account.id"}, "goal_once_by", "once_by"),
        (PAID | {"within": "0d"}, "goal_window_zero", "within"),
        (PAID | {"within": "soon"}, "duration_invalid", "within"),
    ],
)
def test_a_goal_that_cannot_be_asked_of_events_is_refused(goal: dict[str, Any], code: str, at: str) -> None:
    for fields, place in (
        (growth(goal=goal), f"programmes.growth.goal.{at}"),
        ({"holdout": {"percent": 5, "goal": goal}}, f"holdout.goal.{at}"),
    ):
        assert ("error", code, place) in codes(**fields)


def test_a_goal_without_a_holdout_and_a_programme_without_journeys_warn() -> None:
    assert codes(**growth(percent=0)) == [("warning", "programme_without_holdout", "programmes.growth")]
    nobody = CheckContext(programmes=frozenset({"care"}))
    assert codes(nobody, **growth()) == [("warning", "programme_without_journeys", "programmes.growth")]
    assert codes(CheckContext(programmes=frozenset({"growth"})), **growth()) == []


def test_a_programme_that_has_an_address_has_an_id_that_an_address_can_hold() -> None:
    found = codes(programmes={"a/b": {"percent": 10, "goal": PAID}, "a b": {"percent": 0}})
    assert [(severity, at) for severity, _, at in found] == [("error", "programmes.a/b")]


def test_sizes_are_bounded() -> None:
    many = {f"p{number}": {"percent": 0} for number in range(51)}
    assert codes(programmes=many) == [("error", "programmes_many", "programmes")]
    assert codes(**growth(owner="x" * 201)) == [("error", "programme_words", "programmes.growth.owner")]
    assert ("error", "percent_range", "programmes.growth.percent") in codes(**growth(percent=91))


def test_an_event_that_never_came_is_told_with_the_one_that_was_meant() -> None:
    known = CheckContext(known_names=KnownNames(events=frozenset({"paid"})))
    assert ("warning", "event_unknown", "holdout.goal.event") in codes(known, holdout={"goal": {"event": "payed"}})
