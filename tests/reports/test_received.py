"""What somebody received in all is told in words that call nothing sent which the sandbox kept."""

import pytest

from loopline.reports.received import FactTotals


@pytest.mark.parametrize(
    ("sent", "kept", "words"),
    [
        (0, 0, ""),
        (1, 0, "Got 1 message"),
        (1_200, 0, "Got 1,200 messages"),
        (0, 2, "Got no message: the sandbox kept 2"),
        (3, 2, "Got 3 messages, and the sandbox kept 2"),
    ],
)
def test_what_the_sandbox_kept_was_not_got(sent: int, kept: int, words: str) -> None:
    assert FactTotals(facts=9, entered=1, not_entered=0, sent=sent, kept=kept).got() == words
