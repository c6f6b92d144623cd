"""The words of who joined a list and who left it."""

import pytest
from msgspec import Raw

from loopline.decisions.fact_values import data_of
from loopline.decisions.narrate import moment
from loopline.decisions.narration.lists import list_line
from loopline.model.fact import Fact

UNTIL = Raw(b'{"until": 1796083200000}')


@pytest.mark.parametrize(
    ("person", "reason", "data", "text"),
    [
        ("ann", "added", None, 'Added to the list "vip".'),
        ("ann", "added", UNTIL, 'Added to the list "vip", until 2026-12-01 00:00 UTC.'),
        ("ann", "removed", None, 'Taken off the list "vip".'),
        ("ann", "expired", None, 'The membership of the list "vip" ended by itself.'),
        ("", "added", UNTIL, 'The account was added to the list "vip", until 2026-12-01 00:00 UTC.'),
        ("", "removed", None, 'The account was taken off the list "vip".'),
    ],
)
def test_a_word_about_a_list_is_told(person: str, reason: str, data: Raw | None, text: str) -> None:
    fact = Fact(kind="list", person=person, at=1, name="vip", reason=reason, data=data)
    assert list_line(fact, data_of(fact), moment) == text
