"""Bounces of our own writing, in the manner of many servers: how many are read right, and none suppresses wrongly."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from loopline.delivery.returned.bounces import bounce_of
from loopline.delivery.returned.parts import parsed_mail

CORPUS = [
    (path.name, path.name.split(".")[1], path.read_bytes()) for path in Path(__file__).parent.glob("corpus/*.eml")
]
FLOOR = 0.97
LINE_ENDS = (b"\n", b"\r\n")
OF_SEVERAL = "several-recipients-forwarded-one-of-two-dead.soft.eml"
"""Cut behind its first recipient, it is a whole report of one who is dead."""


def fate(raw: bytes, line_end: bytes = b"\n") -> str:
    found = bounce_of(parsed_mail(raw.replace(b"\n", line_end))).fate
    return "none" if found == "delayed" else found


def test_the_corpus_is_large_and_has_every_fate() -> None:
    assert len(CORPUS) >= 100
    assert min(Counter(wanted for _, wanted, _ in CORPUS).values()) >= 2


def test_the_score() -> None:
    wrong = [f"{name}: {fate(raw)}" for name, wanted, raw in CORPUS if fate(raw) != wanted]
    score = 1 - len(wrong) / len(CORPUS)
    told = f"bounces read right: {len(CORPUS) - len(wrong)} of {len(CORPUS)} ({score:.1%})"
    print(told, *wrong, sep="\n", file=sys.stderr)
    assert score >= FLOOR, wrong


@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_no_good_address_is_called_dead(line_end: bytes) -> None:
    assert [name for name, wanted, raw in CORPUS if wanted != "hard" and fate(raw, line_end) == "hard"] == []


@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_a_bounce_that_is_cut_anywhere_calls_no_good_address_dead(line_end: bytes) -> None:
    for name, wanted, raw in CORPUS:
        if wanted != "hard" and name != OF_SEVERAL:
            cuts = range(200, len(raw), 97)
            assert [cut for cut in cuts if fate(raw[:cut], line_end) == "hard"] == [], name
