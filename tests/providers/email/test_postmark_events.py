"""Every event of Postmark's in our words, and what is not news left out."""

from typing import Any

import pytest

from loopline.model.hook import Consent, Heard, Receipt
from loopline.providers.email.postmark_events import in_pieces, of_pieces, postmark_news

AT = 1_763_800_000_000
WHEN = "2025-11-22T08:26:40Z"


def event(kind: str, **more: Any) -> dict[str, Any]:
    """An event as Postmark posts it."""
    return {
        "RecordType": kind,
        "MessageID": "883953f4",
        "ServerID": 23,
        "MessageStream": "outbound",
        "Metadata": {"loopline_message": "k1"},
        "Tag": "",
        **more,
    }


def bounce(kind: str, **more: Any) -> dict[str, Any]:
    return event("Bounce", ID=42, Type=kind, Email="ann@example.test", BouncedAt=WHEN, Details="smtp;550", **more)


DELIVERY = event("Delivery", Recipient="ann@example.test", DeliveredAt=WHEN, Details="250 OK")
OPEN = event(
    "Open", Recipient="ann@example.test", ReceivedAt=WHEN, FirstOpen=True, UserAgent="Mozilla/5.0 (X11) Firefox"
)
CLICK = {**OPEN, "RecordType": "Click", "OriginalLink": "https://a.test/", "ClickLocation": "HTML"}
CHANGE = event("SubscriptionChange", Recipient="ann@example.test", ChangedAt=WHEN, Origin="Recipient")


@pytest.mark.parametrize(
    ("told", "kind", "more"),
    [
        (DELIVERY, "delivered", {"reason": "250 OK", "id": f"Delivery:883953f4:{WHEN}"}),
        (bounce("HardBounce"), "bounced", {"hard_bounce": True, "reason": "HardBounce: smtp;550"}),
        (bounce("BadEmailAddress"), "bounced", {"hard_bounce": True, "reason": "BadEmailAddress: smtp;550"}),
        (bounce("SoftBounce"), "bounced", {"reason": "SoftBounce: smtp;550"}),
        (bounce("Blocked"), "bounced", {"reason": "Blocked: smtp;550"}),
        (bounce("DMARCPolicy"), "bounced", {"reason": "DMARCPolicy: smtp;550"}),
        (bounce("VirusNotification"), "bounced", {"reason": "VirusNotification: smtp;550"}),
        (bounce("Unknown"), "bounced", {"reason": "Unknown: smtp;550"}),
        (bounce("SpamNotification"), "bounced", {"reason": "SpamNotification: smtp;550"}),
        (bounce("SpamComplaint"), "complained", {"reason": "SpamComplaint: smtp;550", "id": "SpamComplaint:42"}),
        (bounce("Unsubscribe"), "unsubscribed", {"reason": "Unsubscribe: smtp;550"}),
        (bounce("ManuallyDeactivated"), "failed", {"reason": "ManuallyDeactivated: smtp;550"}),
        (bounce("SMTPApiError"), "failed", {"reason": "SMTPApiError: smtp;550"}),
        (bounce("TemplateRenderingFailed"), "failed", {"reason": "TemplateRenderingFailed: smtp;550"}),
        (
            {**bounce("SpamComplaint"), "RecordType": "SpamComplaint"},
            "complained",
            {"reason": "smtp;550", "id": "SpamComplaint:42"},
        ),
        (OPEN, "opened", {"id": f"Open:883953f4:{WHEN}"}),
        ({**OPEN, "UserAgent": "Mozilla/5.0"}, "opened", {"proxy": True, "id": f"Open:883953f4:{WHEN}"}),
        (CLICK, "clicked", {"url": "https://a.test/", "id": f"Click:883953f4:{WHEN}"}),
        (
            {**CLICK, "UserAgent": "Barracuda Sentinel"},
            "clicked",
            {"url": "https://a.test/", "machine": True, "id": f"Click:883953f4:{WHEN}"},
        ),
        (
            {**CHANGE, "SuppressSending": True, "SuppressionReason": "ManualSuppression"},
            "unsubscribed",
            {"id": f"SubscriptionChange:883953f4:{WHEN}"},
        ),
    ],
)
def test_an_event_is_the_fate_of_our_message(told: dict[str, Any], kind: Any, more: dict[str, Any]) -> None:
    fields = {"id": "Bounce:42", **more}
    assert postmark_news(told) == [Receipt(kind=kind, message="k1", address="ann@example.test", at=AT, **fields)]


@pytest.mark.parametrize(
    "told",
    [
        bounce("Transient"),
        bounce("DnsError"),
        bounce("AutoResponder"),
        bounce("AddressChange"),
        bounce("ChallengeVerification"),
        bounce("Hatched"),
        {**CHANGE, "SuppressSending": True, "SuppressionReason": "HardBounce"},
        {**CHANGE, "SuppressSending": True, "SuppressionReason": "SpamComplaint"},
        {**CHANGE, "SuppressSending": False, "Origin": "Admin"},
        event("Hatched"),
        {},
        {"RecordType": ["Bounce"]},
    ],
)
def test_what_tells_nothing_new_is_left_out(told: dict[str, Any]) -> None:
    assert postmark_news(told) == []


def test_a_stream_that_the_person_takes_back_is_consent() -> None:
    expected: list[Heard] = [
        Consent(allowed=True, message="k1", address="ann@example.test", at=AT, id=f"SubscriptionChange:883953f4:{WHEN}")
    ]
    assert postmark_news({**CHANGE, "SuppressSending": False}) == expected


def inbound(*headers: Any) -> dict[str, Any]:
    return {
        "FromFull": {"Email": "ann@example.test", "Name": "Ann", "MailboxHash": ""},
        "MessageID": "in-1",
        "TextBody": "Yes\n> quoted",
        "StrippedTextReply": "Yes",
        "Headers": list(headers),
    }


def test_a_mail_that_came_in_is_a_reply_unless_a_machine_wrote_it() -> None:
    reply = Receipt(kind="replied", address="ann@example.test", id="in-1", reason="Yes")
    assert postmark_news(inbound({"Name": "X-Spam", "Value": "No"}, 5, {"Name": "Auto-Submitted", "Value": "no"})) == [
        reply
    ]
    assert postmark_news(inbound({"Name": "auto-submitted", "Value": "auto-replied"})) == []
    assert postmark_news({"FromFull": None, "Headers": "x"}) == [Receipt(kind="replied")]


@pytest.mark.parametrize("key", ["", "k1", "k" * 80, "k" * 81, "ä" * 700])
def test_a_key_of_any_length_travels_in_values_of_80(key: str) -> None:
    pieces = in_pieces(key)
    assert of_pieces(pieces) == key
    assert len(pieces) <= 9 and all(len(name) <= 20 and len(value) <= 80 for name, value in pieces.items())


@pytest.mark.parametrize("metadata", [None, [], "k1", {}, {"loopline_message": None}, {"other": "k1"}])
def test_metadata_of_others_holds_no_key(metadata: object) -> None:
    assert of_pieces(metadata) == ""


def test_a_complaint_that_comes_by_both_webhooks_is_one_piece_of_news() -> None:
    by_bounce, by_complaint = bounce("SpamComplaint"), {**bounce("SpamComplaint"), "RecordType": "SpamComplaint"}
    (one,), (other,) = postmark_news(by_bounce), postmark_news(by_complaint)
    assert one.id == other.id
