"""What ends a rest: a wait for a date or a time of day follows the date and the zone that it is reckoned from."""

from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.fact import Fact
from loopline.model.signal import AccountChanged, ConsentChanged, EnrollmentsMoved, PersonAbsorbed, Signal
from loopline.runtime.engine.cache import encode
from loopline.runtime.upkeep.fan_out import is_kept_by_pause
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, did, exits, later, mails, play, published, stated, word

END = {"kind": "exit", "reason": "over"}
LATE = {"kind": "exit", "reason": "late"}
NINE_IN_NEW_YORK = START + 2 * HOUR  # START is 12:00 UTC, 07:00 there
DATE = "2026-03-11T12:00:00Z"
TEN_DAYS = START + 10 * DAY


def waiting(**wait: Any) -> PublishedSet:
    return published({"nodes": {"rest": {"kind": "wait", "then": "end", **wait}, "end": END, "late": LATE}})


def by_date(**date: Any) -> PublishedSet:
    return waiting(until_date={"field": "due_on", "if_past": "late", **date})


def zone(at: int, name: str) -> Signal:
    return replace(stated(at, name="Ann"), zone=name)


@pytest.mark.parametrize("moved", ["2026-03-05T12:00:00Z", "2026-03-21T12:00:00Z"])
def test_a_wait_for_a_date_follows_it_forth_and_back(moved: str) -> None:
    rules = by_date()
    person, _ = play(rules, ANN, stated(START - 1, due_on=DATE), did("go"))
    assert person.wake_at() == TEN_DAYS
    person, effects = play(rules, person, stated(START + DAY, due_on=moved))
    assert person.wake_at() == START + (4 if "05" in moved else 20) * DAY
    assert [f.reason for f in effects if isinstance(f, Fact) and f.kind == "waited"] == ["moved"]
    assert exits(play(rules, person, later(person.wake_at() or 0))[1]) == [("j", "over")]


@pytest.mark.parametrize(("value", "reason"), [("2026-03-01T13:00:00Z", "late"), (None, "date_unreadable")])
def test_a_date_that_moves_into_the_past_or_is_taken_away_leads_where_it_would_have_led(
    value: str | None, reason: str
) -> None:
    rules = by_date()
    person, _ = play(rules, ANN, stated(START - 1, due_on=DATE), did("go"))
    assert exits(play(rules, person, stated(START + DAY, due_on=value))[1]) == [("j", reason)]


def test_a_wait_for_a_date_does_not_heed_other_traits() -> None:
    person, _ = play(by_date(), ANN, stated(START - 1, due_on=DATE), did("go"))
    after, effects = play(by_date(), person, stated(START + DAY, other=1), stated(START + DAY + 1, due_on=DATE))
    assert after.enrollments == person.enrollments
    assert not [f for f in effects if isinstance(f, Fact) and f.kind == "waited"]


def test_an_account_s_date_and_a_local_day_are_followed_too() -> None:
    rules = by_date(field="account.due_on")
    acme = replace(ANN, account="@acme", account_traits={"due_on": DATE})
    person, _ = play(rules, acme, did("go"))
    told = AccountChanged(
        key="ann",
        id="c1",
        at=START + 1,
        received_at=START + 1,
        account="@acme",
        traits={"due_on": "2026-03-05T12:00:00Z"},
    )
    assert play(rules, person, told)[0].wake_at() == START + 4 * DAY
    person, _ = play(by_date(at="09:00"), ANN, stated(START - 1, due_on="2026-03-03"), did("go"))
    there, _ = play(by_date(at="09:00"), person, zone(START + 1, "America/New_York"))
    assert ((person.wake_at() or 0) + 5 * HOUR) == there.wake_at()


@pytest.mark.parametrize("by", ["traits", "event"])
def test_a_wait_for_a_time_of_day_follows_the_person_to_another_zone(by: str) -> None:
    rules = waiting(until_time="09:00")
    person, _ = play(rules, ANN, did("go"))
    assert person.wake_at() == START + 21 * HOUR
    name = "America/New_York"
    signal: Signal = zone(START + 1, name) if by == "traits" else replace(did("seen", START + 1), zone=name)
    there, _ = play(rules, person, signal)
    assert there.wake_at() == NINE_IN_NEW_YORK
    after_nine = replace(signal, at=START + 3 * HOUR, received_at=START + 3 * HOUR)
    there, effects = play(rules, person, after_nine)
    assert (there.wake_at(), exits(effects)) == (NINE_IN_NEW_YORK + DAY, []), "nobody is woken at ten"


def test_a_wait_of_a_visitor_follows_the_date_of_whom_he_turns_out_to_be() -> None:
    rules = by_date()
    person, _ = play(rules, ANN, stated(START - 1, due_on=DATE), did("go"))
    other = replace(
        person, key="bob", traits={"due_on": "2026-03-05T12:00:00Z"}, enrollments=(), journey_histories=None
    )
    absorbed = PersonAbsorbed(
        key="bob", id="m", at=START + DAY, received_at=START + DAY, other="ann", state=encode(person)
    )
    merged, _ = play(rules, other, absorbed)
    assert merged.wake_at() == START + 4 * DAY


def test_a_date_that_moves_during_a_pause_is_waited_for_anew() -> None:
    rules = by_date()
    paused = rules.set_state("j", "paused")
    person, _ = play(rules, ANN, stated(START - 1, due_on=DATE), did("go"))
    person, _ = play(paused, person, later(TEN_DAYS), stated(TEN_DAYS + DAY, due_on="2026-03-21T12:00:00Z"))
    assert person.wake_at() == START + 20 * DAY
    person, effects = play(rules, person, word(TEN_DAYS + 2 * DAY))
    assert (exits(effects), person.wake_at()) == ([], START + 20 * DAY)


def test_a_date_that_moves_into_the_past_during_a_pause_takes_its_road_at_the_resume() -> None:
    rules = by_date()
    paused = rules.set_state("j", "paused")
    person, _ = play(rules, ANN, stated(START - 1, due_on=DATE), did("go"))
    held, effects = play(paused, person, stated(START + DAY, due_on="2026-03-01T13:00:00Z"))
    assert (exits(effects), held.wake_at()) == ([], None)
    assert exits(play(rules, held, word(START + 2 * DAY))[1]) == [("j", "late")]
    back, _ = play(paused, held, stated(START + 2 * DAY, due_on=DATE))
    assert (back.wake_at(), exits(play(rules, back, word(START + 3 * DAY))[1])) == (TEN_DAYS, [])


@pytest.mark.parametrize(
    "change",
    [
        (
            "sms",
            ConsentChanged(
                key="ann",
                id="c",
                at=START + 1,
                received_at=START + 1,
                channel="sms",
                topic="",
                allowed=True,
                source="api",
            ),
        ),
        ("email", stated(START + 1, email="ann@example.test")),
    ],
    ids=["consent", "address"],
)
def test_what_lets_a_message_go_is_not_forgotten_when_it_comes_during_a_pause(change: tuple[str, Signal]) -> None:
    channel, signal = change
    rules = published({"nodes": {"mail": {**MAIL, "channel": channel, "content": {"text": "y"}, "if_refused": "wait"}}})
    paused = rules.set_state("j", "paused")
    ann = replace(ANN, traits={"phone": "+4915112345678"})
    person, effects = play(rules, ann, did("go"))
    assert (mails(effects), len(person.enrollments)) == ([], 1)
    person, effects = play(paused, person, signal)
    assert (mails(effects), [is_kept_by_pause(one) for one in person.enrollments]) == ([], [True])
    assert len(mails(play(rules, person, word(START + HOUR))[1])) == 1


def test_what_has_nothing_to_do_with_a_message_that_waits_leaves_it_as_it_is_during_a_pause() -> None:
    rules = published({"nodes": {"mail": {**MAIL, "if_refused": "wait"}}})
    person, _ = play(rules, replace(ANN, traits={}), did("go"))
    after, _ = play(rules.set_state("j", "paused"), person, stated(START + 1, plan="pro"), did("seen", START + 2))
    assert after.enrollments == person.enrollments


def moved(nodes: dict[str, Any], rest: dict[str, Any], *signals: Signal) -> list[tuple[str, str]]:
    """How Ann leaves: paused, she is told the signals, goes over to a version with another wait, and goes on."""
    rules = published({"nodes": nodes})
    person, _ = play(rules, ANN, did("go"))
    person, _ = play(rules.set_state("j", "paused"), person, *signals)
    document = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": ["go"]},
        "start": "rest",
        "nodes": {**nodes, "rest": rest},
    }
    following = publish(rules, build_document(document), 2)
    over = EnrollmentsMoved(key="ann", id="m", at=TEN_DAYS, received_at=TEN_DAYS, journey="j", version=2, moves={})
    person, effects = play(following.set_state("j", "paused"), person, over)
    assert exits(effects) == []
    return exits(play(following, person, word(TEN_DAYS + 1))[1])


PAID = {"name": "bought", "event": "paid", "then": "end"}
UNTIL = {"kind": "wait", "until": {"event": "paid"}, "timeout": "30d", "then": "end"}
BY_WAYS = {"kind": "wait", "ways": [PAID, {"name": "x", "event": "x", "then": "late"}], "timeout": "30d"}
RICH = {"kind": "wait", "until": {"when": "seats > 3"}, "timeout": "30d", "then": "end"}


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (BY_WAYS, {**BY_WAYS, "timeout": "40d"}, [("j", "over")]),
        (BY_WAYS, {**BY_WAYS, "ways": [{**PAID, "then": "late"}]}, [("j", "late")]),
        (BY_WAYS, {**BY_WAYS, "ways": [{**PAID, "name": "other"}]}, []),
        (UNTIL, {**UNTIL, "timeout": "40d"}, [("j", "over")]),
        (UNTIL, {**UNTIL, "until": {"event": "other"}}, []),
        (RICH, {**RICH, "timeout": "40d"}, [("j", "over")]),
    ],
)
def test_what_ended_a_wait_in_a_pause_counts_in_a_version_that_awaits_it_too(
    before: dict[str, Any], after: dict[str, Any], left: list[tuple[str, str]]
) -> None:
    gone = stated(START + 2 * DAY, seats=1)
    nodes = {"rest": before, "end": END, "late": LATE}
    assert moved(nodes, after, did("paid", START + HOUR), stated(START + DAY, seats=5), gone) == left
