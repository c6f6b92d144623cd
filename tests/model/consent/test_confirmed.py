"""Words that are bound to addresses: where a yes holds, and that the record of them stays small."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.consent.confirmed import (
    ADDRESSES_MAX,
    CONFIRMED_MAX,
    ConfirmedFrom,
    both_confirmed,
    holds_at,
    with_asked,
    with_confirmed,
)

KEYS = st.sampled_from([f"!at/email/a{number}@box.test" for number in range(20)])
NAMES = st.sampled_from(["email", "email:news", "sms"])


def test_a_yes_holds_where_it_was_confirmed_and_one_that_never_was_holds_everywhere() -> None:
    words = with_confirmed(None, "email", "one")
    assert holds_at(words, "email", "one") and not holds_at(words, "email", "two")
    assert holds_at(words, "email:news", "two") and holds_at(None, "email", "two")
    asked = with_asked(words, "email", "two")
    assert asked["email"].knows("two") and not holds_at(asked, "email", "two")
    assert "one" not in str(asked), "an address that nobody has any more is not kept"


@given(st.lists(st.tuples(NAMES, KEYS, st.booleans()), max_size=60), st.lists(st.tuples(NAMES, KEYS), max_size=20))
def test_words_are_bounded_and_what_was_confirmed_last_holds(
    said: list[tuple[str, str, bool]], others: list[tuple[str, str]]
) -> None:
    words: dict[str, ConfirmedFrom] = {}
    for name, key, confirmed in said:
        words = with_confirmed(words, name, key) if confirmed else with_asked(words, name, key)
        assert not confirmed or holds_at(words, name, key)
    other: dict[str, ConfirmedFrom] = {}
    for name, key in others:
        other = with_confirmed(other, name, key)
    both = both_confirmed(words, other)
    assert both.keys() == words.keys() | other.keys()
    assert all(len(one.addresses) <= ADDRESSES_MAX and len(one.asked) <= ADDRESSES_MAX for one in both.values())


def test_a_word_beyond_the_bound_is_bound_to_nothing() -> None:
    words: dict[str, ConfirmedFrom] = {}
    for number in range(CONFIRMED_MAX + 1):
        words = with_confirmed(words, f"email:t{number}", "one")
    assert len(words) == CONFIRMED_MAX and holds_at(words, f"email:t{CONFIRMED_MAX}", "two")
