"""What Meta's webhook tells, in our words."""

from typing import Any

import pytest
from msgspec import convert

from loopline.model.hook import Consent, Heard, Receipt
from loopline.providers.whatsapp.cloud_news import CloudCall, cloud_news

NUMBER, AT = "+14155550100", 1_763_800_000_000


def heard(**value: Any) -> list[Heard]:
    """The news in a call with this value."""
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", **value}}]
    return cloud_news(convert({"object": "whatsapp_business_account", "entry": [{"changes": changes}]}, CloudCall))


def status(word: str, **more: Any) -> dict[str, Any]:
    named = {"id": "wamid.1", "recipient_id": "14155550100", "timestamp": "1763800000"}
    return {**named, "status": word, "biz_opaque_callback_data": "e1:text/0 +ü", **more}


@pytest.mark.parametrize(("word", "kind"), [("delivered", "delivered"), ("read", "opened")])
def test_a_status_is_the_fate_of_our_message(word: str, kind: Any) -> None:
    expected = Receipt(kind=kind, message="e1:text/0 +ü", address=NUMBER, at=AT, id=f"wamid.1:{word}")
    assert heard(statuses=[status(word)]) == [expected]


def test_news_that_tells_nothing_new_is_left_out() -> None:
    assert heard(statuses=[status("sent"), status("played")]) == []
    assert heard(messages=[{"id": "m", "from": "14155550100", "type": "reaction"}]) == []
    assert heard() == [] and cloud_news(CloudCall()) == []


@pytest.mark.parametrize(("code", "kind"), [(131026, "bounced"), (131049, "failed"), (132001, "failed")])
def test_a_failure_says_whose_it_is(code: int, kind: str) -> None:
    (news,) = heard(statuses=[status("failed", errors=[{"code": code, "title": "No"}])])
    assert isinstance(news, Receipt)
    assert (news.kind, news.hard_bounce) == (kind, False)
    assert news.reason.startswith(f"{code}: No")


def test_who_turned_marketing_off_is_heard_by_a_failure_too() -> None:
    receipt, consent = heard(statuses=[status("failed", errors=[{"code": 131050}])])
    assert isinstance(receipt, Receipt) and receipt.kind == "failed"
    assert isinstance(consent, Consent) and not consent.allowed and consent.message == "e1:text/0 +ü"


@pytest.mark.parametrize(("word", "allowed"), [("stop", False), ("resume", True)])
def test_a_preference_is_a_consent(word: str, allowed: bool) -> None:
    one = {"wa_id": "14155550100", "category": "marketing_messages", "value": word, "timestamp": 1763800000}
    (news,) = heard(user_preferences=[one, {**one, "category": "other"}, {**one, "value": "new"}])
    assert isinstance(news, Consent)
    assert (news.allowed, news.address, news.at) == (allowed, NUMBER, AT)


def test_words_and_pressed_buttons_are_replies_and_stop_is_a_word() -> None:
    one = {"id": "m1", "from": "14155550100", "timestamp": "1763800000", "type": "text", "text": {"body": "How much?"}}
    pressed = {"id": "m2", "from": "14155550100", "type": "button", "button": {"text": "STOP", "payload": "x"}}
    reply, stop = heard(messages=[one, pressed])
    assert reply == Receipt(kind="replied", address=NUMBER, id="m1", reason="How much?", at=AT)
    assert stop == Consent(allowed=False, address=NUMBER, id="m2", method="stop_word", said="STOP", answer="stop")


def test_news_of_odd_times_has_none() -> None:
    (news,) = heard(statuses=[status("read", timestamp="soon")])
    assert isinstance(news, Receipt) and news.at == 0
