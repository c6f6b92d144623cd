"""The last word counts, a refusal holds in doubt, and the order in which words arrive changes nothing."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.addresses.address import NO_WORDS, AddressWord, Words, lifted, refusals, with_word

SAID = st.lists(st.tuples(st.sampled_from(["bounced", "unsubscribed"]), st.booleans(), st.integers(1, 6)), max_size=8)


def after(said: Sequence[tuple[str, bool, int]]) -> Words:
    words: Words = NO_WORDS
    for name, allowed, at in said:
        words = with_word(words, name, AddressWord(allowed, at))
    return words


@given(SAID, st.randoms(use_true_random=False))
def test_late_and_double_words_change_nothing(said: list[tuple[str, bool, int]], chance: object) -> None:
    mixed = [*said, *said[:3]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert refusals(after(mixed)).keys() == refusals(after(said)).keys()


def test_the_first_time_of_a_refusal_stays() -> None:
    word = after([("bounced", False, 2), ("bounced", False, 5)])["bounced"]
    assert (word.since, word.at) == (2, 5)


def test_what_comes_late_from_before_a_lift_is_lifted_too() -> None:
    words = lifted(after([("bounced", False, 2), ("complained", False, 9)]), 5)
    assert list(words) == ["complained"]
    assert with_word(words, "bounced", AddressWord(allowed=False, at=4), 5) is words
    assert "bounced" in with_word(words, "bounced", AddressWord(allowed=False, at=6), 5)


def test_topics_beyond_the_bound_refuse_the_whole_channel() -> None:
    words = after([(f"unsubscribed:{number}", False, 1) for number in range(150)])
    assert len(words) == 101 and "unsubscribed" in words
