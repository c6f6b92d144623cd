"""Reads what people answer by SMS: STOP and START in the words of their country, and everything else as a reply."""

from collections.abc import Sequence

from msgspec.structs import replace

from loopline.model.consent.proof import ConsentMethod
from loopline.model.hook import Consent, Heard, Receipt
from loopline.model.sms.number import country_of
from loopline.model.sms.words import word_of


def answered(number: str, text: str, identity: str, *, at: int = 0, said: str = "") -> list[Heard]:
    """The news in an answer from this number. `said`: the word that the service itself took it for.

    A sentence that asks for no more is an answer too, so it is told as well: a person may have to read it. Each word
    waits for an answer, of the service or of ours.
    """
    reply = Receipt(kind="replied", address=number, id=identity, reason=text, at=at)
    word = word_of(said, "") if said else word_of(text, country_of(number))
    if word.kind not in ("stop", "start"):
        return [replace(reply, answer="help")] if word.kind == "help" else [reply]
    is_start = word.kind == "start"
    method: ConsentMethod = "start_word" if is_start else "stop_word"
    consent = Consent(allowed=is_start, address=number, id=identity, at=at, method=method, said=text, answer=word.kind)
    return [reply, consent] if word.sentence else [consent]


def refused_by_stop(message: str, number: str, identity: str, *, at: int = 0) -> Sequence[Heard]:
    """The service would not send, because the person has said STOP to it: heard as if it had come by itself."""
    return [Consent(allowed=False, message=message, address=number, id=identity, at=at, method="stop_word")]
