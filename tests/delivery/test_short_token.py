"""Tokens of short links."""

from loopline.delivery.short_token import ALPHABET, TOKEN_CHARACTERS, letters


def test_tokens_are_letters_and_digits_of_one_length() -> None:
    assert letters(0) == "0" * TOKEN_CHARACTERS
    assert letters(2**256 - 1).isalnum() and len(letters(2**256 - 1)) == TOKEN_CHARACTERS
    assert len(set(ALPHABET)) == 62
    assert letters(1) != letters(62) != letters(0)
