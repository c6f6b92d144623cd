"""Events of SES as they are documented: whose they are, what they mean, and what is no new bounce."""

from typing import Any

import msgspec
import pytest

from loopline.model.hook import Consent, Heard, HookRefusal, Receipt
from loopline.providers.email.key_tag import key_tag
from loopline.providers.email.ses_news import read_news

KEY = "e1:mail/0 +ü"
AT = "2026-11-28T10:00:00.000Z"
AT_MS = 1_795_860_000_000


def event(
    kind: str, *, part: str = "", old: bool = False, tags: bool = True, headers: bool = True, **detail: Any
) -> str:
    """An event as the topic carries it; any field of its part."""
    mail: dict[str, Any] = {
        "timestamp": "2026-11-28T09:59:00.000Z",
        "source": "hello@loop.test",
        "sendingAccountId": "123456789012",
        "messageId": "0102-1",
        "destination": ["ann@example.test"],
        "headersTruncated": False,
    }
    if headers:
        mail["headers"] = [{"name": "From", "value": "x"}, {"name": "X-Loopline-Message", "value": KEY}]
        mail["commonHeaders"] = {"from": ["x"], "subject": "Hello"}
    if tags:
        mail["tags"] = {"ses:operation": ["SendRawEmail"], "loopline_message": [key_tag(KEY)]}
    name = "notificationType" if old else "eventType"
    return msgspec.json.encode({name: kind, "mail": mail, part or kind.lower(): {"timestamp": AT, **detail}}).decode()


def bounce(kind: str, sub: str, *, code: str = "smtp; 550 5.1.1", old: bool = False, tags: bool = True) -> str:
    who = [{"emailAddress": "ann@example.test", "action": "failed", "status": "5.1.1", "diagnosticCode": code}]
    more: dict[str, Any] = {"feedbackId": "f-1", "reportingMTA": "dns; a.test"}
    return event("Bounce", old=old, tags=tags, bounceType=kind, bounceSubType=sub, bouncedRecipients=who, **more)


def told_of(text: str) -> list[Heard]:
    heard = read_news(text, "sns-1")
    assert isinstance(heard, list), heard
    return heard


def only(text: str) -> Receipt:
    (heard,) = told_of(text)
    assert isinstance(heard, Receipt), heard
    return heard


@pytest.mark.parametrize(
    ("kind", "sub", "expected", "hard"),
    [
        ("Permanent", "General", "bounced", True),
        ("Permanent", "NoEmail", "bounced", True),
        ("Permanent", "Suppressed", "failed", True),
        ("Permanent", "OnAccountSuppressionList", "failed", True),
        ("Transient", "General", "bounced", False),
        ("Transient", "MailboxFull", "bounced", False),
        ("Transient", "MessageTooLarge", "bounced", False),
        ("Undetermined", "Undetermined", "bounced", False),
        ("Hatched", "New", "bounced", False),
    ],
)
@pytest.mark.parametrize("old", [False, True])
def test_bounces_are_hard_or_soft_or_no_bounce_at_all(
    kind: str, sub: str, expected: str, hard: bool, old: bool
) -> None:
    """What SES does not try for an older bounce keeps the address off and counts as no bounce."""
    told = only(bounce(kind, sub, old=old, tags=not old))
    assert (told.kind, told.hard_bounce, told.message) == (expected, hard, KEY)
    assert (told.address, told.at, told.id) == ("ann@example.test", AT_MS, "f-1:ann@example.test")
    assert told.reason == f"{kind} {sub}: smtp; 550 5.1.1"


def test_whose_it_is_stands_in_a_tag_and_in_a_header() -> None:
    assert only(event("Delivery", recipients=["ann@example.test"])).message == KEY
    assert only(event("Delivery", tags=False, recipients=["ann@example.test"])).message == KEY
    assert only(event("Delivery", headers=False, recipients=["ann@example.test"])).message == KEY
    stranger = only(event("Delivery", headers=False, tags=False, recipients=["ann@example.test"]))
    assert (stranger.message, stranger.address) == ("", "ann@example.test")


def test_a_delivery_names_each_of_whom_it_reached() -> None:
    heard = read_news(event("Delivery", recipients=["ann@example.test", "bob@example.test"]), "sns-1")
    assert isinstance(heard, list)
    assert [(one.address, one.id) for one in heard] == [
        ("ann@example.test", "sns-1:ann@example.test"),
        ("bob@example.test", "sns-1:bob@example.test"),
    ]


def test_a_complaint_is_one_unless_it_is_the_reverse() -> None:
    who = [{"emailAddress": "ann@example.test"}]
    told = only(event("Complaint", complainedRecipients=who, complaintFeedbackType="abuse", feedbackId="f-2"))
    assert (told.kind, told.message, told.reason, told.id) == ("complained", KEY, "abuse", "f-2:ann@example.test")
    assert only(event("Complaint", complainedRecipients=who, feedbackId="f-2")).kind == "complained"
    assert read_news(event("Complaint", complainedRecipients=who, complaintFeedbackType="not-spam"), "s") == []


def test_people_who_left_or_complained_before_are_off_and_have_not_bounced() -> None:
    failed, left = told_of(bounce("Permanent", "UnsubscribedRecipient"))
    assert isinstance(failed, Receipt) and (failed.kind, failed.hard_bounce, failed.message) == ("failed", False, KEY)
    assert left == Consent(allowed=False, message=KEY, address="ann@example.test", at=AT_MS, id="f-1:ann@example.test")
    who = [{"emailAddress": "ann@example.test"}]
    listed = event("Complaint", complainedRecipients=who, complaintSubType="OnAccountSuppressionList", feedbackId="f")
    failed, left = told_of(listed)
    assert isinstance(failed, Receipt) and (failed.kind, failed.hard_bounce) == ("failed", False)
    assert isinstance(left, Consent) and not left.allowed


@pytest.mark.parametrize(
    ("agent", "proxy"), [("Mozilla/5.0 (iPhone) Mail", False), ("GoogleImageProxy", True), ("", False)]
)
def test_opens_and_clicks_tell_people_from_proxies(agent: str, proxy: bool) -> None:
    told = only(event("Open", ipAddress="192.0.2.1", userAgent=agent))
    assert (told.kind, told.proxy, told.address) == ("opened", proxy, "ann@example.test")


def test_a_click_has_its_link() -> None:
    told = only(event("Click", link="https://loop.test/x", linkTags=None, userAgent="Mozilla/5.0 (iPhone)"))
    assert (told.kind, told.url, told.machine) == ("clicked", "https://loop.test/x", False)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (event("Reject", reason="Bad content"), "failed", "Bad content"),
        (event("Rendering Failure", part="failure", errorMessage="No {{x}}"), "failed", "No {{x}}"),
        (event("Subscription", newTopicPreferences={"unsubscribeAll": True}, contactList="c"), "unsubscribed", ""),
    ],
)
def test_the_other_ends_of_a_mail(text: str, kind: str, reason: str) -> None:
    told = only(text)
    assert (told.kind, told.reason, told.message) == (kind, reason, KEY)


@pytest.mark.parametrize(
    "text",
    [
        event("Send"),
        event("DeliveryDelay", part="deliveryDelay", delayType="MailboxFull"),
        event("Subscription", newTopicPreferences={"unsubscribeAll": False}),
        event("Hatched"),
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "",
    ],
)
def test_what_tells_nothing_new_is_left_out(text: str) -> None:
    assert read_news(text, "sns-1") == []


@pytest.mark.parametrize("text", ["{", '{"mail": 7}', '{"mail": {"tags": []}}', "{" * 50_000])
def test_what_is_no_event_is_refused(text: str) -> None:
    told = read_news(text, "sns-1")
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("ses_garbled", 400)


@pytest.mark.parametrize("tag", ["!!!", "a", "_w", ""])
def test_a_tag_that_is_not_ours_leaves_the_header(tag: str) -> None:
    mail = {"tags": {"loopline_message": [tag]}, "headers": [{"name": "x-loopline-message", "value": "k1"}]}
    text = msgspec.json.encode({"eventType": "Open", "mail": mail, "open": {}}).decode()
    assert only(text).message == "k1"


@pytest.mark.parametrize("at", ["", "soon", "2026-11-28T10:00:00", "0001-01-01T00:00:00+23:00"])
def test_a_time_that_cannot_be_read_is_none(at: str) -> None:
    text = msgspec.json.encode({"eventType": "Open", "open": {"timestamp": at}}).decode()
    assert only(text).at == (AT_MS if at.startswith("2026") else 0)
