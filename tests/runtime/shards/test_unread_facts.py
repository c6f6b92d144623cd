"""No question to the facts of several shards gets an answer."""

from collections.abc import Callable

import pytest

from loopline.model.errors import Unavailable
from loopline.runtime.shards.unread_facts import UNREAD, UnreadFacts


@pytest.mark.parametrize(
    "ask",
    [
        lambda facts: facts.query("SELECT 1"),
        lambda facts: facts.query_all([("SELECT 1", ())]),
        lambda facts: facts.exported(),
        lambda facts: facts.append(1, b""),
        lambda facts: facts.append_many([]),
    ],
)
def test_every_question_is_refused(ask: Callable[[UnreadFacts], object]) -> None:
    with pytest.raises(Unavailable) as refused:
        ask(UnreadFacts())
    assert refused.value.code == UNREAD
