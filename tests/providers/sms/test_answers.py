"""What people answer by SMS: STOP, START and their like by country, and everything else."""

import pytest

from loopline.model.hook import Consent, Receipt
from loopline.providers.sms.answers import answered, refused_by_stop

FRENCH, GERMAN, AMERICAN = "+33612345678", "+4915112345678", "+14155550100"


@pytest.mark.parametrize(
    ("number", "text", "allowed"),
    [
        (AMERICAN, "Stop.", False),
        (FRENCH, "arrêt", False),
        (GERMAN, "Abmelden", False),
        (GERMAN, "anmelden!", True),
        (AMERICAN, "start", True),
        ("12345", "STOP", False),
    ],
)
def test_a_word_is_about_the_channel(number: str, text: str, allowed: bool) -> None:
    assert answered(number, text, "i", at=7) == [
        Consent(
            allowed=allowed,
            address=number,
            id="i",
            at=7,
            said=text,
            method="start_word" if allowed else "stop_word",
            answer="start" if allowed else "stop",
        )
    ]


@pytest.mark.parametrize(("number", "text"), [(AMERICAN, "Abmelden"), (AMERICAN, "Yes"), (AMERICAN, "")])
def test_everything_else_is_a_reply(number: str, text: str) -> None:
    assert answered(number, text, "i") == [Receipt(kind="replied", address=number, id="i", reason=text)]


def test_a_sentence_is_both() -> None:
    reply, consent = answered(AMERICAN, "Please stop texting me", "i")
    assert isinstance(reply, Receipt) and (reply.kind, reply.reason) == ("replied", "Please stop texting me")
    assert consent == Consent(
        allowed=False, address=AMERICAN, id="i", method="stop_word", said="Please stop texting me", answer="stop"
    )


def test_what_the_service_took_it_for_counts() -> None:
    assert answered(AMERICAN, "yes", "i", said="START") == [
        Consent(allowed=True, address=AMERICAN, id="i", method="start_word", said="yes", answer="start")
    ]
    (reply,) = answered(AMERICAN, "AIDE", "i", said="HELP")
    assert isinstance(reply, Receipt) and reply.kind == "replied"


def test_who_asks_for_help_waits_for_an_answer() -> None:
    asked = Receipt(kind="replied", address=GERMAN, id="i", reason="Hilfe", answer="help")
    assert answered(GERMAN, "Hilfe", "i") == [asked]


def test_a_refusal_for_a_stop_is_a_stop() -> None:
    assert refused_by_stop("k1", AMERICAN, "i") == [
        Consent(allowed=False, message="k1", address=AMERICAN, id="i", method="stop_word")
    ]
