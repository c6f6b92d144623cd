"""What a word, and time, make of the lists that somebody is on."""

import pytest

from loopline.model.signal import ListChanged
from loopline.signals.lists.membership import Membership, after_time, after_word, is_joined

NOTHING, ON = Membership(()), Membership(("a",))


def word(member: bool = True, until: int = 0, name: str = "a", at: int = 10) -> ListChanged:
    return ListChanged(key="ann", id="1", at=at, received_at=at, name=name, member=member, until=until)


@pytest.mark.parametrize(
    ("known", "said", "after"),
    [
        (NOTHING, word(), ON),
        (NOTHING, word(until=11), Membership(("a",), {"a": 11})),
        (NOTHING, word(until=10), NOTHING),
        (ON, word(until=11), Membership(("a",), {"a": 11})),
        (Membership(("a",), {"a": 11}), word(), ON),
        (Membership(("a",), {"a": 11}), word(until=12), Membership(("a",), {"a": 12})),
        (Membership(("a",), {"a": 11}), word(member=False), NOTHING),
        (Membership(("a", "b"), {"a": 11, "b": 9}), word(until=9), Membership(("b",), {"b": 9})),
        (ON, word(member=False, name="b"), ON),
    ],
)
def test_a_word_says_who_is_on_a_list_until_when(known: Membership, said: ListChanged, after: Membership) -> None:
    assert after_word(known, said) == (after, True)


def test_a_list_for_which_there_is_no_room_is_not_kept() -> None:
    full = Membership(tuple(f"{number:0100}" for number in range(79)))
    assert after_word(full, word(name="x" * 256)) == (full, False)


def test_an_end_takes_effect_at_its_time() -> None:
    known = Membership(("a", "b", "c"), {"a": 10, "b": 11})
    assert after_time(known, 9) == (known, ())
    assert after_time(known, 10) == (Membership(("b", "c"), {"b": 11}), ("a",))
    assert after_time(known, 11) == (Membership(("c",)), ("a", "b"))


def test_a_word_that_is_over_when_it_arrives_takes_off() -> None:
    assert is_joined(word(until=11)) and not is_joined(word(until=10)) and not is_joined(word(member=False, until=11))
