"""Messages that wait for one place: whatever the order in which they came, the better one leaves first."""

from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.fact_values import data_of
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, answered, did, later, mails, play, published

MINUTE = 60_000
NIGHT = START + 10 * HOUR + 5 * MINUTE  # 2026-03-01 22:05 UTC
PATIENT: dict[str, Any] = {**MAIL, "if_refused": "wait", "wait_at_most": "90d"}
MORNING = {"kind": "wait", "until_time": "09:00", "then": "mail"}
ONE_A_WEEK = {"kind": "workspace", "caps": [{"limit": 1, "within": "7d"}]}
QUIET = {**ONE_A_WEEK, "quiet_hours": {"from": "21:00", "to": "08:00"}}

MEETINGS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "held": ({"hold": "1h", "nodes": {"mail": PATIENT}}, ONE_A_WEEK),
    "quiet": ({"nodes": {"mail": PATIENT}}, QUIET),
    "held and quiet": ({"nodes": {"mail": {**PATIENT, "hold": "2h"}}}, QUIET),
    "one timer": ({"nodes": {"morning": MORNING, "mail": PATIENT}}, ONE_A_WEEK),
}
"""How messages come to want one place at one moment: what their journeys have, and the workspace."""


def world(meeting: str, priorities: dict[str, int]) -> PublishedSet:
    """One journey a name, each with an event of its own."""
    journey, workspace = MEETINGS[meeting]
    made = published(
        *(
            {**journey, "id": name, "priority": priority, "entry": {"on": [name]}}
            for name, priority in priorities.items()
        )
    )
    return publish(made, build_document(workspace), 1)


def live(over: PublishedSet, *events: tuple[int, str], until: int) -> list[Effect]:
    """What becomes of Ann by these events and by time."""
    person, effects = ANN, list[Effect]()
    for at, name in [*events, (until, "")]:
        person, effects = asleep(over, person, effects, at)
        if name:
            person, more = play(over, person, did(name, at))
            person, effects = answered(person), effects + more
    return effects


def asleep(over: PublishedSet, person: Person, effects: list[Effect], until: int) -> tuple[Person, list[Effect]]:
    while (due := person.wake_at()) is not None and due <= until:
        person, more = play(over, person, later(due))
        effects = effects + more
    return person, effects


def order(effects: list[Effect]) -> list[str]:
    return [mail.journey for mail in mails(effects)]


@pytest.mark.parametrize("arrival", list(permutations(("low", "mid", "high"))), ids="-".join)
@pytest.mark.parametrize("meeting", MEETINGS)
def test_of_three_journeys_and_one_place_a_week_the_highest_priority_leaves(
    meeting: str, arrival: tuple[str, ...]
) -> None:
    over = world(meeting, {"low": 10, "mid": 50, "high": 90})
    events = [(NIGHT + number * 20 * MINUTE, name) for number, name in enumerate(arrival)]
    effects = live(over, *events, until=NIGHT + 30 * DAY)
    assert order(effects) == ["high", "mid", "low"]
    assert all(second.created_at - first.created_at >= 7 * DAY for first, second in pairwise(mails(effects)))


@settings(max_examples=60, deadline=None)
@given(
    meeting=st.sampled_from(sorted(MEETINGS)),
    priorities=st.lists(st.sampled_from((10, 50, 90)), min_size=2, max_size=5),
    minutes=st.lists(st.integers(0, 59), min_size=5, max_size=5, unique=True),
)
def test_those_that_wait_go_by_priority_and_then_by_age(
    meeting: str, priorities: list[int], minutes: list[int]
) -> None:
    of = {f"j{number}": priority for number, priority in enumerate(priorities)}
    came = dict(zip(of, minutes, strict=False))
    events = [(NIGHT + came[name] * MINUTE, name) for name in sorted(of, key=came.__getitem__)]
    effects = live(world(meeting, of), *events, until=NIGHT + 60 * DAY)
    assert order(effects) == sorted(of, key=lambda name: (-of[name], came[name]))


def test_a_message_is_held_no_longer_than_it_may_wait_for_a_better_one() -> None:
    """The better one is held for a week, and this one gives up its place for two hours at most."""
    low = {"id": "low", "priority": 10, "hold": "1h", "entry": {"on": ["low"]}, "nodes": {"mail": MAIL}}
    nodes = {"mail": {**MAIL, "wait_at_most": "2h"}}
    high = {"id": "high", "priority": 90, "hold": "7d", "entry": {"on": ["high"]}, "nodes": {"mail": MAIL}}
    over = publish(published({**low, "nodes": nodes}, high), build_document(ONE_A_WEEK), 1)
    effects = live(over, (START, "low"), (START + MINUTE, "high"), until=START + 9 * DAY)
    assert [(mail.journey, mail.created_at - START) for mail in mails(effects)] == [("low", 3 * HOUR)]


def test_nobody_waits_for_a_better_message_that_no_cap_counts_with_it() -> None:
    caps = {"kind": "workspace", "caps": [{"limit": 1, "within": "7d", "topic": "news"}]}
    low = {"id": "low", "priority": 10, "hold": "1h", "entry": {"on": ["low"]}, "nodes": {"mail": MAIL}}
    high = {"id": "high", "priority": 90, "hold": "1h", "entry": {"on": ["high"]}, "nodes": {"mail": MAIL}}
    over = publish(published(low, high), build_document(caps), 1)
    effects = live(over, (START, "low"), (START + MINUTE, "high"), until=START + DAY)
    assert [(mail.journey, mail.created_at - START) for mail in mails(effects)] == [
        ("low", HOUR),
        ("high", HOUR + MINUTE),
    ]


def test_what_may_open_the_gate_ends_no_hold() -> None:
    """Other rules are published, and the person moves: the time of the hold stays, and nothing is told again."""
    over = published({"id": "low", "hold": "1h", "entry": {"on": ["low"]}, "nodes": {"mail": PATIENT}})
    person, effects = play(over, ANN, did("low", START))
    person = answered(person)
    person, more = play(over, person, replace(did("x", START + MINUTE), zone="Asia/Tokyo"))
    assert [effect.reason for effect in effects if isinstance(effect, Fact) and effect.kind == "deferred"] == [
        "held_for_better"
    ]
    assert not [effect for effect in more if isinstance(effect, Fact) and effect.kind == "deferred"]
    assert person.zone == "Asia/Tokyo" and person.wake_at() == START + HOUR


def test_the_refusal_names_the_cap_and_the_message_that_has_the_place() -> None:
    low = {"id": "low", "priority": 10, "hold": "1h", "entry": {"on": ["low"]}, "nodes": {"mail": MAIL}}
    high = {"id": "high", "priority": 90, "entry": {"on": ["high"]}, "nodes": {"mail": MAIL}}
    over = publish(published(low, high), build_document(ONE_A_WEEK), 1)
    effects = live(over, (START, "low"), (START + MINUTE, "high"), until=START + DAY)
    refused = next(effect for effect in effects if isinstance(effect, Fact) and effect.kind == "refused")
    assert data_of(refused) == {
        "retry_at": START + MINUTE + 7 * DAY,
        "cap": "1 in 7d",
        "taken": [{"journey": "high", "priority": 90, "at": START + MINUTE}],
    }
