"""Events of Brevo as they are documented: whose they are, what they mean, and names that drift."""

from typing import Any

import pytest

from loopline.model.hook import Receipt
from loopline.providers.email.brevo_news import read_brevo_event

AT = 1_795_860_000


def event(kind: Any, key: str = "e1:mail/0%20%2B%C3%BC", **more: Any) -> dict[str, Any]:
    """An event as Brevo posts it."""
    return {
        "event": kind,
        "email": "ann@example.test",
        "id": 7,
        "date": "2026-11-28 11:00:00",
        "ts": AT + 3_600,
        "message-id": "<1@relay.brevo.test>",
        "ts_event": AT,
        "ts_epoch": AT * 1_000 + 5,
        "subject": "Hello",
        "X-Mailin-custom": key,
        "sending_ip": "192.0.2.1",
        "tags": ["x"],
        **more,
    }


def only(told: dict[str, Any]) -> Receipt:
    (heard,) = read_brevo_event(told)
    assert isinstance(heard, Receipt)
    return heard


@pytest.mark.parametrize(
    ("name", "kind", "hard", "proxy"),
    [
        ("delivered", "delivered", False, False),
        ("hard_bounce", "bounced", True, False),
        ("hardBounce", "bounced", True, False),
        ("invalid_email", "bounced", True, False),
        ("soft_bounce", "bounced", False, False),
        ("softBounce", "bounced", False, False),
        ("blocked", "failed", False, False),
        ("error", "failed", False, False),
        ("opened", "opened", False, False),
        ("unique_opened", "opened", False, False),
        ("proxy_open", "opened", False, True),
        ("unique_proxy_open", "opened", False, True),
        ("click", "clicked", False, False),
        ("spam", "complained", False, False),
        ("complaint", "complained", False, False),
        ("unsubscribe", "unsubscribed", False, False),
        ("unsubscribed", "unsubscribed", False, False),
    ],
)
def test_an_event_is_the_fate_of_our_message(name: str, kind: str, hard: bool, proxy: bool) -> None:
    told = only(event(name))
    assert (told.kind, told.hard_bounce, told.proxy) == (kind, hard, proxy)
    assert (told.message, told.address, told.at) == ("e1:mail/0 +ü", "ann@example.test", AT * 1_000 + 5)


def test_a_click_has_its_link_and_a_bounce_its_reason() -> None:
    assert only(event("click", link="https://loop.test/x")).url == "https://loop.test/x"
    assert only(event("hard_bounce", reason="550 5.1.1")).reason == "550 5.1.1"


def test_the_first_opening_is_told_twice_and_counts_once() -> None:
    assert only(event("opened")).id == only(event("unique_opened")).id
    ids = {only(event("click", link=link, ts_event=at)).id for link in ("a", "b") for at in (AT, AT + 1)}
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("epoch", "at"), [(AT * 1_000 + 5, AT * 1_000 + 5), (AT, AT * 1_000), (None, AT * 1_000), ("soon", AT * 1_000)]
)
def test_a_time_is_in_ms_or_in_seconds(epoch: Any, at: int) -> None:
    assert only(event("delivered", ts_epoch=epoch)).at == at


@pytest.mark.parametrize("told", [event("request"), event("sent"), event("deferred"), event("hatched"), event(7), {}])
def test_what_tells_nothing_new_is_left_out(told: dict[str, Any]) -> None:
    assert read_brevo_event(told) == []


def test_fields_of_another_kind_are_no_fault() -> None:
    odd = {"event": "delivered", "email": 5, "ts_event": [], "X-Mailin-custom": {}, "link": 7}
    assert only(odd) == Receipt(kind="delivered", address="5", id=":delivered::7", url="7")
