"""The check of a webhook node: every planted fault is found at its place, and good nodes are left alone."""

from typing import Any

import pytest

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document

GOOD: dict[str, Any] = {"kind": "webhook", "url": "https://example.test/stock", "then": "end"}


def faults(behind: str = "plan == 1", **fields: Any) -> list[tuple[str, str]]:
    """Codes and places of a journey that calls, then asks."""
    nodes = {
        "call": {**GOOD, "then": "ask", **fields},
        "ask": {"kind": "split", "branches": [{"when": behind, "then": "end"}], "otherwise": "end"},
        "end": {"kind": "exit"},
    }
    raw = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "call", "nodes": nodes}
    return [(fault.code, fault.at) for fault in check_document(build_document(raw))]


def test_a_good_node_has_no_faults() -> None:
    assert faults() == []
    assert faults(url="https://example.test/?who={{urlencode person.id}}&at=a@b") == []
    assert faults(method="put", body="a={{urlencode name}}") == []
    assert faults(method="{{method}}") == []
    assert faults(url="{{account.hook}}", headers={"X-A": "{{name}}"}, timeout="30m", held_out="call") == []


@pytest.mark.parametrize(
    ("fields", "code", "at"),
    [
        ({"url": " "}, "webhook_address_missing", "nodes.call.url"),
        ({"url": "ftp://example.test"}, "url_form", "nodes.call.url"),
        ({"headers": {"a b": "x"}}, "header_form", "nodes.call.headers.a b"),
        ({"headers": {"X-A": "one\ntwo"}}, "header_form", "nodes.call.headers.X-A"),
        ({"headers": {"webhook-Signature": "v1,x"}}, "header_ours", "nodes.call.headers.webhook-Signature"),
        ({"url": "https://me:pw@example.test/"}, "url_user", "nodes.call.url"),
        ({"url": "https://example.test{{path}}"}, "url_host_open", "nodes.call.url"),
        ({"url": "https://{{shop}}.example.test/"}, "url_host_open", "nodes.call.url"),
        ({"method": "TRACE"}, "webhook_method_invalid", "nodes.call.method"),
        ({"held_out": "perhaps"}, "policy_unknown", "nodes.call.held_out"),
        ({"timeout": "soon"}, "duration_invalid", "nodes.call.timeout"),
        ({"timeout": "0d"}, "webhook_timeout_zero", "nodes.call.timeout"),
        ({"if_failed": {"attempts": 0}}, "attempts_range", "nodes.call.if_failed.attempts"),
        ({"if_failed": {"attempts": 21}}, "attempts_range", "nodes.call.if_failed.attempts"),
        ({"if_failed": {"then": "edn"}}, "node_missing", "nodes.call.if_failed.then"),
    ],
)
def test_each_fault_is_found_at_its_place(fields: dict[str, Any], code: str, at: str) -> None:
    assert (code, at) in faults(**fields)


@pytest.mark.parametrize(
    ("behind", "codes"),
    [
        ('answer("call", "in_stock")', []),
        ('answer("cal", "in_stock")', ["answer_node_unknown"]),
        ('answer("end", "in_stock")', ["answer_node_unknown"]),
    ],
)
def test_a_condition_may_ask_for_the_answer_of_a_node_that_calls(behind: str, codes: list[str]) -> None:
    assert [code for code, _ in faults(behind)] == codes


def test_an_answer_is_not_known_at_the_entry() -> None:
    raw = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": ["go"], "where": 'answer("call", "x") == 1'},
        "start": "call",
        "nodes": {"call": {**GOOD, "then": None}},
    }
    assert "answer_not_here" in [fault.code for fault in check_document(build_document(raw))]
