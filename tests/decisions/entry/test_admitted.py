"""A person whose place has come: all is asked again, as of then."""

from loopline.decisions.documents.read import build_document
from loopline.model.person import TEST_LIST
from loopline.model.signal import ListChanged, PersonLinked
from loopline.model.signals.erasure import PersonForgotten
from loopline.model.signals.requested import PersonTakenOut
from tests.decisions.admission.played import AT, HOUR, MINUTE, PlayedFlood


def test_whoever_is_in_a_segment_no_more_does_not_enter_by_it() -> None:
    entry = {"on": [], "triggers": [{"when": "seats > 5"}]}
    flood = PlayedFlood({"per_hour": 1}, entry=entry)
    for person in ("ann", "bob", "cee"):
        flood.state_traits(person, seats=6)
    flood.state_traits("bob", seats=2)
    flood.after(3 * HOUR)
    assert [who for who, _ in flood.entered()] == ["ann", "cee"]
    assert [one.person for one in flood.facts("not_entered", "filter_false")] == ["bob"]


def test_who_has_waited_too_long_is_told_so_and_may_ask_again() -> None:
    flood = PlayedFlood({"per_hour": 1, "wait": "90m"})
    flood.happens("ann", "bob", "cee", "dan")
    flood.after(2 * HOUR + 5 * MINUTE)
    assert [who for who, _ in flood.entered()] == ["ann", "bob"]
    assert [one.person for one in flood.facts("not_entered", "waited_too_long")] == ["cee", "dan"]
    flood.happens("cee")
    assert [who for who, _ in flood.entered()] == ["ann", "bob", "cee"]


def test_the_journey_begins_its_time_where_the_person_asked() -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", "bob")
    flood.after(2 * HOUR)
    (enrollment,) = flood.person("bob").enrollments
    assert (enrollment.began_at, enrollment.entered_at) == (AT, AT + HOUR + MINUTE)


def test_whoever_is_handed_over_waits_as_others_do_and_her_filter_is_asked_by_the_hand_over_alone() -> None:
    flood = PlayedFlood({"per_hour": 1}, entry={"where": "not vip"})
    source = {
        "kind": "journey",
        "id": "source",
        "entry": {"on": ["begin"]},
        "start": "hand",
        "nodes": {"hand": {"kind": "handoff", "journey": "j"}},
    }
    flood.publish(build_document(source))
    flood.happens("ann", "bob", name="begin")
    flood.after(2 * HOUR)
    assert [who for who, _ in flood.entered()] == ["ann", "bob"]


def test_of_two_asks_that_a_merge_brought_together_the_first_one_called_lets_in() -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", "bob", "cee", "bobs_phone", "dan")
    now = flood.virtual.clock.now()
    flood.virtual.accept([PersonLinked(key="bob", id="link", at=now, received_at=now, other="bobs_phone")])
    flood.after(8 * HOUR)
    assert [who for who, _ in flood.entered()] == ["ann", "bob", "cee", "dan"]
    assert [one.person for one in flood.facts("not_entered", "already_waiting")] == ["bob"]
    assert flood.ledger.let_in == 4 and flood.person("bob").asks == ()


def test_a_test_person_enters_at_once_and_takes_nobodys_place() -> None:
    flood = PlayedFlood({"total": 1})
    now = flood.virtual.clock.now()
    flood.virtual.accept([ListChanged(key="tess", id="l", at=now, received_at=now, name=TEST_LIST, member=True)])
    flood.happens("tess", "ann", "bob")
    assert flood.person("tess").enrollments and flood.person("ann").enrollments
    assert [one.person for one in flood.facts("not_entered", "entry_total")] == ["bob"]


def test_the_place_of_one_who_was_forgotten_goes_to_the_next() -> None:
    flood = PlayedFlood({"per_hour": 1, "total": 2})
    flood.happens("ann", "bob", "cee")
    now = flood.virtual.clock.now()
    flood.virtual.accept([PersonForgotten(key="bob", id="f", at=now, received_at=now, alias="x")])
    flood.after(2 * HOUR)
    assert flood.entered() == [("ann", 0), ("cee", HOUR + MINUTE)]
    assert (flood.ledger.let_in, flood.ledger.returned) == (2, 1)


def test_whoever_is_taken_out_waits_no_more() -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", "bob", "cee")
    now = flood.virtual.clock.now()
    taken = PersonTakenOut(key="bob", id="o", at=now, received_at=now, journey="j", by="mira", reason="asked for it")
    flood.virtual.accept([taken])
    assert flood.person("bob").asks == ()
    flood.after(3 * HOUR)
    assert flood.entered() == [("ann", 0), ("cee", HOUR + MINUTE)]
    (told,) = flood.facts("not_entered", "taken_out")
    assert told.person == "bob" and b"mira" in bytes(told.data or b"")
