"""The best hour of a person: who waits for it, until when, what is told of it, and what it falls back to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from whenever import Instant

from loopline.decisions.documents.read import build_document
from loopline.decisions.narrate import narrate
from loopline.decisions.published import PublishedSet
from loopline.model.fact import Fact
from loopline.model.localtime import WEEKDAYS
from loopline.model.nodes.wait import BEST_HOUR, FIXED_HOUR
from loopline.model.person import Person
from loopline.model.signals.scores import ScoreReason, ScoreStated
from tests.decisions.played import ANN, DAY, HOUR, START, did, later, play, published, stated

END = {"kind": "exit", "reason": "over"}
TEN_BY_DAY = {day: 10 for day in WEEKDAYS}
WHOLE = {"share": 95}


def waiting(best: dict[str, Any], **wait: Any) -> PublishedSet:
    rest = {"kind": "wait", "until_time": "16:00", "best_hour": best, "then": "end", **wait}
    return published({"nodes": {"rest": rest, "end": END}})


def scored(hours: dict[str, int], at: int = START - 1, until: int = 0, model: str = "send_hour") -> ScoreStated:
    told = tuple(ScoreReason(day, hour, 0.021) for day, hour in hours.items())
    return ScoreStated(
        key=ANN.key, id=f"s{at}", at=at, received_at=at, model=model, value=34.0, version="3", until=until, reasons=told
    )


def of_arm(arm: str, best: dict[str, Any]) -> dict[str, Any]:
    """Such a salt that Ann is drawn into the arm."""
    for salt in map(str, range(400)):
        _, effects = play(waiting({**best, "salt": salt}), ANN, stated(START - 2), did("go"))
        if arms(effects) == [arm]:
            return {**best, "salt": salt}
    raise AssertionError(arm)


def arms(effects: list[Any]) -> list[str]:
    return [one.arm for one in effects if isinstance(one, Fact) and one.kind == "assigned"]


def waits(effects: list[Any]) -> list[Fact]:
    return [one for one in effects if isinstance(one, Fact) and one.kind == "waited"]


def wall(ms: int | None) -> str:
    assert ms is not None
    return Instant.from_timestamp(ms, unit="millisecond").format_iso()[:16]


def go(best: dict[str, Any], *before: Any, **wait: Any) -> tuple[Person, list[Any]]:
    return play(waiting(best, **wait), ANN, stated(START - 2), *before, did("go"))


def test_of_two_arms_one_waits_for_the_own_hour_and_one_for_that_of_all() -> None:
    # START is noon, UTC: the hour of today is over, so it is that of tomorrow
    best, fixed = of_arm(BEST_HOUR, WHOLE), of_arm(FIXED_HOUR, {"share": 5})
    person, effects = go(best, scored(TEN_BY_DAY))
    assert person.wake_at() == START - 2 * HOUR + DAY
    [fact] = waits(effects)
    told = "Waits at rest until"
    assert told in narrate(fact) and "their best hour, 10:00 (clicks 2.1 points above" in narrate(fact)
    assert "model version 3" in narrate(fact)
    person, effects = go(fixed, scored(TEN_BY_DAY))
    assert person.wake_at() == START + 4 * HOUR
    assert "the fixed hour, by the draw" in narrate(waits(effects)[0])


@pytest.mark.parametrize(
    ("before", "because"),
    [
        ([], "no best hour of theirs is known"),
        ([scored(TEN_BY_DAY, until=START - 1)], "no best hour of theirs is known"),
        ([scored(TEN_BY_DAY, model="other")], "no best hour of theirs is known"),
        ([scored({"mon": 10}), scored({}, at=START - 1)], "lies outside"),
        ([scored({day: 6 for day in WEEKDAYS})], "lies outside"),
        ([scored({day: 99 for day in WEEKDAYS})], "lies outside"),
    ],
)
def test_whose_hour_is_not_known_or_not_allowed_goes_by_the_fixed_one(before: list[Any], because: str) -> None:
    best = of_arm(BEST_HOUR, {**WHOLE, "earliest": "08:00", "latest": "20:00"})
    person, effects = go(best, *before)
    assert person.wake_at() == START + 4 * HOUR
    assert because in narrate(waits(effects)[0])


def test_the_hour_is_that_of_the_day_on_which_it_falls_and_in_the_zone_of_the_person() -> None:
    best = of_arm(BEST_HOUR, WHOLE)
    hours = {day: 13 + number for number, day in enumerate(WEEKDAYS)}
    here = Instant.from_timestamp(START, unit="millisecond").to_tz("UTC")
    today = WEEKDAYS[here.date().day_of_week().value - 1]
    person, _ = go(best, scored(hours))
    assert person.wake_at() == START + (hours[today] - 12) * HOUR
    only = next(day for day in WEEKDAYS if day != today)
    person, _ = go(best, scored(hours), weekdays=[only])
    assert wall(person.wake_at())[11:] == f"{hours[only]:02}:00"
    rules = waiting(best)
    away = replace(stated(START - 2), zone="America/New_York")
    person, _ = play(rules, ANN, away, scored({day: 10 for day in WEEKDAYS}), did("go"))
    moved, effects = play(rules, person, replace(stated(START + HOUR), zone="UTC"))
    assert (wall(person.wake_at())[11:], wall(moved.wake_at())[11:]) in {("14:00", "10:00"), ("15:00", "10:00")}
    assert [one.reason for one in waits(effects)] == ["moved"] and "best hour" in narrate(waits(effects)[0])


def test_an_arm_that_was_given_stays_when_the_share_is_changed() -> None:
    best = of_arm(FIXED_HOUR, {"share": 50})
    person, _ = play(waiting(best), ANN, stated(START - 2), did("go"))
    person, _ = play(waiting(best), person, later(person.wake_at() or 0))
    again = waiting({**best, "share": 95})
    _, effects = play(again, person, did("go", at=START + 3 * DAY, id="again"))
    assert arms(effects) == [FIXED_HOUR]


@given(st.dictionaries(st.sampled_from(WEEKDAYS), st.integers(-3, 30)), st.integers(0, 23), st.integers(0, 6 * 24))
def test_nobody_waits_for_longer_than_two_days_and_always_for_a_full_hour(
    hours: dict[str, int], earliest: int, later_by: int
) -> None:
    best = of_arm(BEST_HOUR, WHOLE) | {"earliest": f"{earliest:02}:00"}
    at = START + later_by * HOUR
    person, effects = play(waiting(best), ANN, stated(START - 2), scored(hours), did("go", at=at))
    until = person.wake_at()
    assert until is not None and at < until <= at + 2 * DAY and (until - START) % HOUR == 0
    told = (waits(effects)[0].data and narrate(waits(effects)[0])) or ""
    if "their best hour, " in told:
        assert int(told.split("their best hour, ")[1][:2]) >= earliest


@pytest.mark.parametrize(
    ("wait", "code"),
    [
        ({"until_time": "", "for": "1d", "best_hour": {}}, "best_hour_fixed"),
        ({"best_hour": {"share": 100}}, "best_hour_share"),
        ({"best_hour": {"share": 0}}, "best_hour_share"),
        ({"best_hour": {"model": "no model"}}, "model_name"),
        ({"best_hour": {"earliest": "20:00", "latest": "08:00"}}, "best_hour_none"),
        ({"best_hour": {"earliest": "late"}}, "time_invalid"),
    ],
)
def test_a_wait_that_could_compare_nothing_is_refused(wait: dict[str, Any], code: str) -> None:
    from loopline.decisions.documents.check import check_document

    rest = {"kind": "wait", "until_time": "16:00", "then": "end", **wait}
    rest = {name: value for name, value in rest.items() if value != ""}
    document = build_document(
        {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "rest", "nodes": {"rest": rest, "end": END}}
    )
    assert code in {one.code for one in check_document(document)}


def test_a_model_that_nobody_published_is_told() -> None:
    """Given a name that is no published model, a warning says what happens meanwhile."""
    from loopline.decisions.checks.findings import CheckContext
    from loopline.decisions.documents.check import check_document
    from loopline.model.content.library import ContentLibrary

    rest = {"kind": "wait", "until_time": "16:00", "best_hour": {"model": "nothing"}, "then": "end"}
    document = build_document(
        {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "rest", "nodes": {"rest": rest, "end": END}}
    )
    told = check_document(document, CheckContext(library=ContentLibrary()))
    assert [one.severity for one in told if one.code == "best_hour_model_unknown"] == ["warning"]
    assert "best_hour_model_unknown" not in {one.code for one in check_document(document)}
