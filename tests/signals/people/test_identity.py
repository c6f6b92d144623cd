"""Two people who turn out to be one: whoever asks for people finds one of them."""

import msgspec
import pytest

from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.person import Await, Person
from loopline.model.signal import EventReceived, PersonAbsorbed, PersonLinked, PersonReleased, ReleaseAnswered, Signal
from loopline.signals.people.identity import (
    MERGES_MAX,
    fold_absorb,
    fold_answer,
    fold_link,
    fold_release,
    implied_link,
    nothing_to_hand_over,
    unanswered,
)

NOW = 1_772_366_400_000


def test_a_merge_takes_the_other_off_the_people_and_states_the_one_anew() -> None:
    effects: list[Effect] = []
    ann = fold_link(
        Person(key="ann", traits={}), PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="~a"), effects
    )
    (release,) = [effect.signal for effect in effects if isinstance(effect, EmitSignal)]
    effects.clear()
    stone = fold_release(Person(key="~a", traits={"name": "Ann"}), release, effects)  # type: ignore[arg-type]
    (told,) = [effect.signal for effect in effects if isinstance(effect, EmitSignal)]
    assert isinstance(told, PersonAbsorbed)
    effects.clear()
    ann, _ = fold_absorb(ann, told, effects)
    stated = [(fact.person, fact.reason) for fact in effects if isinstance(fact, Fact) and fact.kind == "person"]
    assert (stone.merged_into, ann.traits, ann.links, ann.merges) == ("ann", {"name": "Ann"}, ("~a",), 1)
    assert stated == [("~a", "merged"), ("ann", "absorbed")]


def emitted(effects: list[Effect]) -> list[Signal]:
    return [effect.signal for effect in effects if isinstance(effect, EmitSignal)]


def request(key: str, other: str = "ann") -> PersonReleased:
    return PersonReleased(key=key, id=f"l:{key}", at=NOW, received_at=NOW, other=other, link="l")


@pytest.mark.parametrize(
    ("stone", "moved_to", "points_at"),
    [
        (Person(key="bea", traits={}, merged_into="ann"), "", "ann"),
        (Person(key="bea", traits={}, merged_into="eve"), "eve", "eve"),
        (Person(key="~a", traits={}, merged_into="eve"), "", "ann"),
        (Person(key="~a", traits={}, merged_into="eve", merges=1), "", "eve"),
        (Person(key="~a", traits={}, merged_into="eve", awaits=(Await("bob", "k", "bob", 1, 1),)), "", "eve"),
    ],
)
def test_a_tombstone_says_where_it_points_and_a_visitors_is_redirected_while_nobody_came_by_it(
    stone: Person, moved_to: str, points_at: str
) -> None:
    effects: list[Effect] = []
    after = fold_release(stone, request(stone.key), effects)
    (answer,) = emitted(effects)
    assert isinstance(answer, ReleaseAnswered)
    assert (answer.key, answer.request, answer.moved_to) == ("ann", f"l:{stone.key}", moved_to)
    assert after.merged_into == points_at


def test_whoever_hears_that_it_moved_asks_there_as_of_the_same_link() -> None:
    asked = Await(asked="bea", link="l", other="bea", at=NOW, received_at=NOW)
    moved = msgspec.structs.replace(nothing_to_hand_over(request("bea")), moved_to="eve")
    effects: list[Effect] = []
    ann = fold_answer(Person(key="ann", traits={}, awaits=(asked,)), moved, effects)
    (again,) = emitted(effects)
    assert isinstance(again, PersonReleased)
    assert (again.key, again.other, again.link, again.via) == ("eve", "ann", "l", ("bea",))
    assert [one.age for one in ann.awaits] == [asked.age]
    found = fold_answer(ann, nothing_to_hand_over(again), effects)
    assert (found.links, found.awaits, found.first_seen_at) == (("bea",), (), NOW)
    home = fold_answer(ann, msgspec.structs.replace(nothing_to_hand_over(again), moved_to="ann"), effects)
    assert (home.awaits, len(emitted(effects))) == ((), 1)


def test_who_took_in_the_one_who_asked_hands_nothing_over() -> None:
    asked = Await(asked="ann", link="l", other="ann", at=NOW, received_at=NOW)
    effects: list[Effect] = []
    ann = fold_release(Person(key="ann", traits={}, awaits=(asked,)), request("ann", "bea"), effects)
    assert not ann.merged_into
    assert emitted(effects) == [nothing_to_hand_over(request("ann", "bea"))]


def test_a_link_asks_for_nobody_while_another_is_under_way() -> None:
    event = EventReceived(key="ann", id="e", name="go", at=NOW, received_at=NOW, link="~b")
    ann = Person(key="ann", traits={})
    assert implied_link(ann, event) is not None
    assert (
        implied_link(fold_link(ann, PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="~a"), []), event)
        is None
    )


def test_a_person_takes_in_so_many_ids_and_no_more() -> None:
    effects: list[Effect] = []
    ann = Person(key="ann", traits={}, merges=MERGES_MAX)
    assert fold_link(ann, PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="~a"), effects) is ann
    (fact,) = effects
    assert isinstance(fact, Fact) and (fact.kind, fact.reason, fact.name) == ("quality", "link_limit", "~a")


def test_nobody_waits_for_the_answer_of_a_merge_that_failed() -> None:
    effects: list[Effect] = []
    assert unanswered(Person(key="~a", traits={"x": 1}), request("~a"), effects).traits == {"x": 1}
    assert emitted(effects) == [nothing_to_hand_over(request("~a"))]
    asked = Await(asked="~a", link="l", other="~a", at=NOW, received_at=NOW)
    told = PersonAbsorbed(key="ann", id="x", at=NOW, received_at=NOW, other="~a", state=b"", request=asked.request)
    assert not unanswered(Person(key="ann", traits={}, awaits=(asked,)), told, effects).awaits
