"""A choice in words: what, how probable, by what, and what was not allowed."""

from typing import Any

import pytest
from msgspec import Raw, json

from loopline.decisions.narrate import narrate
from loopline.model.fact import Fact


def told(name: str = "gift", reason: str = "choice", value: float | None = 0.62, **data: Any) -> str:
    fact = Fact("stepped", "ann", 1, node="pick", name=name, reason=reason, value=value, data=Raw(json.encode(data)))
    return narrate(fact)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            told(policy=0, refused=["tips"]),
            'chose "gift": 62 %, at random, as nothing is learned yet. They may not have tips.',
        ),
        (told("nothing", policy=0), "chose to do nothing: 62 %, at random, as nothing is learned yet."),
        (
            told(policy=3, stage="groups", group="small", lane="now"),
            'chose "gift": 62 % by policy 3 for small, by what is best in their group.',
        ),
        (
            told(policy=3, stage="best", lane="before"),
            'chose "gift": 62 % by policy 3, by what is best on the whole, in the part that goes by the rule before.',
        ),
        (
            told(policy=3, stage="learned", lane="explore"),
            'chose "gift": 62 % by policy 3, in the part that is always chosen at random.',
        ),
        (
            told(reason="choice_kept", value=None),
            'chose "gift" again: a passage keeps what it was given, for as long as it may have it.',
        ),
    ],
)
def test_the_sentence_of_a_choice(said: str, words: str) -> None:
    assert said == f"At pick {words}"
