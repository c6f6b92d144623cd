"""Whose fault an error of the Cloud API is, and what follows."""

import pytest
from msgspec import json

from loopline.model.message import Accepted, Deferred, RefusalScope, Refused, Unknown
from loopline.providers.http_client import Answer
from loopline.providers.whatsapp.cloud_faults import cloud_outcome

NOW = 1_763_800_000_000


def fault(code: int, status: int = 400) -> Answer:
    said = {"error": {"code": code, "message": f"(#{code})", "error_data": {"details": "No."}, "fbtrace_id": "A"}}
    return Answer(status, {}, json.encode(said))


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        (131050, "consent"),
        (131026, "address"),
        (131042, "provider"),
        (130497, "provider"),
        (132001, "message"),
        (131047, "message"),
        (131049, "message"),
        (999_999, "message"),
    ],
)
def test_a_refusal_is_somebodys(code: int, scope: RefusalScope) -> None:
    outcome = cloud_outcome(fault(code), NOW)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.scope, outcome.hard_bounce) == (f"whatsapp_{code}", scope, False)
    assert outcome.reason.endswith(".")


@pytest.mark.parametrize(("code", "wait"), [(130429, None), (131056, 6_000), (131048, 3_600_000), (2, None)])
def test_what_passes_is_tried_again(code: int, wait: int | None) -> None:
    outcome = cloud_outcome(fault(code), NOW)
    assert isinstance(outcome, Deferred)
    assert (outcome.code, outcome.retry_after_ms, outcome.away) == (f"whatsapp_{code}", wait, False)


@pytest.mark.parametrize("answer", [fault(190, 401), fault(10, 403), fault(0, 401), fault(200, 403), fault(5, 401)])
def test_a_login_that_is_refused_can_be_mended(answer: Answer) -> None:
    outcome = cloud_outcome(answer, NOW)
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("whatsapp_login", True)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"messages": [{"id": "wamid.1", "message_status": "accepted"}], "contacts": []}', Accepted),
        (200, b'{"messages": []}', Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (502, b"", Unknown),
        (500, b'{"error": {"code": 131000}}', Unknown),
        (400, b'{"error": {"code": 1}}', Unknown),
        (503, b'{"error": {"code": 131016}}', Deferred),
        (302, b"", Deferred),
        (403, b"<html>blocked by a proxy</html>", Deferred),
        (429, b'{"error": {"code": 17}}', Deferred),
        (400, b'{"error": {"code": 100}}', Refused),
    ],
)
def test_only_what_is_whatsapps_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(cloud_outcome(Answer(status, {}, body), NOW), expected)
