"""When a wait ends: never before its time, at the event that is meant, by the policy for its date."""

import pytest

from loopline.model.fact import Fact
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, did, exits, later, mails, play, published, stated

END = {"kind": "exit", "reason": "over"}
LATE = {"kind": "exit", "reason": "late"}


def test_a_wait_for_a_time_ends_at_that_ms_and_not_one_before() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "1d", "then": "end"}, "end": END}})
    person, effects = play(rules, ANN, did("go"), later(START + DAY - 1))
    assert (exits(effects), person.wake_at()) == ([], START + DAY)
    assert exits(play(rules, person, later(START + DAY))[1]) == [("j", "over")]


def test_a_timed_exit_wakes_earlier_and_leaves_the_wait_its_own_time() -> None:
    rules = published(
        {
            "nodes": {"rest": {"kind": "wait", "for": "10d", "then": "end"}, "end": END},
            "exits": [{"when": 'count("seen", within="1d") < 1 and plan == "pro"', "reason": "lively"}],
        }
    )
    person, _ = play(rules, ANN, did("seen"), did("go", START + 1))
    assert person.wake_at() == START + DAY, "by then the condition could change"
    person, effects = play(rules, person, later(START + DAY))
    assert (exits(effects), person.wake_at()) == ([], START + 1 + 10 * DAY)


@pytest.mark.parametrize(("order", "ends"), [("a", True), ("b", False)])
def test_an_awaited_event_has_to_match_the_entry(order: str, ends: bool) -> None:
    until = {"event": "paid", "where": "event.order == entry.order"}
    wait = {"kind": "wait", "until": until, "timeout": "2d", "then": "end", "on_timeout": "late"}
    rules = published({"nodes": {"rest": wait, "end": END, "late": LATE}})
    person, effects = play(rules, ANN, did("go", order="a"), did("paid", START + HOUR, order=order))
    assert exits(effects) == ([("j", "over")] if ends else [])
    if not ends:
        assert exits(play(rules, person, later(START + 2 * DAY))[1]) == [("j", "late")]


def test_a_condition_that_is_true_on_arrival_is_not_waited_for() -> None:
    rules = published(
        {"nodes": {"rest": {"kind": "wait", "until": {"when": 'plan == "pro"'}, "then": "end"}, "end": END}}
    )
    _, effects = play(rules, ANN, stated(START - 1, plan="pro"), did("go"))
    assert exits(effects) == [("j", "over")]


@pytest.mark.parametrize(
    ("value", "policies", "reason"),
    [
        ("2020-01-01", {}, "over"),
        ("2020-01-01", {"if_past": "late"}, "late"),
        ("2020-01-01", {"if_past": "exit"}, "date_past"),
        ("soon", {}, "date_unreadable"),
        (None, {"if_unreadable": "late"}, "late"),
    ],
)
def test_a_date_that_is_past_or_unreadable_takes_its_stated_road(
    value: str | None, policies: dict[str, str], reason: str
) -> None:
    wait = {"kind": "wait", "until_date": {"field": "due_on", **policies}, "then": "end"}
    rules = published({"nodes": {"rest": wait, "end": END, "late": LATE}})
    _, effects = play(rules, ANN, stated(START - 1, due_on=value), did("go"))
    assert exits(effects) == [("j", reason)]


def test_what_ended_a_wait_is_a_fact_with_the_values_that_decided() -> None:
    rules = published(
        {"nodes": {"rest": {"kind": "wait", "until": {"when": "seats >= 3"}, "then": "mail"}, "mail": MAIL}}
    )
    _, effects = play(rules, ANN, did("go"), stated(START + 1, seats=4))
    stepped = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "stepped"]
    assert [fact.reason for fact in stepped] == ["condition"]
    assert b'"seats":4' in bytes(stepped[0].data or b"")
    assert len(mails(effects)) == 1
