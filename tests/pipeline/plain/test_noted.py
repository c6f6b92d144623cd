"""The short way of an event leads where the long one does, whatever its name, and looks each name up once."""

from dataclasses import replace as changed

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.admission.ask import EntryAsk
from loopline.model.journey import Workspace
from loopline.model.signal import EventReceived
from loopline.model.tracking.declared import DeclaredEvent, DeclaredField, DeclaredPlan
from loopline.pipeline.advance import advance
from loopline.pipeline.plain import noted as module
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.runtime.engine.cache import encode
from loopline.runtime.engine.held import fallen_asleep
from loopline.signals.people.deduplicate import SeenIds
from loopline.signals.people.event import event_fact
from tests.decisions.played import ANN, DAY, MAIL, START, did, play, published

SLOW = {"nodes": {"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}}
PLAN = DeclaredPlan(events={"paid": DeclaredEvent(properties={"amount": DeclaredField(type="number")})})
RULES = changed(published({**SLOW, "exits": [{"when": 'count("seen") > 3'}]}), workspace=Workspace(tracking=PLAN))
NAMES = ["go", "seen", "other", "paid", "message_opened"]


@given(
    name=st.sampled_from(NAMES),
    zone=st.sampled_from(["", "UTC", "Europe/Berlin", "Mars/Base"]),
    first_seen_at=st.sampled_from([0, START]),
    zone_at=st.sampled_from([0, START - DAY, START - DAY + 1, START, START + 1]),
    inside=st.booleans(),
)
def test_the_short_way_of_an_event_leads_where_the_long_one_does(
    name: str, zone: str, first_seen_at: int, zone_at: int, inside: bool
) -> None:
    person = replace(ANN, first_seen_at=first_seen_at, zone="UTC", zone_at=zone_at)
    person = play(RULES, person, did("go"))[0] if inside else person
    said = msgspec.json.encode({"amount": "6"})
    event = EventReceived(key=person.key, id="e", name=name, at=START, received_at=START, zone=zone, properties=said)
    after, effects = advance(person, event, RULES, START)
    short = noted(person, event, Heeded(RULES))
    if short is not None:
        assert (after, effects) == (short, [event_fact(person, event)])
    else:
        moves = zone in ("Europe/Berlin", "Mars/Base") and zone_at <= START
        is_dated_anew = zone == "UTC" and zone_at <= START - DAY
        is_heeded = name in ("go", "paid", "message_opened")
        assert inside or is_heeded or moves or is_dated_anew or not first_seen_at


@pytest.mark.parametrize("name", NAMES)
def test_whoever_sleeps_is_told_of_an_event_like_anybody(name: str) -> None:
    person = replace(ANN, first_seen_at=START)
    event = EventReceived(key="ann", id="e", name=name, at=START, received_at=START)
    asleep = fallen_asleep(person, encode(person), SeenIds(), 0)
    assert (asleep.unmoved_by(event, Heeded(RULES)) is asleep) == (noted(person, event, Heeded(RULES)) is person)


def test_an_event_of_one_who_waits_for_a_place_is_decided_asleep_or_awake() -> None:
    person = replace(ANN, first_seen_at=START, asks=(EntryAsk(id="a", journey="j", name="go", at=START),))
    event = EventReceived(key="ann", id="e", name="other", at=START, received_at=START)
    assert noted(person, event, Heeded(RULES)) is None
    assert not fallen_asleep(person, encode(person), SeenIds(), 0).unmoved_by(event, Heeded(RULES))


def test_no_number_of_names_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES_MAX", 2)
    heeded = Heeded(RULES)
    found = [heeded[name] for name in ("other", "go", "seen", "paid", "unheard_of", "seen")]
    assert found == ["none", "decided", "counted", "decided", "none", "counted"] and len(heeded) == 2
