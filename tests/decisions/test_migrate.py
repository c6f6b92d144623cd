"""People in flight move to a new version by the author's map, and nobody is stranded by it."""

import msgspec

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import SendMessage
from loopline.model.fact import Fact
from loopline.model.journey import Journey
from loopline.model.person import Person
from loopline.model.signal import EnrollmentsMoved, EventReceived, JourneyStateReached
from loopline.pipeline.advance import advance

DAY = 86_400_000
START = 1_700_000_000_000
FIRST = {
    "kind": "journey",
    "id": "j",
    "entry": {"on": ["go"]},
    "start": "pause",
    "nodes": {
        "pause": {"kind": "wait", "for": "5d", "then": "bye"},
        "bye": {"kind": "exit", "reason": "told"},
    },
}


def journey(**nodes: object) -> Journey:
    document = {**FIRST, "start": next(iter(nodes)), "nodes": nodes}
    return msgspec.json.decode(msgspec.json.encode(document), type=Journey)


def inside() -> tuple[Person, PublishedSet]:
    published = publish(PublishedSet(), msgspec.json.decode(msgspec.json.encode(FIRST), type=Journey), 1)
    event = EventReceived(key="ann", id="e1", name="go", at=START, received_at=START)
    person, _ = advance(Person(key="ann", traits={}), event, published, START)
    return person, published


def moved_while_paused(second: Journey, moves: dict[str, str]) -> tuple[Person, PublishedSet, list[Fact]]:
    person, published = inside()
    signal = EnrollmentsMoved(
        key="ann", id="m1", at=START + DAY, received_at=START + DAY, journey="j", version=2, moves=moves
    )
    paused = publish(published, second, 2, "paused")
    person, effects = advance(person, signal, paused, START + DAY)
    return person, paused, [effect for effect in effects if isinstance(effect, Fact)]


def moved(second: Journey, moves: dict[str, str], after: int = DAY) -> tuple[Person, list[Fact]]:
    person, published = inside()
    signal = EnrollmentsMoved(
        key="ann", id="m1", at=START + after, received_at=START + after, journey="j", version=2, moves=moves
    )
    person, effects = advance(person, signal, publish(published, second, 2), START + after)
    return person, [effect for effect in effects if isinstance(effect, Fact)]


def test_without_being_told_people_stay_on_their_version() -> None:
    person, published = inside()
    second = journey(bye={"kind": "exit"})
    later, _ = advance(
        person,
        EventReceived(key="ann", id="e2", name="x", at=START, received_at=START),
        publish(published, second, 2),
        START + DAY,
    )
    assert later.enrollments[0].version == 1
    assert later.enrollments[0].wake_at == START + 5 * DAY


def test_a_node_that_is_the_same_keeps_the_person_and_the_wake_up() -> None:
    second = journey(pause=FIRST["nodes"]["pause"], bye={"kind": "exit", "reason": "other"})  # type: ignore[index]
    person, facts = moved(second, {})
    assert (person.enrollments[0].version, person.enrollments[0].wake_at) == (2, START + 5 * DAY)
    assert [fact.kind for fact in facts] == ["moved"]


def test_a_wait_that_was_shortened_counts_from_the_arrival() -> None:
    second = journey(pause={"kind": "wait", "for": "2d", "then": "bye"}, bye={"kind": "exit"})
    person, _ = moved(second, {})
    assert person.enrollments[0].wake_at == START + 2 * DAY


def test_a_map_leads_to_another_node_at_once() -> None:
    second = journey(bye={"kind": "exit", "reason": "shortcut"})
    person, facts = moved(second, {"pause": "bye"})
    assert person.enrollments == ()
    assert [fact.reason for fact in facts if fact.kind == "exited"] == ["shortcut"]


def test_nobody_walks_on_while_the_journey_is_paused_though_a_map_leads_there() -> None:
    past = {"kind": "wait", "until_date": {"field": "entry.x", "if_unreadable": "bye"}}
    for second, moves, node in (
        (journey(bye={"kind": "exit", "reason": "shortcut"}), {"pause": "bye"}, "bye"),
        (journey(pause=past, bye={"kind": "exit", "reason": "shortcut"}), {}, "pause"),
    ):
        person, paused, facts = moved_while_paused(second, moves)
        assert ([e.node for e in person.enrollments], person.wake_at()) == ([node], None)
        assert [fact.kind for fact in facts] == ["moved"]
        word = JourneyStateReached(key="ann", id="w", at=START + 2 * DAY, received_at=START + 2 * DAY, journey="j")
        person, effects = advance(person, word, paused.set_state("j", "live"), START + 2 * DAY)
        assert [e.reason for e in effects if isinstance(e, Fact) and e.kind == "exited"] == ["shortcut"]


def test_whoever_stands_on_a_deleted_node_that_the_map_forgets_stays_on_the_old_version() -> None:
    person, facts = moved(journey(bye={"kind": "exit"}), {})
    assert [(one.node, one.version) for one in person.enrollments] == [("pause", 1)]
    assert [fact for fact in facts if fact.kind in ("exited", "moved")] == [], "a hole in a map strands nobody"


def test_whoever_the_map_lets_leave_leaves_with_a_reason() -> None:
    person, facts = moved(journey(bye={"kind": "exit"}), {"pause": ""})
    assert person.enrollments == ()
    assert [fact.reason for fact in facts if fact.kind == "exited"] == ["moved_out"]


def test_the_exits_of_the_new_version_hold_from_the_move_on() -> None:
    """One that is true already ends the passage, one that time will make true has its wake-up."""
    nodes = {"pause": FIRST["nodes"]["pause"], "bye": {"kind": "exit"}}  # type: ignore[index]
    for when, left, wakes_at in (("has(plan)", True, None), ("days_since(since) >= 3", False, START + 3 * DAY)):
        document = {**FIRST, "nodes": nodes, "exits": [{"when": when, "reason": "new"}]}
        second = msgspec.json.decode(msgspec.json.encode(document), type=Journey)
        person, published = inside()
        person = msgspec.structs.replace(person, traits={"since": START, "plan": "x"})
        signal = EnrollmentsMoved(
            key="ann", id="m1", at=START + DAY, received_at=START + DAY, journey="j", version=2, moves={}
        )
        person, _ = advance(person, signal, publish(published, second, 2), START + DAY)
        assert (person.enrollments == (), person.wake_at()) == (left, wakes_at)


def test_whoever_a_stop_has_ended_leaves_instead_of_moving() -> None:
    person, published = inside()
    second = journey(pause=FIRST["nodes"]["pause"], bye={"kind": "exit"})  # type: ignore[index]
    signal = EnrollmentsMoved(
        key="ann", id="m1", at=START + DAY, received_at=START + DAY, journey="j", version=2, moves={}
    )
    again = publish(published.set_state("j", "stopped"), second, 2)
    person, effects = advance(person, signal, again, START + DAY)
    kinds = [(fact.kind, fact.reason) for fact in effects if isinstance(fact, Fact)]
    assert (person.enrollments, kinds) == ((), [("exited", "journey_stopped")])


def test_a_message_that_waits_for_the_morning_is_asked_again_under_the_hours_of_the_new_version() -> None:
    mail = {"kind": "message", "channel": "email", "content": {"subject": "Hello", "text": "Hello"}}
    rules = {"start": "mail", "nodes": {"mail": mail}}
    noon, night = 1_772_366_400_000, 1_772_406_000_000  # 12:00 and 23:00 UTC
    quiet = {"quiet_hours": {"from": "22:00", "to": "08:00"}}
    shorter = {"quiet_hours": {"from": "22:00", "to": "23:30"}}

    def version(**fields: object) -> Journey:
        return msgspec.json.decode(msgspec.json.encode({**FIRST, **rules, **fields}), type=Journey)

    before = publish(PublishedSet(), version(**quiet), 1)
    ann = Person(key="ann", traits={"email": "ann@example.test"})
    event = EventReceived(key="ann", id="e1", name="go", at=night, received_at=night)
    ann, effects = advance(ann, event, before, night)
    assert ann.wake_at() == noon + 20 * 3_600_000 and not any(isinstance(one, SendMessage) for one in effects)
    at = night + 60_000
    signal = EnrollmentsMoved(key="ann", id="m1", at=at, received_at=at, journey="j", version=2, moves={})
    _, lifted = advance(ann, signal, publish(before, version(), 2), at)
    assert [one.version for one in lifted if isinstance(one, SendMessage)] == [2]
    moved_on, _ = advance(ann, signal, publish(before, version(**shorter), 2), at)
    assert moved_on.wake_at() == night + 30 * 60_000
    same, told = advance(ann, signal, publish(before, version(**quiet, name="Other"), 2), at)
    assert same.wake_at() == ann.wake_at()
    assert [one.kind for one in told if isinstance(one, Fact)] == ["moved"], "nothing new, so nothing is said"
