"""What a fact carries, in words."""

import msgspec
import pytest

from loopline.decisions.fact_values import data_of, locale_words
from loopline.model.fact import Fact


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ""),
        (b"{}", ""),
        (b"[]", ""),
        (b'{"locale":"pt-BR"}', ", in pt-BR"),
        (b'{"locale":""}', ", in none of its languages, as it stands"),
    ],
)
def test_the_language_of_a_message(data: bytes, words: str) -> None:
    fact = Fact(kind="message", person="ann", at=0, data=msgspec.Raw(data) if data else None)
    assert locale_words(fact) == words
    assert isinstance(data_of(fact), dict)
