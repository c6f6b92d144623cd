"""An event leaves its fact, the time at which it happened, and the zone that it was sent from."""

from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.history.times import packed
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.signals.people.event import ODD_ZONES_MAX, counted, fold_event, is_plain

AT = 1_700_000_000_000
ANN = Person(key="ann", traits={}, first_seen_at=1)


def seen(zone: str = "", name: str = "seen") -> EventReceived:
    return EventReceived(key="ann", id=f"{name}{zone}", name=name, at=AT, received_at=AT, zone=zone)


def kinds(effects: list[Effect]) -> list[str]:
    return [fact.kind for fact in effects if isinstance(fact, Fact)]


def test_complaints_about_zones_are_bounded() -> None:
    effects: list[Effect] = []
    person = ANN
    for number in range(3 * ODD_ZONES_MAX):
        person = fold_event(person, seen(f"Nowhere/Z{number}"), {}, {}, effects)
    assert (person.zone, kinds(effects).count("quality")) == ("", ODD_ZONES_MAX)


def test_a_zone_that_moves_somebody_is_told_of_the_person() -> None:
    effects: list[Effect] = []
    person = fold_event(ANN, seen("Asia/Tokyo"), {}, {}, effects)
    assert (person.zone, kinds(effects)) == ("Asia/Tokyo", ["event", "person"])
    assert is_plain(person, seen("Asia/Tokyo")) and not is_plain(person, seen("UTC"))


def test_only_what_conditions_count_is_remembered() -> None:
    effects: list[Effect] = []
    person = fold_event(ANN, seen(name="bought"), {"bought": None}, {}, effects)
    assert person.history == {"bought": packed([AT])} and kinds(effects) == ["event"]
    assert fold_event(ANN, seen(name="left"), {"bought": None}, {}, effects) == ANN
    assert counted(ANN, seen(name="bought"), {"bought": None}, {}) == person and is_plain(ANN, seen(name="bought"))
    assert counted(ANN, seen(name="left"), {"bought": None}, {}) is ANN
    assert not is_plain(Person(key="ann", traits={}), seen())
