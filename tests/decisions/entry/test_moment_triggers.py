"""Triggers that a clock opens: at the very moment, once, whatever happens and is published around it."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.published import ASKED, PublishedSet
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.model.signal import Signal
from tests.decisions.entry.triggered import document, entries, live
from tests.decisions.played import ANN, DAY, HOUR, START, did, later, play, stated

TRIGGERS: dict[str, dict[str, Any]] = {
    "due": {"date": "due"},
    "before": {"date": "due", "offset": "-2h", "when": 'plan == "pro"'},
    "hourly": {"schedule": "0 * * * *", "when": 'plan == "pro"'},
    "recent": {"schedule": "0 */2 * * *", "when": 'count("login", within="3h") > 0'},
    "quiet": {"schedule": "0 */2 * * *", "when": 'count("login", within="5h") == 0'},
    "all": {"schedule": "0 */3 * * *"},
}


def test_a_date_lets_in_when_it_comes_and_not_when_it_is_past() -> None:
    over = live(document("due", TRIGGERS["due"]))
    person, effects = play(over, ANN, stated(START, due=START - 1), later(START + DAY))
    assert entries(effects) == []
    person, effects = play(over, person, stated(START + DAY, due=START + 2 * DAY), later(START + 9 * DAY))
    assert entries(effects) == [("due", START + 2 * DAY)]
    assert person.wake_at() is None, "it does not come again"


def test_a_date_that_is_moved_counts_as_it_stands_last() -> None:
    over = live(document("due", TRIGGERS["due"]))
    moved = (stated(START, due=START + 2 * DAY), stated(START + DAY, due=START + 5 * DAY), later(START + 9 * DAY))
    assert entries(play(over, ANN, *moved)[1]) == [("due", START + 5 * DAY)]


def test_an_anniversary_comes_each_year() -> None:
    over = live(document("due", {"date": "born", "yearly": True, "at": "09:00"}))
    _, effects = play(over, ANN, stated(START, born="1990-03-04"), later(START + 1_000 * DAY))
    assert [at for _, at in entries(effects)] == [1_772_614_800_000, 1_804_150_800_000, 1_835_773_200_000]


def test_a_publish_that_has_not_reached_a_person_costs_her_no_moment() -> None:
    over = live(document("due", TRIGGERS["due"]))
    person, _ = play(over, ANN, stated(START, due=START + HOUR))
    over = live(document("pro", {"when": 'plan == "pro"'}), over=over)
    _, effects = play(over, person, later(START + 5 * HOUR))
    assert entries(effects) == [("due", START + HOUR)]


def test_a_workspace_that_moves_to_another_zone_asks_everybody_anew() -> None:
    over = live(document("due", {"schedule": "0 9 * * *", "zone": "workspace"}))
    person, _ = play(over, ANN, did("login"))
    over = live({"kind": "workspace", "zone": "Asia/Tokyo"}, over=over, version=2)
    assert over.pending_fan_outs[ASKED] == 2
    _, effects = play(over, person, later(START + 1), later(START + DAY))
    assert entries(effects) == [("due", START + 12 * HOUR)], "09:00 in Tokyo is midnight in UTC"


def test_a_zone_that_becomes_known_moves_what_goes_by_a_persons_clock() -> None:
    over = live(document("due", {"schedule": "0 9 * * *"}))
    told = replace(did("login", START + 1), zone="America/New_York")
    _, effects = play(over, ANN, did("login"), told, later(START + DAY))
    assert entries(effects) == [("due", START + 2 * HOUR)], "it is noon in London, and seven in the morning there"


def test_a_pause_skips_the_moments_that_fall_into_it() -> None:
    over = live(document("due", TRIGGERS["all"]))
    person, _ = play(over, ANN, did("login"))
    paused = over.set_state("due", "paused")
    person, effects = play(paused, person, later(START + 10 * HOUR))
    assert entries(effects) == [] and person.wake_at() is None
    _, effects = play(paused.set_state("due", "live", 9), person, later(START + 10 * HOUR), later(START + 12 * HOUR))
    assert entries(effects) == [("due", START + 12 * HOUR)]


def test_nobody_is_woken_whom_only_a_signal_could_let_in() -> None:
    over = live(document("due", TRIGGERS["hourly"]))
    person, _ = play(over, ANN, did("login"))
    assert person.wake_at() is None
    person, effects = play(over, person, stated(START + 1, plan="pro"), stated(START + HOUR + 1, plan="free"))
    assert entries(effects) == [("due", START + HOUR)]
    person, effects = play(over, person, later(START + DAY))
    assert entries(effects) == [] and person.wake_at() is None


def test_a_repeated_hour_lets_nobody_in_twice_and_time_goes_on() -> None:
    """Two schedules about the end of summer time, each asked when the other comes."""
    ways = ({"schedule": "0 * * * *", "zone": "Europe/Berlin"}, {"schedule": "15 2 * * *", "zone": "Europe/Berlin"})
    over = live(*(document(f"j{number}", way) for number, way in enumerate(ways)))
    change = 1_792_890_000_000  # 2026-10-25 01:00 UTC, when it is two in Berlin for the second time
    person, effects = play(over, ANN, did("login", change - 4 * HOUR), later(change), later(change + 3 * HOUR))
    assert person.trigger_states is not None and person.trigger_states.wake_at == change + 4 * HOUR
    hours = [at for name, at in entries(effects) if name == "j0"]
    assert len(hours) == len(set(hours)) == 6 and [name for name, _ in entries(effects)].count("j1") == 1


def test_a_condition_that_time_makes_true_later_than_the_next_moment_is_met_at_a_later_one() -> None:
    quiet = {"schedule": "0 9 * * *", "when": 'count("login", within="10d") == 0'}
    over = live(document("quiet", quiet))
    _, effects = play(over, ANN, did("login"), *(later(START + day * DAY) for day in range(1, 14)))
    assert [(at - START) // DAY for _, at in entries(effects)] == [10, 11, 12]


@pytest.mark.parametrize("way", [{"schedule": "2026-03-02 09:00"}, {"date": "due", "at": "09:00"}])
def test_a_move_to_the_west_brings_no_time_twice(way: dict[str, Any]) -> None:
    over = live(document("once", way))
    ann = replace(ANN, zone="Europe/Berlin", traits={"due": "2026-03-02"})
    moved = replace(did("login", START + 21 * HOUR), zone="America/New_York")
    person, effects = play(over, ann, did("login"), moved, later(START + 9 * DAY))
    assert entries(effects) == [("once", START + 20 * HOUR)]
    moved_again = stated(START + 9 * DAY, due="2026-03-20")
    _, effects = play(over, person, moved_again, later(START + 30 * DAY))
    assert len(entries(effects)) == ("date" in way), "a date that is stated anew comes anew"


def test_a_moment_between_the_publish_and_the_word_that_reaches_her_is_kept() -> None:
    ways = {"all": {"schedule": "0 13 * * *"}, "pro": {"when": 'plan == "pro"'}}
    over = replace_since(live(*(document(name, way) for name, way in ways.items())), START)
    ann = replace(ANN, traits={"plan": "pro"})
    _, effects = play(over, ann, stated(START + 5 * HOUR, plan="free"))
    assert entries(effects) == [("pro", START), ("all", START + HOUR)]
    _, effects = play(replace_since(over, START + 2 * HOUR), ann, later(START + 5 * HOUR))
    assert entries(effects) == [("pro", START + 2 * HOUR)], "what was past at the publish does not count"


def replace_since(over: PublishedSet, since: int) -> PublishedSet:
    return dataclasses.replace(over, asks_since=since)


ACTS = ("login", "pro", "free", "soon", "late", "past", "nothing", "publish")


def signal_of(act: str, at: int) -> Signal:
    match act:
        case "login":
            return did("login", at)
        case "pro" | "free":
            return stated(at, plan=act)
        case "soon" | "late" | "past":
            return stated(at, due=due(act, at))
        case _:
            return later(at)


def due(act: str, at: int) -> int:
    return {"soon": at + HOUR, "late": (at // HOUR + 4) * HOUR, "past": at - HOUR}[act]


def expected(acts: list[tuple[int, str]], asked_at: int, until: int) -> list[tuple[str, int]]:
    """By brute force: what stood just before each moment in which any of them could come."""
    dues = {due(act, at) for at, act in acts if act in ("soon", "late", "past")}
    hours = range(START // HOUR * HOUR, until + 1, HOUR)
    moments = sorted({*hours, *dues, *(one - 2 * HOUR for one in dues)})
    found: list[tuple[str, int]] = []
    for now in (one for one in moments if asked_at < one <= until):
        before = [(at, act) for at, act in acts if at < now]
        plans = [act for _, act in before if act in ("pro", "free")]
        dates = [due(act, at) for at, act in before if act in ("soon", "late", "past")]
        pro, date = plans[-1:] == ["pro"], dates[-1] if dates else None
        recent = any(now - 3 * HOUR < at for at, act in before if act == "login")
        comes = {
            "due": date == now,
            "before": date == now + 2 * HOUR and pro,
            "hourly": now % HOUR == 0 and pro,
            "recent": now % (2 * HOUR) == 0 and recent,
            "quiet": now % (2 * HOUR) == 0 and not any(now - 5 * HOUR < at for at, act in before if act == "login"),
            "all": now % (3 * HOUR) == 0,
        }
        found += [(name, now) for name, it_does in comes.items() if it_does]
    return sorted(found)


@given(
    steps=st.lists(
        st.tuples(st.one_of(st.integers(1, 3 * HOUR), st.sampled_from((HOUR, 2 * HOUR))), st.sampled_from(ACTS)),
        min_size=1,
        max_size=12,
    ),
    place=st.integers(0, 11),
)
def test_entries_are_those_of_brute_force(steps: list[tuple[int, str]], place: int) -> None:
    """Whatever happens, wherever in it the journeys are published, and others after them."""
    place = min(place, len(steps) - 1)
    acts, at = list[tuple[int, str]](), START
    for gap, act in steps:
        at += gap
        acts.append((at, act))
    over = PublishedSet().observe(("login",))
    person, _ = play(over, ANN, *(signal_of(act, when) for when, act in acts[:place]))
    over = live(*(document(name, one) for name, one in TRIGGERS.items()), over=over)
    until, effects = at + 5 * HOUR, list[Effect]()
    for number, (when, act) in enumerate([*acts[place:], (until, "nothing")]):
        if act == "publish":
            over = live(document(f"other{number}", {"when": f"score == {number}"}), over=over)
        person, more = play(over, person, signal_of(act, when))
        effects += more
    assert sorted(entries(effects)) == expected(acts, acts[place][0], until)


def test_a_person_nobody_knows_is_asked_of_no_moment() -> None:
    over = live(document("due", TRIGGERS["all"]))
    assert entries(play(over, Person(key="ann", traits={}), later(START + DAY))[1]) == []
