"""What both states share: which marks count, and how facts are written."""

import pytest
from msgspec import Raw, json

from loopline.model.fact import Fact
from loopline.storage.transaction_rules import FINAL, OPEN, digest_of, lines_of, may_move


@pytest.mark.parametrize("old", [*OPEN, *FINAL])
@pytest.mark.parametrize("new", [*OPEN, *FINAL])
def test_only_a_final_status_replaces_a_final_one(old: str, new: str) -> None:
    assert may_move(old, new) == (old in OPEN or new in FINAL)


def test_no_facts_are_no_lines() -> None:
    assert lines_of([]) == b""


def test_each_fact_is_one_line_of_json() -> None:
    lines = lines_of([Fact("event", "p:ann\n", 1, data=Raw(b'{"a":1}')), Fact("goal", "p:bob", 2, value=0.5)])
    assert [json.decode(line) for line in lines.splitlines()] == [
        {"kind": "event", "person": "p:ann\n", "at": 1, "data": {"a": 1}},
        {"kind": "goal", "person": "p:bob", "at": 2, "value": 0.5},
    ]


def test_other_lines_have_another_digest() -> None:
    assert digest_of(b"a\n") == digest_of(b"a\n") != digest_of(b"b\n")
