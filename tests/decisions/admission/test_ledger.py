"""A flood of entries: never over a limit, in order, and a place that is not taken goes to others."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.admission import ledger as ledgers
from loopline.decisions.admission.ledger import advance_entries
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.admission.ledger import EntryLedger, entries_key
from loopline.model.effect import EmitSignal
from loopline.model.keyed.states import ledger_state_lost
from loopline.model.signals.admission import (
    AdmissionAnswered,
    AdmissionAsked,
    EntriesRuled,
)
from tests.decisions.admission.played import AT, DAY, HOUR, MINUTE, PlayedFlood, journey_of, most_in, people


def test_the_first_enter_at_once_and_the_rest_hour_by_hour_in_their_order() -> None:
    flood = PlayedFlood({"per_hour": 10})
    flood.happens(*people(25))
    assert [who for who, _ in flood.entered()] == list(people(10))
    queued = flood.facts("queued")
    assert [one.person for one in queued] == list(people(15, 10))
    assert flood.ledger.waiting == 15
    flood.after(3 * HOUR)
    assert [who for who, _ in flood.entered()] == list(people(25))
    assert [at for _, at in flood.entered()] == [0] * 10 + [HOUR + MINUTE] * 10 + [2 * HOUR + 2 * MINUTE] * 5
    assert flood.ledger.waiting == 0
    assert flood.virtual.next_moment() == flood.person("p00000").wake_at()


def test_who_comes_while_others_wait_waits_behind_them() -> None:
    flood = PlayedFlood({"per_hour": 2})
    flood.happens(*people(3))
    flood.after(30 * MINUTE)
    flood.happens("late")
    flood.after(HOUR)
    assert [who for who, _ in flood.entered()] == ["p00000", "p00001", "p00002", "late"]


def test_a_rate_refuses_where_the_journey_says_so() -> None:
    flood = PlayedFlood({"per_hour": 2, "beyond": "refuse"})
    flood.happens(*people(3))
    assert [one.person for one in flood.facts("not_entered", "entry_rate")] == ["p00002"]
    flood.after(HOUR + MINUTE)
    flood.happens("p00002")
    assert [who for who, _ in flood.entered()] == ["p00000", "p00001", "p00002"]


def test_the_total_is_for_all_time_and_the_others_hear_of_it() -> None:
    flood = PlayedFlood({"total": 3})
    flood.happens(*people(5))
    assert len(flood.entered()) == 3
    assert [one.person for one in flood.facts("not_entered", "entry_total")] == ["p00003", "p00004"]
    flood.after(30 * DAY)
    flood.happens("p00005")
    assert len(flood.entered()) == 3


def test_those_who_wait_when_the_total_is_reached_are_told_so() -> None:
    flood = PlayedFlood({"total": 3, "per_hour": 2})
    flood.happens(*people(6))
    assert flood.ledger.waiting == 4
    flood.after(2 * HOUR)
    assert len(flood.entered()) == 3
    assert [one.person for one in flood.facts("not_entered", "entry_total")] == ["p00003", "p00004", "p00005"]
    assert not flood.person("p00005").asks


def test_a_place_that_is_not_taken_goes_to_the_next_at_once() -> None:
    flood = PlayedFlood({"per_hour": 5, "total": 8}, entry={"where": "not vip"})
    for person in people(20):
        flood.state_traits(person, vip=False)
    flood.happens(*people(20))
    for person in people(4, 5):
        flood.state_traits(person, vip=True)
    flood.after(2 * HOUR)
    assert [who for who, _ in flood.entered()] == [*people(5), *people(3, 9)]
    assert {at for _, at in flood.entered()[5:]} == {HOUR + MINUTE}
    assert [one.person for one in flood.facts("not_entered", "filter_false")] == list(people(4, 5))
    assert (flood.ledger.let_in, flood.ledger.returned) == (8, 4)


def test_a_journey_without_limits_asks_nobody() -> None:
    flood = PlayedFlood({})
    flood.happens(*people(3))
    assert len(flood.entered()) == 3
    assert flood.virtual.people.entries("j") is None


@given(
    limits=st.fixed_dictionaries(
        {},
        optional={
            "total": st.integers(1, 12),
            "per_hour": st.integers(1, 4),
            "per_day": st.integers(1, 9),
            "beyond": st.sampled_from(["wait", "refuse"]),
        },
    ),
    steps=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9 * HOUR), st.booleans()), max_size=12),
)
def test_no_window_ever_holds_more_than_its_limit_and_everybody_is_answered(
    limits: dict[str, Any], steps: list[tuple[int, int, bool]]
) -> None:
    flood = PlayedFlood({"wait": "90d", **limits}, entry={"where": "not vip == true"})
    number = 0
    for count, pause, drops in steps:
        coming = people(count, number)
        for person in coming:
            flood.state_traits(person, vip=False)
        flood.happens(*coming)
        if drops and coming:
            flood.state_traits(coming[-1], vip=True)
        number += count
        flood.after(pause)
    flood.after(60 * DAY)
    times = [at for _, at in flood.entered()]
    assert times == sorted(times)
    assert not limits.get("total") or len(times) <= limits["total"]
    assert not limits.get("per_hour") or most_in(times, HOUR) <= limits["per_hour"]
    assert not limits.get("per_day") or most_in(times, DAY) <= limits["per_day"]
    answered = {who for who, _ in flood.entered()} | {one.person for one in flood.facts("not_entered")}
    assert answered == set(people(number))
    if limits.get("total") or limits.get("per_hour") or limits.get("per_day"):
        assert number == 0 or flood.ledger.let_in == len(times)
    assert number == 0 or all(not flood.person(one).asks for one in people(number))


def test_a_record_that_was_lost_lets_nobody_in_until_a_publish_counts_anew() -> None:
    live = publish(PublishedSet(), journey_of({"per_hour": 1}), 1)
    lost = ledger_state_lost(entries_key("j"))
    assert isinstance(lost, EntryLedger)
    asked = AdmissionAsked(key=lost.key, id="a", at=AT, received_at=AT, journey="j", person="ann", ask="a1")
    lost, effects = advance_entries(lost, asked, live)
    (answer,) = [one.signal for one in effects if isinstance(one, EmitSignal)]
    assert isinstance(answer, AdmissionAnswered) and (answer.reason, answer.let_in_at) == ("entries_lost", 0)
    ruled = EntriesRuled(key=lost.key, id="r", at=AT, received_at=AT + 1, version=2)
    anew, _ = advance_entries(lost, ruled, live)
    assert (anew.is_lost, anew.series, anew.waiting) == (False, AT + 1, 0)
    _, effects = advance_entries(anew, replace(asked, id="b", ask="b1"), live)
    (answer,) = [one.signal for one in effects if isinstance(one, EmitSignal)]
    assert isinstance(answer, AdmissionAnswered) and answer.reason == ""


def test_a_timer_that_fails_is_tried_again_in_an_hour_and_not_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError

    flood = PlayedFlood({"per_hour": 1})
    flood.virtual.loop._poison._on_error = lambda _error: None
    flood.happens("ann", "bob")
    with monkeypatch.context() as patched:
        patched.setattr(ledgers, "places_now", fails)
        flood.after(HOUR + 2 * MINUTE)
    assert len([one for one in flood.virtual.facts if one.reason == "signal_failed"]) == 1
    flood.after(HOUR)
    assert [who for who, _ in flood.entered()] == ["ann", "bob"]
