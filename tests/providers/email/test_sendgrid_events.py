"""Every event of SendGrid's in our words, what is not news left out, and replies by inbound parse."""

from typing import Any

import pytest

from loopline.model.hook import Consent, Receipt
from loopline.providers.email.sendgrid_events import parsed_reply, sendgrid_news
from tests.providers.email.sendgrid_event import event
from tests.providers.stand import NOW


@pytest.mark.parametrize(
    ("told", "kind", "more"),
    [
        (event("delivered", response="250 OK"), "delivered", {"reason": "250 OK"}),
        (event("open", sg_machine_open=False), "opened", {}),
        (event("open", sg_machine_open=True), "opened", {"proxy": True}),
        (event("open"), "opened", {}),
        (event("click", url="https://a.test/?b=1"), "clicked", {"url": "https://a.test/?b=1"}),
        (event("bounce", type="bounce", reason="550 5.1.1"), "bounced", {"hard_bounce": True, "reason": "550 5.1.1"}),
        (
            event("bounce", type="bounce", bounce_classification="Invalid Address"),
            "bounced",
            {"hard_bounce": True},
        ),
        (event("bounce", type="bounce", bounce_classification="Mailbox Unavailable"), "bounced", {}),
        (event("bounce", type="bounce", bounce_classification="Reputation"), "bounced", {}),
        (event("bounce", type="blocked", reason="spam"), "bounced", {"reason": "spam"}),
        (event("dropped", reason="Bounced Address"), "failed", {"hard_bounce": True, "reason": "Bounced Address"}),
        (event("dropped", reason="Spam Content"), "failed", {"reason": "Spam Content"}),
        (event("spamreport"), "complained", {}),
        (event("unsubscribe"), "unsubscribed", {}),
        (event("group_unsubscribe", asm_group_id=7), "unsubscribed", {}),
    ],
)
def test_an_event_is_the_fate_of_our_message(told: dict[str, Any], kind: Any, more: dict[str, Any]) -> None:
    at = (NOW // 1000 - 60) * 1000
    expected = Receipt(kind=kind, message="k1", address="ann@example.test", at=at, id=str(told["sg_event_id"]), **more)
    assert sendgrid_news(told) == [expected]


@pytest.mark.parametrize("reason", ["Unsubscribed Address", "Spam Reporting Address"])
def test_a_mail_that_met_an_older_no_is_no_new_complaint(reason: str) -> None:
    receipt, consent = sendgrid_news(event("dropped", reason=reason))
    assert isinstance(receipt, Receipt) and (receipt.kind, receipt.hard_bounce) == ("failed", False)
    assert isinstance(consent, Consent) and not consent.allowed and consent.message == "k1"


def test_what_tells_nothing_new_is_left_out_and_oddities_harm_nobody() -> None:
    kinds = ("processed", "deferred", "group_resubscribe", "hatched")
    odd: list[dict[str, Any]] = [*map(event, kinds), {}, {"event": None}, {"event": ["delivered"]}]
    assert [one for told in odd for one in sendgrid_news(told)] == []
    (told,) = sendgrid_news({"event": "delivered", "email": 5, "timestamp": "soon", "loopline_message": {"a": 1}})
    assert told == Receipt(kind="delivered", address="5")


def test_a_parsed_mail_is_a_reply_unless_a_machine_wrote_it() -> None:
    headers = "Received: by mx\nMessage-ID: <1@a>\nSubject: Re"
    form = {"from": '"Ann, B." <ann@example.test>', "text": "Yes\n", "headers": headers}
    reply = Receipt(kind="replied", address="ann@example.test", id="<1@a>", reason="Yes")
    assert parsed_reply(form) == [reply]
    assert parsed_reply({**form, "headers": f"{headers}\nAuto-Submitted: no"}) == [reply]
    assert parsed_reply({**form, "headers": f"{headers}\r\nauto-submitted: auto-replied"}) == []
    assert parsed_reply({"from": "nobody"}) == [Receipt(kind="replied")]
