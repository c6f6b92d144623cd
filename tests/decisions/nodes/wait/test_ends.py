"""When a wait ends: never before its time, at the event that is meant, by the policy for its date."""

from typing import Any

import pytest

from loopline.decisions.narrate import narrate
from loopline.model.fact import Fact
from loopline.model.signal import Signal
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, did, exits, later, mails, play, published, stated, word

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


QUIET = 'days_since(last("seen")) >= 3'
WAYS: list[dict[str, Any]] = [
    {"name": "bought", "event": "paid", "where": "event.order == entry.order", "then": "thanks"},
    {"name": "quiet", "when": QUIET, "then": "back"},
    {"name": "due", "date": {"field": "due_on", "offset": "-1d", "at": "09:00"}, "then": "late"},
]
SEVERAL = {
    "rest": {"kind": "wait", "ways": WAYS, "timeout": "20d", "then": "end"},
    "thanks": {"kind": "exit", "reason": "thanks"},
    "back": {"kind": "exit", "reason": "back"},
    "late": LATE,
    "end": END,
}
NINE = START - START % DAY + 9 * HOUR


@pytest.mark.parametrize(
    ("signals", "left"),
    [
        ((did("paid", START + HOUR, order="a"),), ("thanks", START + HOUR)),
        ((did("paid", START + HOUR, order="b"), later(START + 3 * DAY)), ("back", START + 3 * DAY)),
        ((stated(START + HOUR, due_on="2026-03-04"), later(START + 3 * DAY)), ("late", NINE + 2 * DAY)),
        ((stated(START + HOUR, due_on="2020-03-03"),), ("late", START + HOUR)),
        ((stated(START + HOUR, due_on="soon"), later(START + 3 * DAY)), ("back", START + 3 * DAY)),
        (tuple(did("seen", START + n * DAY) for n in range(1, 21)), ("over", START + 20 * DAY)),
    ],
    ids=["event", "another order", "date", "past date", "no date", "time-out"],
)
def test_of_several_ways_the_first_that_happens_is_taken_at_its_very_time(
    signals: tuple[Signal, ...], left: tuple[str, int]
) -> None:
    _, effects = play(published({"nodes": SEVERAL}), ANN, did("seen"), did("go", order="a"), *signals)
    ended = [(one.reason, one.at) for one in effects if isinstance(one, Fact) and one.kind == "exited"]
    assert ended == [left]


def test_of_two_ways_in_one_moment_the_first_in_the_list_is_taken() -> None:
    both = [{"name": "b", "when": "seats >= 3", "then": "late"}, {"name": "a", "when": "seats >= 2", "then": "end"}]
    for ways, reason in ((both, "late"), (both[::-1], "over")):
        wait = {"kind": "wait", "ways": ways, "timeout": "2d"}
        rules = published({"nodes": {"rest": wait, "end": END, "late": LATE}})
        assert exits(play(rules, ANN, did("go"), stated(START + 1, seats=5))[1]) == [("j", reason)]


def test_the_way_taken_is_told_with_what_opened_it() -> None:
    _, effects = play(published({"nodes": SEVERAL}), ANN, did("go", order="a"), did("paid", START + 1, order="a"))
    stepped = next(one for one in effects if isinstance(one, Fact) and one.kind == "stepped")
    assert (stepped.reason, b'"by":"event paid"' in bytes(stepped.data or b"")) == ("way bought", True)
    assert narrate(stepped).startswith('The wait at rest ended by the way "bought"')


def test_a_way_that_opens_during_a_pause_is_taken_when_it_is_over_and_no_other() -> None:
    rules = published({"nodes": SEVERAL})
    person, _ = play(rules, ANN, did("seen"), did("go", order="a"))
    paused = rules.set_state("j", "paused")
    person, effects = play(paused, person, did("paid", START + HOUR, order="a"), later(START + 5 * DAY))
    assert exits(effects) == []
    assert exits(play(rules, person, word(START + 6 * DAY))[1]) == [("j", "thanks")]


def test_a_calendar_day_keeps_the_hour_where_the_clock_is_set() -> None:
    eve = 1_774_688_400_000  # 2026-03-28 10:00 in Berlin; the clock goes forward in that night
    for calendar, hours in ((True, 23), (False, 24)):
        wait = {"kind": "wait", "for": "1d", "calendar": calendar, "then": "end"}
        rules = published({"nodes": {"rest": wait, "end": END}})
        person, _ = play(rules, ANN, stated(eve - 1, timezone="Europe/Berlin"), did("go", eve))
        assert person.wake_at() == eve + hours * HOUR
