"""Folding signals into a person: what is remembered, what changed, which facts are told."""

import pytest
from msgspec.structs import replace

from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.history.times import packed
from loopline.model.message import AttemptResult
from loopline.model.person import Person, Sent, TraitTimes
from loopline.model.signal import (
    AttemptAnswered,
    ConsentChanged,
    EventReceived,
    ListChanged,
    ReceiptReceived,
    TraitsChanged,
)
from loopline.pipeline.attempts import PAUSED, RESUMED, WHEN_RESUMED
from loopline.pipeline.take_up import CRASHED
from loopline.signals.people.profile import fold, recount

AT, DAY = 1_772_366_400_000, 86_400_000
ANN = Person(key="ann", traits={"plan": "free"}, first_seen_at=1)


def answered(result: AttemptResult, *, code: str = "", next_at: int | None = None, key: str = "k1") -> AttemptAnswered:
    return AttemptAnswered(
        key="ann",
        id=f"{key}/{result}",
        at=AT,
        received_at=AT,
        message=key,
        attempt=1,
        result=result,
        channel="email",
        topic="",
        code=code,
        next_at=next_at,
    )


def test_an_event_is_remembered_in_order_however_late_it_comes() -> None:
    person, facts = ANN, list[Effect]()
    for at in (AT, AT - DAY, AT - 2 * DAY):
        person, change = fold(
            person, EventReceived(key="ann", id=str(at), name="seen", at=at, received_at=AT), {"seen": None}, {}, facts
        )
        assert change is not None and change.event is not None
    assert person.history == {"seen": packed([AT - 2 * DAY, AT - DAY, AT])}
    assert [fact.at for fact in facts if isinstance(fact, Fact)] == [AT, AT - DAY, AT - 2 * DAY]


def test_an_event_that_nobody_counts_is_a_fact_and_no_memory() -> None:
    person, _ = fold(ANN, EventReceived(key="ann", id="1", name="seen", at=AT, received_at=AT), {}, {}, [])
    assert person.history is None


def test_the_same_traits_again_are_no_change() -> None:
    effects: list[Effect] = []
    again, change = fold(
        ANN, TraitsChanged(key="ann", id="1", at=AT, received_at=AT, traits={"plan": "free"}), {}, {}, effects
    )
    assert (again, change, effects) == (replace(ANN, trait_times=TraitTimes(AT)), None, [])


def test_a_trait_that_changes_its_type_is_stored_and_told() -> None:
    effects: list[Effect] = []
    person, change = fold(
        ANN, TraitsChanged(key="ann", id="1", at=AT, received_at=AT, traits={"plan": 5}), {}, {}, effects
    )
    assert person.traits == {"plan": 5} and change is not None and change.traits == {"plan"}
    assert [fact.reason for fact in effects if isinstance(fact, Fact) and fact.kind == "quality"] == ["trait_type"]


def test_a_consent_that_is_known_already_changes_nothing_and_is_still_told() -> None:
    said = ConsentChanged(key="ann", id="1", at=AT, received_at=AT, channel="email", topic="news", allowed=False)
    person, change = fold(ANN, said, {}, {}, [])
    assert person.consent == {"email:news": False} and change is not None and change.consent
    effects: list[Effect] = []
    assert fold(person, said, {}, {}, effects) == (person, None)
    assert [fact.kind for fact in effects if isinstance(fact, Fact)] == ["consent"]


@pytest.mark.parametrize(("machine", "consent"), [(False, {"email:news": False}), (True, None)])
def test_an_unsubscribe_refuses_the_topic_unless_a_machine_clicked(
    machine: bool, consent: dict[str, bool] | None
) -> None:
    receipt = ReceiptReceived(
        key="ann",
        id="r",
        at=AT,
        received_at=AT,
        kind="unsubscribed",
        message="k",
        channel="email",
        topic="news",
        machine=machine,
    )
    person, change = fold(ANN, receipt, {}, {}, [])
    assert person.consent == consent
    assert (change is None) is machine


def test_devices_that_are_gone_are_suppressed_one_by_one_though_the_push_was_sent() -> None:
    told = replace(answered("sent"), channel="push", hard_bounce=True, address="t1\nt2")
    assert fold(ANN, told, {}, {}, [])[0].suppressed == {"push=t1": "bounced", "push=t2": "bounced"}
    assert fold(ANN, replace(told, address=""), {}, {}, [])[0].suppressed is None


def test_a_hard_bounce_suppresses_the_address_and_a_complaint_the_channel() -> None:
    bounced, _ = fold(ANN, replace(answered("failed"), hard_bounce=True, address="a@example.test"), {}, {}, [])
    assert bounced.suppressed == {"email=a@example.test": "bounced"}
    complained, _ = fold(
        ANN,
        ReceiptReceived(key="ann", id="r", at=AT, received_at=AT, kind="complained", message="k", channel="email"),
        {},
        {},
        [],
    )
    assert complained.suppressed == {"email": "complained"}
    told = ReceiptReceived(
        key="ann",
        id="r",
        at=AT,
        received_at=AT,
        kind="bounced",
        message="k",
        channel="sms",
        address="+49170",
        hard_bounce=True,
    )
    assert fold(ANN, told, {}, {}, [])[0].suppressed == {"sms=+49170": "bounced"}
    soft = replace(told, hard_bounce=False)
    assert not fold(ANN, soft, {}, {}, [])[0].suppressed


@pytest.mark.parametrize(
    ("signal", "counted_at"),
    [
        (answered("sent"), AT),
        (answered("retry", next_at=AT + DAY), AT + DAY),
        (answered("deferred", next_at=AT + DAY), AT + DAY),
        (answered("deferred", code=PAUSED, next_at=WHEN_RESUMED), AT - 5 * DAY),
        (answered("deferred", code=RESUMED, next_at=AT), AT),
        (answered("unknown", code="unknown"), AT),
        (answered("failed", code="unknown"), AT),
        (answered("failed", code="smtp_550"), None),
        (answered("refused", code="capped"), None),
    ],
)
def test_a_cap_counts_a_message_at_the_time_at_which_it_leaves(signal: AttemptAnswered, counted_at: int | None) -> None:
    other = Sent(AT - 2, "email", "", "k2")
    left = recount((Sent(AT - 5 * DAY, "email", "", "k1"), other), signal)
    assert [sent.at for sent in left if sent != other] == ([] if counted_at is None else [counted_at])
    assert other in left
    assert not any(sent.settled and sent.key for sent in left), "nothing more is said of it by its key"


@pytest.mark.parametrize(
    "then",
    [answered("refused", code="exited"), answered("failed", code="smtp_550"), answered("refused", code="capped")],
)
@pytest.mark.parametrize("code", ["unknown", CRASHED])
def test_a_message_that_may_have_left_counts_whatever_is_said_of_it_later(code: str, then: AttemptAnswered) -> None:
    """The line was cut, the provider may have it; the person left before the next attempt, which is refused."""
    cut = answered("retry", code=code, next_at=AT)
    (left,) = recount(recount((Sent(AT - DAY, "email", "", "k1"),), cut), then)
    assert (left.key, left.uncertain) == ("k1", True)


def seen(zone: str, number: int = 1) -> EventReceived:
    return EventReceived(key="ann", id=f"e{number}", name="seen", at=AT, received_at=AT, zone=zone)


def complaints(effects: list[Effect]) -> list[str]:
    return [fact.reason for fact in effects if isinstance(fact, Fact) and fact.kind == "quality"]


def test_a_zone_that_is_none_replaces_no_good_one_and_is_complained_of_once() -> None:
    effects: list[Effect] = []
    person, _ = fold(ANN, seen("Europe/Berlin"), {}, {}, effects)
    assert (person.zone, complaints(effects)) == ("Europe/Berlin", [])
    for number in range(5):
        person, _ = fold(person, seen("Middle/Earth", number), {}, {}, effects)
    person, change = fold(
        person,
        TraitsChanged(key="ann", id="1", at=AT, received_at=AT, traits={"plan": "free"}, zone="Middle/Earth"),
        {},
        {},
        effects,
    )
    assert (person.zone, change) == ("Europe/Berlin", None)
    assert complaints(effects) == ["zone_unknown"]
    person, _ = fold(
        person,
        TraitsChanged(key="ann", id="2", at=AT, received_at=AT, traits={"timezone": "Upper/Earth"}),
        {},
        {},
        effects,
    )
    assert person.zone == "Europe/Berlin" and complaints(effects) == ["zone_unknown", "zone_unknown"]
    person, _ = fold(person, seen("Asia/Tokyo", 9), {}, {}, effects)
    assert person.zone == "Asia/Tokyo"


def test_somebody_known_by_a_list_alone_is_known_from_then_on() -> None:
    person, _ = fold(
        Person("ann", {}), ListChanged(key="ann", id="1", at=AT, received_at=AT, name="vip", member=True), {}, {}, []
    )
    assert (person.first_seen_at, person.lists) == (AT, ("vip",))
