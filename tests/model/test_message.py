"""A service's words and ours read as sentences, one behind the other."""

import pytest

from loopline.model.message import REASON_CHARACTERS_MAX, advised_words


@pytest.mark.parametrize(
    ("words", "advice", "read"),
    [
        ("Bad Credentials", "Correct the key.", "Bad Credentials. Correct the key."),
        ("No credits left.", "Buy some.", "No credits left. Buy some."),
        ("Who are you? ", "Correct the key.", "Who are you? Correct the key."),
        ("", "Correct the key.", "Correct the key."),
        ("Bad Credentials", "", "Bad Credentials"),
    ],
)
def test_each_is_a_sentence_of_its_own(words: str, advice: str, read: str) -> None:
    assert advised_words(words, advice) == read


def test_the_advice_is_never_cut() -> None:
    told = advised_words("x" * 1_000, "Correct the key.")
    assert len(told) <= REASON_CHARACTERS_MAX and told.endswith("x. Correct the key.")
