"""A person's lists: what a word changes, what is told of it, and which ends stay when two people are one."""

from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import ListChanged
from loopline.signals.lists.of_person import both_ends, fold_list, lists_ended


def word(until: int = 0, member: bool = True) -> ListChanged:
    return ListChanged(key="ann", id="1", at=10, received_at=10, name="vip", member=member, until=until)


def reasons(effects: list[Effect]) -> list[str]:
    return [one.reason for one in effects if isinstance(one, Fact) and one.kind == "list"]


def test_a_new_end_moves_no_journey_and_the_end_itself_does() -> None:
    effects: list[Effect] = []
    ann, change = fold_list(Person(key="ann", traits={}), word(20), effects)
    assert change is not None and change.lists and ann.wake_at() == 20
    ann, change = fold_list(ann, word(30), effects)
    assert change is None and ann.wake_at() == 30
    assert fold_list(ann, word(30), effects) == (ann, None)
    assert lists_ended(ann, 29, effects) is ann
    ann = lists_ended(ann, 30, effects)
    assert (ann.lists, ann.list_ends, ann.wake_at()) == ((), None, None)
    assert reasons(effects) == ["added", "added", "expired"]


def test_a_membership_without_an_end_outlasts_one_with_an_end() -> None:
    one = Person(key="a", traits={}, lists=("x", "y", "z"), list_ends={"x": 5, "y": 6})
    other = Person(key="b", traits={}, lists=("x", "y", "w"), list_ends={"x": 7, "w": 9})
    assert both_ends(one, other, ("x", "y", "z", "w")) == {"x": 7, "w": 9}
    assert both_ends(one, other, ("x",)) == {"x": 7}
    assert both_ends(Person(key="a", traits={}), Person(key="b", traits={}), ()) is None
