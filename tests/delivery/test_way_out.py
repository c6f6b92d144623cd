"""The way out of a marketing text: where the country asks for one, once, and only where it works."""

import pytest
from msgspec.structs import replace

from loopline.delivery.way_out import with_way_out
from loopline.model.channels import ChannelName
from loopline.model.effect import SendMessage
from loopline.model.message import Refusal, Rendered

AMERICAN, GERMAN, CANADIAN, BRAZILIAN = "+14155550100", "+4915112345678", "+14165550100", "+5511961234567"


MESSAGE = SendMessage(
    key="k",
    person="ann",
    channel="sms",
    topic="offers",
    journey="upsell",
    version=1,
    node="text",
    enrollment="e",
    address=AMERICAN,
    context=b"{}",
    due_at=0,
    created_at=0,
)


def left(body: str, number: str = AMERICAN, sender: str = "", channel: ChannelName = "sms", free: bool = False) -> str:
    """The text as it leaves."""
    message = replace(MESSAGE, channel=channel, address=number, transactional=free)
    whole = with_way_out(message, Rendered(body=body, sender=sender))
    assert isinstance(whole, Rendered)
    return whole.body


@pytest.mark.parametrize(
    ("number", "end"),
    [
        (AMERICAN, " Reply STOP to opt out."),
        (CANADIAN, " STOP/ARRET to opt out."),
        (BRAZILIAN, " SAIR p/ cancelar"),
        (GERMAN, ""),
        ("+999123456", ""),
        ("12345", ""),
    ],
)
def test_the_country_of_the_number_says_how_people_leave(number: str, end: str) -> None:
    assert left("Shop: 20 % off", number) == f"Shop: 20 % off{end}"


@pytest.mark.parametrize(
    "body", ["Sale! Text STOP to end.", "Sale. Opt-out: 12345", "Sale https://a.test/unsubscribe/x", "Reply ARRÊT"]
)
def test_a_way_out_of_its_own_is_enough(body: str) -> None:
    assert left(body) == body


@pytest.mark.parametrize("body", ["Don't stop now", "Until the end https://a.test/sale", "Non-stop to Rome"])
def test_a_word_in_passing_is_no_way_out(body: str) -> None:
    assert left(body) == f"{body} Reply STOP to opt out."


def test_what_cannot_be_left_has_no_way_out() -> None:
    assert left("Your code is 1234", free=True) == "Your code is 1234"
    assert left("Hello", sender="Shop") == "Hello", "nobody can answer a name"
    assert left("Hello", sender="12345").endswith("opt out.")
    assert left("Hello", channel="push") == "Hello"


def test_what_is_refused_stays_refused() -> None:
    refusal = Refusal("template_failed", "It failed.")
    assert with_way_out(MESSAGE, refusal) is refusal
