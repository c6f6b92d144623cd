"""Looks: what begins an alarm, what ends it, what teaches nothing, and what nobody asks about any more."""

from typing import Any

import numpy as np
from msgspec.structs import replace

from loopline.learning.tracking.alarm import HOUR_MS, PlanAlarm
from loopline.learning.tracking.look import LEARNED_HOURS, look
from loopline.learning.tracking.observed import Observed, PropertyShare, Series
from loopline.learning.tracking.shares import DailyShare
from tests.learning.tracking.worlds import plans

DAYS = 56
END = 494_496  # a Monday, 2026-05-31 in hours since the epoch, divisible by 24
COUNTS, HOURS = plans(np.random.default_rng(7), 1, DAYS, a_day=(400, 401))
NONE = Series((), np.zeros((0, DAYS * 24), np.int64))


def seen(counts: Any = COUNTS, **more: Any) -> Observed:
    """A plan of one event, `paid`."""
    late = more.pop("late", np.zeros_like(counts))
    return Observed(Series((("paid", ""),), counts, late), NONE, (), HOURS, END, 0, **more)


def changed(hours: int, factor: float) -> Any:
    counts = COUNTS.copy()
    counts[:, -hours:] = np.round(counts[:, -hours:] * factor)
    return counts


def keys(found: list[PlanAlarm]) -> list[tuple[str, str]]:
    return [(one.key, one.ended) for one in found]


def test_usual_days_say_nothing_and_a_silence_is_told_since_its_last_event() -> None:
    assert look(seen()) == []
    (alarm,) = look(seen(changed(24, 0)))
    assert (alarm.key, alarm.seen, alarm.ended_at) == ("event_stopped/paid/", "none", 0)
    assert alarm.since == (END - 24) * HOUR_MS and "in 24 hours" in alarm.expected
    assert look(seen(changed(24, 0), alarms=(alarm,))) == []


def test_a_volume_is_off_until_it_is_back_or_has_been_so_for_a_fortnight() -> None:
    (alarm,) = look(seen(changed(72, 3)))
    assert alarm.key == "volume_off/paid/"
    assert keys(look(seen(COUNTS, alarms=(alarm,)))) == [("volume_off/paid/", "back")]
    old = replace(alarm, since=(END - LEARNED_HOURS) * HOUR_MS)
    told = look(seen(changed(LEARNED_HOURS, 3), alarms=(old,)))
    assert keys(told) == [("volume_off/paid/", "learned")]
    assert look(seen(changed(LEARNED_HOURS + 96, 3), alarms=tuple(told))) == [], "it is what is usual now"


def test_hours_of_an_alarm_that_is_over_teach_nothing_and_are_not_told_again() -> None:
    counts = COUNTS.copy()
    counts[:, -80:-16] = 0
    over = PlanAlarm(
        reason="event_stopped",
        name="paid",
        since=(END - 80) * HOUR_MS,
        expected="",
        seen="",
        ended_at=(END - 16) * HOUR_MS,
        ended="back",
    )
    assert [one.key for one in look(seen(counts))] == ["volume_off/paid/"]
    assert look(seen(counts, alarms=(over,))) == []


def test_a_muted_event_and_one_that_is_forgotten_end_their_alarms() -> None:
    (alarm,) = look(seen(changed(24, 0)))
    assert keys(look(seen(changed(24, 0), alarms=(alarm,), muted=frozenset({"paid"})))) == [(alarm.key, "muted")]
    gone = replace(alarm, name="old")
    assert keys(look(seen(alarms=(gone,)))) == [("event_stopped/old/", "forgotten")]


def test_volumes_are_asked_each_sixth_hour_and_silences_each_hour() -> None:
    shifted = replace(seen(changed(72, 3)), end_hour=END + 1)
    assert look(shifted) == []
    assert [one.reason for one in look(replace(seen(changed(24, 0)), end_hour=END + 1))] == ["event_stopped"]


def test_events_that_come_late_are_told_and_those_that_always_did_are_not() -> None:
    always = COUNTS // 2
    assert look(seen(late=always)) == []
    now = np.zeros_like(COUNTS)
    now[:, -24:] = COUNTS[:, -24:] // 2
    (alarm,) = look(seen(late=now))
    assert alarm.reason == "events_late" and alarm.expected == "0% more than an hour late"


def test_a_property_that_vanishes_and_one_whose_type_drifts() -> None:
    of = (200,) * 29
    vanished = PropertyShare("paid", "currency", "", DailyShare(of, (20,) * 28 + (200,)))
    typed = PropertyShare("paid", "amount", "number", DailyShare(of, (0,) * 28 + (60,)))
    steady = PropertyShare("paid", "plan", "", DailyShare(of, (90, 110) * 14 + (118,)))
    few = PropertyShare("paid", "coupon", "", DailyShare((200,) * 28 + (20,), (0,) * 28 + (20,)))
    found = look(replace(seen(), properties=(vanished, typed, steady, few)))
    assert [one.key for one in found] == ["property_vanished/paid/currency", "property_drifted/paid/amount"]
    assert found[1].expected == "0% of another type than number" and found[1].seen == "30% in 24 hours"
    back = replace(vanished, share=DailyShare(of, (20,) * 29))
    assert keys(look(replace(seen(alarms=found), properties=(back, typed)))) == [(found[0].key, "back")]


def test_a_trigger_that_nobody_passed_for_longer_than_ever() -> None:
    passed = COUNTS // 8
    triggers = Series((("upsell", "limit_reached"),), passed)
    assert look(replace(seen(), triggers=triggers)) == []
    quiet = passed.copy()
    quiet[:, -48:] = 0
    (alarm,) = look(replace(seen(), triggers=replace(triggers, counts=quiet)))
    assert (alarm.reason, alarm.name, alarm.field) == ("trigger_silent", "upsell", "limit_reached")
    assert 'Nobody has passed the trigger "limit_reached" of the journey "upsell"' in alarm.words
    before = quiet.copy()
    before[:, 200:260] = 0
    assert look(replace(seen(), triggers=replace(triggers, counts=before))) == [], "it has been longer before"


def test_alarms_of_names_with_slashes_are_told_apart() -> None:
    told = {"reason": "property_vanished", "since": 1, "expected": "", "seen": ""}
    places = (("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"))
    found = {PlanAlarm(name=name, field=field, **told).key for name, field in places}  # type: ignore[arg-type]
    assert len(found) == len(places)
