"""Every event of Mailgun's in our words, and what is not news left out."""

from typing import Any

import pytest

from loopline.model.hook import Consent, Receipt
from loopline.providers.email.mailgun_events import key_of_event, mailgun_news, routed_reply

STAMP = 1_763_800_000.25
AT = 1_763_800_000_250


def event(kind: str, **more: Any) -> dict[str, Any]:
    """What stands in `event-data`."""
    return {
        "id": "CPgfbmQMTCKtHW6uIWtuVe",
        "timestamp": STAMP,
        "log-level": "info",
        "event": kind,
        "recipient": "ann@example.test",
        "user-variables": {"loopline_message": "k1"},
        "message": {"headers": {"message-id": "k1@mg.loop.test"}, "attachments": []},
        "tags": [],
        **more,
    }


def failed(reason: str, code: int = 550, message: str = "", **status: Any) -> dict[str, Any]:
    delivery = {"code": code, "message": message, "attempt-no": 1, **status}
    return event("failed", severity="permanent", reason=reason, **{"delivery-status": delivery})


def bot(name: str) -> dict[str, Any]:
    return {"client-info": {"client-type": "browser", "user-agent": "Mozilla/5.0", "bot": name}}


ROBOT = {"client-info": {"client-type": "robot", "user-agent": "x"}}


@pytest.mark.parametrize(
    ("told", "kind", "more"),
    [
        (
            event("delivered", **{"delivery-status": {"code": 250, "message": "OK", "tls": True}}),
            "delivered",
            {"reason": "250 OK"},
        ),
        (event("delivered"), "delivered", {}),
        (
            failed("bounce", 550, "5.1.1 no such mailbox"),
            "bounced",
            {"hard_bounce": True, "reason": "bounce: 550 5.1.1 no such mailbox"},
        ),
        (failed("bounce", 550), "bounced", {"hard_bounce": True, "reason": "bounce: 550"}),
        (failed("bounce", 550, "x", **{"bounce-code": "5.7.1"}), "bounced", {"reason": "bounce: 550 x"}),
        (failed("bounce", 552, "5.2.2 full"), "bounced", {"reason": "bounce: 552 5.2.2 full"}),
        (failed("bounce", 554, "spam"), "bounced", {"reason": "bounce: 554 spam"}),
        (failed("generic", 550, "no"), "bounced", {"reason": "generic: 550 no"}),
        (failed("old", 602, "Too old"), "bounced", {"reason": "old: 602 Too old"}),
        (
            failed("suppress-bounce", 605, "", description="Not delivering to previously bounced address"),
            "failed",
            {"hard_bounce": True, "reason": "suppress-bounce: 605 Not delivering to previously bounced address"},
        ),
        (event("rejected", reject={"reason": "Sandbox", "description": ""}), "failed", {"reason": "Sandbox"}),
        (event("opened", **bot("")), "opened", {}),
        (event("opened", **bot("apple")), "opened", {"machine": True}),
        (event("opened", **ROBOT), "opened", {"machine": True}),
        (event("opened"), "opened", {}),
        (
            event("clicked", url="https://a.test/", **bot("generic")),
            "clicked",
            {"url": "https://a.test/", "machine": True},
        ),
        (event("clicked", url="https://a.test/"), "clicked", {"url": "https://a.test/"}),
        (event("complained"), "complained", {}),
        (event("unsubscribed"), "unsubscribed", {}),
    ],
)
def test_an_event_is_the_fate_of_our_message(told: dict[str, Any], kind: Any, more: dict[str, Any]) -> None:
    identity = f"CPgfbmQMTCKtHW6uIWtuVe:{STAMP}"
    assert mailgun_news(told) == [
        Receipt(kind=kind, message="k1", address="ann@example.test", at=AT, id=identity, **more)
    ]


@pytest.mark.parametrize("reason", ["suppress-complaint", "suppress-unsubscribe"])
def test_a_mail_that_met_an_older_no_is_no_new_complaint(reason: str) -> None:
    receipt, consent = mailgun_news(failed(reason, 607))
    assert isinstance(receipt, Receipt) and (receipt.kind, receipt.hard_bounce) == ("failed", False)
    assert isinstance(consent, Consent) and not consent.allowed and consent.message == "k1"


@pytest.mark.parametrize(
    "told",
    [
        event("accepted"),
        event("failed", severity="temporary", reason="greylisted"),
        event("stored"),
        event("hatched"),
        {},
        {"event": ["failed"]},
    ],
)
def test_what_tells_nothing_new_is_left_out(told: dict[str, Any]) -> None:
    assert mailgun_news(told) == []


@pytest.mark.parametrize("odd", [None, [], "x", 5])
def test_oddities_harm_nobody(odd: object) -> None:
    told = event("failed", severity="permanent", **{"user-variables": odd, "delivery-status": odd, "reason": odd})
    assert key_of_event(told) == ""
    (receipt,) = mailgun_news({**told, "timestamp": odd, "recipient": odd, "id": odd})
    assert isinstance(receipt, Receipt) and not receipt.hard_bounce


def test_a_mail_of_a_route_is_a_reply_unless_a_machine_wrote_it() -> None:
    form = {"sender": "ann@example.test", "body-plain": "Yes\n> quoted", "stripped-text": "Yes", "Message-Id": "<1@a>"}
    reply = Receipt(kind="replied", address="ann@example.test", id="<1@a>", reason="Yes")
    for headers in ("[]", '[["Auto-Submitted", "no"]]', "{", "[" * 100_000, "\ud83d"):
        assert routed_reply({**form, "message-headers": headers}) == [reply]
    assert routed_reply({**form, "message-headers": '[["auto-submitted", "auto-replied"]]'}) == []
