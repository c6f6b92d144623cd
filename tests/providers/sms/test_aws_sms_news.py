"""News of AWS End User Messaging as they are documented: fates, answers, and what tells nothing new."""

from typing import Any

import msgspec
import pytest
from loopline.providers.sms.aws_sms_news import read_sms_news

from loopline.model.hook import Consent, HookRefusal, Receipt

KEY = "e1:text/0 +ü"
OTHER = "+14255550156"


def event(kind: str, **more: Any) -> str:
    """An event, in the form of Amazon's own example."""
    told: dict[str, Any] = {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": 1_686_975_103_470,
        "isFinal": True,
        "originationPhoneNumber": "+12065550152",
        "destinationPhoneNumber": OTHER,
        "isoCountryCode": "US",
        "messageId": "862a8790-60c0-4430-9b2b-658bdexample",
        "messageRequestTimestamp": 1_686_975_103_170,
        "messageEncoding": "GSM",
        "messageType": "PROMOTIONAL",
        "messageStatus": kind.removeprefix("TEXT_"),
        "messageStatusDescription": "What it is",
        "context": {"loopline_message": "e1:text%2F0%20%2B%C3%BC"},
        "totalMessageParts": 1,
        "totalMessagePrice": 0.09582,
    }
    return msgspec.json.encode({**told, **more}).decode()


def incoming(text: str) -> str:
    """An answer, in the form of Amazon's own example."""
    told = {
        "originationNumber": OTHER,
        "destinationNumber": "+12065550152",
        "messageKeyword": "KEYWORD_1",
        "messageBody": text,
        "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
        "previousPublishedMessageId": "862a8790",
    }
    return msgspec.json.encode(told).decode()


def only(text: str) -> Receipt:
    told = read_sms_news(text)
    assert isinstance(told, list) and len(told) == 1 and isinstance(told[0], Receipt), told
    return told[0]


@pytest.mark.parametrize(
    ("name", "kind", "hard"),
    [
        ("TEXT_SUCCESSFUL", "delivered", False),
        ("TEXT_DELIVERED", "delivered", False),
        ("TEXT_INVALID", "bounced", True),
        ("TEXT_UNREACHABLE", "bounced", False),
        ("TEXT_CARRIER_UNREACHABLE", "bounced", False),
        ("TEXT_TTL_EXPIRED", "bounced", False),
        ("TEXT_UNKNOWN", "bounced", False),
        ("TEXT_INVALID_MESSAGE", "failed", False),
        ("TEXT_BLOCKED", "failed", False),
        ("TEXT_CARRIER_BLOCKED", "failed", False),
        ("TEXT_SPAM", "failed", False),
        ("TEXT_PROTECT_BLOCKED", "failed", False),
    ],
)
def test_an_event_is_the_fate_of_our_message(name: str, kind: str, hard: bool) -> None:
    told = only(event(name))
    assert (told.kind, told.hard_bounce, told.message, told.address) == (kind, hard, KEY, OTHER)
    assert (told.at, told.id) == (1_686_975_103_470, f"862a8790-60c0-4430-9b2b-658bdexample:{kind}")
    assert told.reason == ("" if kind == "delivered" else f"{name}: What it is")


def test_the_yes_of_the_network_and_of_the_phone_are_one_delivery() -> None:
    assert only(event("TEXT_SUCCESSFUL")).id == only(event("TEXT_DELIVERED")).id


@pytest.mark.parametrize(
    "text", [event("TEXT_QUEUED"), event("TEXT_PENDING"), event("TEXT_SENT"), event("VOICE_BUSY"), "{}"]
)
def test_what_tells_nothing_new_is_left_out(text: str) -> None:
    assert read_sms_news(text) == []


def test_a_message_without_our_key_is_nobodys() -> None:
    assert only(event("TEXT_DELIVERED", context=None)).message == ""
    assert only(event("TEXT_DELIVERED", context={"account": "bar"}, messageStatusDescription=None)).message == ""


def test_answers_are_replies_or_words_that_the_law_knows() -> None:
    identity = "cae173d2-66b9-564c-8309-21f858e9fb84"
    assert read_sms_news(incoming("Thanks!")) == [Receipt(kind="replied", address=OTHER, id=identity, reason="Thanks!")]
    for text, allowed in (("STOP", False), ("Arret", False), ("start", True)):
        assert read_sms_news(incoming(text)) == [Consent(allowed=allowed, address=OTHER, id=identity)]


@pytest.mark.parametrize("text", ["", "[]", '{"eventType": 7}', '{"context": []}', "[" * 50_000, "Hello"])
def test_what_is_no_event_is_refused(text: str) -> None:
    told = read_sms_news(text)
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("awssms_garbled", 400)
