"""An entry that the account decides on is told what is wrong with it, as any other part of a document."""

from typing import Any

import pytest

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document


def faults(**account: Any) -> dict[str, str]:
    document = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": ["limit_hit"], "account": account},
        "start": "end",
        "nodes": {"end": {"kind": "exit", "reason": "done"}},
    }
    return {one.code: one.at for one in check_document(build_document(document))}


@pytest.mark.parametrize(
    ("account", "code", "at"),
    [
        ({"recipient": ['role == "owner"', "event.x == 1"]}, "event_not_here", "recipient[1]"),
        ({"recipient": ["role =="]}, "condition_syntax", "recipient[0]"),
        ({"recipient": [f"n == {n}" for n in range(9)]}, "account_rules_many", "recipient"),
        ({"limit": 0}, "account_limit_range", "limit"),
        ({"limit": 21}, "account_limit_range", "limit"),
        ({"at_once": -1}, "account_limit_range", "at_once"),
        ({"per_hour": 101}, "account_limit_range", "per_hour"),
        ({"fallback": "nobody"}, "account_recipient_missing", "recipient"),
        ({"fallback": "somebody"}, "account_fallback_unknown", "fallback"),
    ],
)
def test_what_is_odd_is_told_at_its_place(account: dict[str, Any], code: str, at: str) -> None:
    assert faults(**account).get(code) == f"entry.account.{at}"


def test_an_entry_that_makes_sense_has_no_faults() -> None:
    assert faults(recipient=['role == "owner"', 'count("login", within="30d") > 3'], limit=2, fallback="anyone") == {}
    assert faults() == {}
