"""People who sleep in memory: what is decided and kept of them is what would be if they were awake."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.person import TEST_LIST, Await, Person
from loopline.model.signal import EventReceived, Signal
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.runtime.engine.cache import AWAKE_SHARE, encode
from loopline.runtime.engine.held import Asleep, CachedState, fallen_asleep
from loopline.signals.people.deduplicate import SeenIds
from tests.decisions.played import ANN, DAY, MAIL, START, did, play, published
from tests.runtime.engine.stage import PEOPLE, Stage, event, joined, linked, stated

SLOW = {"nodes": {"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}}
RULES = published({**SLOW, "exits": [{"when": 'count("seen") > 3'}]})
HEEDED = Heeded(RULES)
WAITS = Await("bob", "link", "bob", START, START)


def asleep(person: Person) -> Asleep:
    return fallen_asleep(person, encode(person), SeenIds(), 0)


@given(
    name=st.sampled_from(["go", "seen", "other"]),
    zone=st.sampled_from(["", "UTC", "Europe/Berlin", "Mars/Base"]),
    first_seen_at=st.sampled_from([0, START]),
    zone_at=st.sampled_from([0, START - DAY, START - DAY + 1, START, START + 1]),
    inside=st.booleans(),
)
def test_who_sleeps_on_would_be_left_as_she_is(
    name: str, zone: str, first_seen_at: int, zone_at: int, inside: bool
) -> None:
    person = replace(ANN, first_seen_at=first_seen_at, zone="UTC", zone_at=zone_at)
    person = play(RULES, person, did("go"))[0] if inside else person
    signal = EventReceived(key=person.key, id="e", name=name, at=START, received_at=START, zone=zone)
    is_left = noted(person, signal, HEEDED) is person
    assert (asleep(person).unmoved_by(signal, HEEDED) is not None) == is_left
    assert not is_left or encode(asleep(person).person()) == encode(person)
    assert (CachedState(person).unmoved_by(signal, HEEDED) is person) == is_left


def test_who_is_merged_or_waits_for_a_merge_is_woken() -> None:
    signal = EventReceived(key="ann", id="e", name="other", at=START, received_at=START)
    known = replace(ANN, first_seen_at=START)
    assert asleep(known).unmoved_by(signal, HEEDED)
    assert not asleep(replace(known, merged_into="bob")).unmoved_by(signal, HEEDED)
    assert not asleep(known).unmoved_by(replace(signal, link="visitor"), HEEDED)


@pytest.mark.parametrize("change", [{"merged_into": "bob"}, {"awaits": (WAITS,)}, {"lists": (TEST_LIST,)}])
def test_of_whom_an_event_says_more_the_whole_way_is_taken_awake_and_asleep(change: dict[str, Any]) -> None:
    signal = EventReceived(key="ann", id="e", name="other", at=START, received_at=START)
    known = replace(ANN, first_seen_at=START)
    assert CachedState(known).unmoved_by(signal, HEEDED) is known
    assert not CachedState(known, is_aside=True).unmoved_by(signal, HEEDED)
    assert not CachedState(known).unmoved_by(replace(signal, link="visitor"), HEEDED)
    changed = replace(known, **change)
    assert not CachedState(changed).unmoved_by(signal, HEEDED)
    assert not asleep(changed).unmoved_by(signal, HEEDED)


def test_an_account_takes_no_event_the_short_way() -> None:
    signal = EventReceived(key="@acme", id="e", name="other", at=START, received_at=START)
    assert not CachedState(Account(key="@acme", traits={})).unmoved_by(signal, HEEDED)


Act = tuple[str, str, int, str]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["join", "trait", "event", "event", "event", "event", "link", "open"]),
        st.sampled_from(PEOPLE),
        st.integers(0, 12),
        st.sampled_from(PEOPLE),
    ),
    max_size=40,
)


@given(ACTS, st.lists(st.integers(1, 5)))
def test_the_same_is_decided_and_kept_whoever_sleeps(acts: list[Act], sizes: list[int]) -> None:
    """Ids repeat, so that doubles come, within a pass and later. With a bound of one share, one is awake."""
    sleepy, awake = Stage(hot_people=AWAKE_SHARE), Stage()
    for stage in (sleepy, awake):
        rest = list(acts)
        while rest:
            size = sizes[len(rest) % len(sizes)] if sizes else 1
            perform(stage, rest[:size])
            del rest[:size]
    assert not sleepy.faults and sleepy.facts == awake.facts
    assert sleepy.state.load(PEOPLE) == awake.state.load(PEOPLE)
    assert sleepy.people.get(PEOPLE) == awake.people.get(PEOPLE)


def perform(stage: Stage, acts: Sequence[Act]) -> None:
    """All of these in one pass, unless the stores are opened again between them."""
    signals: list[Signal] = []
    for act, person, number, other in acts:
        match act:
            case "join":
                signals.append(joined(person, number, "@acme", plan=number, seats=1))
            case "trait":
                signals.append(stated(person, number))
            case "event":
                signals.append(event(person, number))
            case "link":
                signals.append(linked(person, number, other))
            case _:
                stage.open()
    stage.play(*signals)
