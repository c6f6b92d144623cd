"""Exclusive groups: whatever is published and whatever happens, a person stands in one journey of a group at most."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempts import gate_batch
from tests.decisions.played import ANN, DAY, HOUR, MAIL, MANY, START, answered, did, exits, later, mails, play

MINUTE = 60_000
JOURNEYS = ("a", "b", "c", "d")
REST = {"kind": "wait", "for": "2d", "then": "mail"}


def journey(
    name: str, priority: int = 50, group: str = "offers", nodes: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A journey that begins by an event of its name."""
    nodes = nodes or {"rest": REST, "mail": MAIL}
    return {
        "kind": "journey",
        "id": name,
        "priority": priority,
        "exclusive": group,
        "entry": {"on": [name], "reentry": MANY},
        "start": next(iter(nodes)),
        "nodes": nodes,
    }


def over(*documents: dict[str, Any], rule: str = "best_wins") -> PublishedSet:
    workspace = {"kind": "workspace", "exclusive": {"offers": rule}}
    made = PublishedSet()
    for document in (workspace, *documents):
        made = publish(made, build_document(document), 1)
    return made


def told(effects: list[Effect], kind: str) -> list[tuple[str, str]]:
    return [(fact.journey, fact.reason) for fact in effects if isinstance(fact, Fact) and fact.kind == kind]


def test_a_better_journey_takes_out_the_lesser_one_and_what_that_has_in_the_outbox() -> None:
    low = {"mail": {**MAIL, "then": "rest"}, "rest": {"kind": "wait", "for": "2d"}}
    world = over(journey("a", 10, nodes=low), journey("b", 90))
    person, before = play(world, ANN, did("a"))
    person, effects = play(world, answered(person), did("b", START + 1))
    assert exits(effects) == [("a", "outranked")]
    assert refused_at_the_send(world, person, before) == ["exited"]


def test_a_better_journey_takes_out_the_one_that_handed_over_in_its_first_walk() -> None:
    hands = {
        "begin": {"kind": "goal", "then": "mail"},
        "mail": {**MAIL, "then": "over"},
        "over": {"kind": "handoff", "journey": "b", "then": "rest"},
        "rest": REST | {"then": None},
    }
    world = over(journey("a", 10, nodes=hands), journey("b", 90))
    person, effects = play(world, ANN, did("a"))
    assert exits(effects) == [("a", "outranked")]
    assert refused_at_the_send(world, person, effects) == ["exited"]


def refused_at_the_send(world: PublishedSet, person: Person, effects: list[Effect]) -> list[str]:
    """Why the one message among these does not leave."""
    (message,) = mails(effects)
    row = OutboxRow(message=message, status="pending", attempt=0, due_at=START)
    allowed, refused = gate_batch([row], world.live["a"], world, {"ann": answered(person)}, START + 2)
    assert not allowed
    return [answer.code for answer in refused if isinstance(answer, AttemptAnswered)]


def test_passages_of_one_journey_stand_beside_each_other() -> None:
    world = over(journey("a"), journey("b"))
    person, effects = play(world, ANN, did("a"), did("a", START + 1), did("b", START + 2))
    assert [one.journey for one in person.enrollments] == ["a", "a"]
    assert told(effects, "not_entered") == [("b", "group_taken")]


def test_a_hand_over_that_goes_on_is_an_entry_like_any_other() -> None:
    nodes = {"over": {"kind": "handoff", "journey": "b", "then": "rest"}, "rest": {"kind": "wait", "for": "9d"}}
    world = over(journey("a", nodes=nodes), journey("b", 90), rule="first_wins")
    person, effects = play(world, ANN, did("a"))
    assert [one.journey for one in person.enrollments] == ["a"]
    assert told(effects, "not_entered") == [("b", "group_taken")]
    world = over(journey("a", nodes=nodes), journey("b", 90))
    person, effects = play(world, ANN, did("a"))
    assert [one.journey for one in person.enrollments] == ["b"], "and the one that it took out does not go on"
    assert exits(effects) == [("a", "outranked")]


def test_a_round_does_not_move_who_was_taken_out_in_it() -> None:
    """Two are due at once: the first hands over to a better journey of the other one's group."""
    hands = {"rest": {"kind": "wait", "for": "2d", "then": "over"}, "over": {"kind": "handoff", "journey": "c"}}
    world = over(journey("a", 90, "", hands), journey("b", 10), journey("c", 70))
    person, effects = play(world, ANN, did("a"), did("b"), later(START + 2 * DAY))
    assert [one.journey for one in person.enrollments] == ["c"]
    assert exits(effects) == [("b", "outranked"), ("a", "completed")]
    assert not mails(effects)


def test_a_stopped_journey_keeps_no_place() -> None:
    hands = {"rest": {"kind": "wait", "for": "1d", "then": "over"}, "over": {"kind": "handoff", "journey": "c"}}
    world = over(journey("a", 90, "", hands), journey("b"), journey("c"), rule="first_wins")
    person, _ = play(world, ANN, did("a"), did("b"))
    person, effects = play(world.set_state("b", "stopped"), person, later(START + DAY))
    assert [one.journey for one in person.enrollments] == ["c"]
    assert exits(effects) == [("b", "journey_stopped"), ("a", "completed")]


class Recount:
    """Who stands where, by the facts alone; `two_of` tells of a second journey of one group, as it is now."""

    def __init__(self) -> None:
        self.open: dict[str, str] = {}
        self.breaches: list[str] = []

    def take(self, effects: list[Effect], groups: dict[str, str]) -> None:
        for fact in effects:
            if not isinstance(fact, Fact):
                continue
            if fact.kind == "exited":
                self.open.pop(fact.enrollment)
            elif fact.kind == "entered":
                self.open[fact.enrollment] = fact.journey
            moved = fact.kind in ("entered", "message", "stepped") and groups.get(fact.journey)
            others = [name for name in self.open.values() if name != fact.journey and groups.get(name) == moved]
            if moved and others:
                self.breaches.append(f"{fact.kind} of {fact.journey} beside {others}")
        for group in set(groups.values()) - {""}:
            if len(found := {name for name in self.open.values() if groups[name] == group}) > 1:
                self.breaches.append(f"{sorted(found)} of {group}")


MOVES = st.one_of(
    st.tuples(st.just("did"), st.sampled_from(JOURNEYS)),
    st.tuples(st.just("did"), st.sampled_from(JOURNEYS)),
    st.tuples(st.just("rests"), st.sampled_from((1, 20, 50))),
    st.tuples(st.just("groups"), st.sampled_from(JOURNEYS), st.sampled_from(("offers", "news", ""))),
    st.tuples(st.just("ranks"), st.sampled_from(JOURNEYS), st.sampled_from((10, 50, 90))),
    st.tuples(st.just("rules"), st.sampled_from(("first_wins", "best_wins"))),
    st.tuples(st.just("state"), st.sampled_from(JOURNEYS), st.sampled_from(("paused", "live"))),
)


@settings(max_examples=80, deadline=None)
@given(moves=st.lists(MOVES, max_size=25))
def test_nobody_ever_acts_in_two_journeys_of_a_group(moves: list[tuple[Any, ...]]) -> None:
    """Publishes of other groups, priorities and rules with people in flight; `a` hands over to `b`, `b` to `c`."""
    groups, ranks = dict.fromkeys(JOURNEYS, "offers"), dict.fromkeys(JOURNEYS, 50)
    hands: dict[str, dict[str, Any]] = {
        "a": {"rest": {"kind": "wait", "for": "1d", "then": "over"}, "over": {"kind": "handoff", "journey": "b"}},
        "b": {
            "over": {"kind": "handoff", "journey": "c", "then": "rest"},
            "rest": {**REST, "for": "20h"},
            "mail": MAIL,
        },
    }
    made = over(*(journey(name, nodes=hands.get(name)) for name in JOURNEYS), rule="first_wins")
    person, now, recount = ANN, START, Recount()
    for version, (verb, *rest) in enumerate(moves, start=2):
        now += MINUTE
        if verb == "did":
            person = reacts(made, person, recount, groups, did(rest[0], now))
        elif verb == "rests":
            until = now + rest[0] * HOUR
            while (due := person.wake_at()) is not None and due <= until:
                person = reacts(made, person, recount, groups, later(max(due, now)))
            now = until
        elif verb == "rules":
            made = publish(made, build_document({"kind": "workspace", "exclusive": {"offers": rest[0]}}), version)
        elif verb == "state":
            made = made.set_state(*rest)
        else:
            (groups if verb == "groups" else ranks)[rest[0]] = rest[1]
            name = rest[0]
            document = build_document(journey(name, ranks[name], groups[name], hands.get(name)))
            made = publish(made, document, version, made.states[name])
    assert recount.breaches == []


def reacts(made: PublishedSet, person: Person, recount: Recount, groups: dict[str, str], signal: Any) -> Person:
    person, effects = play(made, person, signal)
    recount.take(effects, groups)
    assert {one.id: one.journey for one in person.enrollments} == recount.open
    return answered(person)
