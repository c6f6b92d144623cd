"""Events of Resend as they are documented: whose they are, what they mean, and what is no new bounce."""

from typing import Any

import pytest

from loopline.model.hook import Consent, Receipt
from loopline.providers.email.key_tag import key_tag
from loopline.providers.email.resend_news import read_resend_event

KEY = "e1:mail/0 +ü"
AT_MS = 1_795_860_000_000
OLD_SHAPE: dict[str, Any] = {"tags": [{"name": "loopline_message", "value": key_tag(KEY)}]}


def event(kind: str, **data: Any) -> dict[str, Any]:
    """An event; any field of its data."""
    mail = {
        "created_at": "2026-11-28T09:59:00.000Z",
        "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
        "from": "Loop <hello@loop.test>",
        "to": ["ann@example.test"],
        "subject": "Hello",
        "tags": {"loopline_message": key_tag(KEY)},
    }
    return {"type": f"email.{kind}", "created_at": "2026-11-28T10:00:00.000Z", "data": {**mail, **data}}


def only(told: dict[str, Any]) -> Receipt:
    (heard,) = read_resend_event(told, "msg_1")
    assert isinstance(heard, Receipt)
    return heard


def bounce(kind: str, sub: str, code: Any = "550 5.1.1 nobody") -> dict[str, Any]:
    return event("bounced", bounce={"type": kind, "subType": sub, "message": "It bounced.", "diagnosticCode": code})


@pytest.mark.parametrize(
    ("told", "kind", "hard"),
    [
        (event("delivered"), "delivered", False),
        (event("complained"), "complained", False),
        (event("opened"), "opened", False),
        (event("failed", failed={"reason": "reached_daily_quota"}), "failed", False),
        (bounce("Permanent", "General"), "bounced", True),
        (bounce("Permanent", "NoEmail", ["550 5.1.1 nobody"]), "bounced", True),
        (bounce("Transient", "MailboxFull"), "bounced", False),
        (bounce("Undetermined", "Undetermined", None), "bounced", False),
        (event("bounced"), "bounced", False),
        (event("suppressed", suppressed={"type": "OnAccountSuppressionList", "message": "no"}), "failed", True),
        (event("suppressed", reason="previous_bounce"), "failed", True),
    ],
)
def test_each_event_is_a_fate_of_our_message(told: dict[str, Any], kind: str, hard: bool) -> None:
    heard = only(told)
    assert (heard.kind, heard.hard_bounce, heard.message) == (kind, hard, KEY)
    assert (heard.address, heard.at, heard.id) == ("ann@example.test", AT_MS, "msg_1")


def test_reasons_say_what_the_other_side_said() -> None:
    assert only(bounce("Permanent", "General")).reason == "Permanent General: 550 5.1.1 nobody"
    assert only(bounce("Permanent", "General", ["550 a", "551 b"])).reason == "Permanent General: 550 a"
    assert only(bounce("Transient", "", None)).reason == "Transient: It bounced."
    assert only(event("failed", failed={"reason": "reached_daily_quota"})).reason == "reached_daily_quota"
    assert only(event("suppressed", reason="previous_bounce")).reason == "previous_bounce"


def test_who_complained_before_is_off_and_complains_no_second_time() -> None:
    failed, left = read_resend_event(event("suppressed", suppressed={"reason": "previous_complaint"}), "msg_1")
    assert isinstance(failed, Receipt) and (failed.kind, failed.hard_bounce) == ("failed", False)
    assert left == Consent(allowed=False, message=KEY, address="ann@example.test", at=AT_MS, id="msg_1")


@pytest.mark.parametrize(
    ("agent", "proxy"), [("Mozilla/5.0 (iPhone) Mail", False), ("GoogleImageProxy", True), ("", False)]
)
def test_a_proxy_is_one_where_its_name_says_so(agent: str, proxy: bool) -> None:
    assert only(event("opened", open={"userAgent": agent})).proxy is proxy


def test_a_click_has_its_link() -> None:
    click = {"link": "https://loop.test/x", "userAgent": "curl/8", "ipAddress": "192.0.2.1", "timestamp": "x"}
    heard = only(event("clicked", click=click))
    assert (heard.kind, heard.url, heard.machine) == ("clicked", "https://loop.test/x", True)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (OLD_SHAPE, KEY),
        ({"tags": None, "headers": [{"name": "X-Loopline-Message", "value": "k1"}]}, "k1"),
        ({"tags": {"loopline_message": "!"}, "headers": {"x-loopline-message": "k1"}}, "k1"),
        ({"tags": [7, {"name": 7}], "headers": 7}, ""),
    ],
)
def test_whose_it_is_stands_in_a_tag_and_in_a_header(data: dict[str, Any], key: str) -> None:
    assert only(event("delivered", **data)).message == key


def test_a_mail_that_came_in_is_a_reply_of_its_sender() -> None:
    told = event("received", **{"from": "Ann <ann@example.test>", "to": ["in@loop.test"], "tags": None})
    assert only(told) == Receipt(kind="replied", address="ann@example.test", at=AT_MS, id="msg_1")
    assert read_resend_event(event("received", **{"from": ""}), "msg_1") == []


@pytest.mark.parametrize(
    "told",
    [
        event("sent"),
        event("scheduled"),
        event("delivery_delayed"),
        event("hatched"),
        {"type": "contact.updated", "data": {"email": "ann@example.test", "unsubscribed": True}},
        {"type": 7, "data": 7},
        {},
    ],
)
def test_what_tells_nothing_new_is_left_out(told: dict[str, Any]) -> None:
    assert read_resend_event(told, "msg_1") == []


def test_fields_of_another_kind_are_no_fault() -> None:
    odd = {"type": "email.bounced", "created_at": 7, "data": {"to": 7, "bounce": [], "tags": 7}}
    heard = only(odd)
    assert (heard.kind, heard.message, heard.at, heard.hard_bounce) == ("bounced", "", 0, False)
