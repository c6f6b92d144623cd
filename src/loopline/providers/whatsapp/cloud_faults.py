"""What an error of the Cloud API means: by its number, for the same ones come in answers and, later, in statuses."""

from typing import Final

from msgspec import Struct, field

from loopline.model.message import Accepted, Deferred, Outcome, RefusalScope, Refused, Unknown, advised_words
from loopline.providers.http_client import Answer
from loopline.providers.sms.http_sms import REASON_CHARACTERS_MAX, decoded

# Meta's numbers by what follows; every other one is a refusal of this message. Looked up in November 2026.
LOGIN: Final = frozenset({0, 3, 10, 190, *range(200, 300)})
OURS: Final = frozenset({368, 130497, 131005, 131030, 131031, 131037, 131042, 131045, 133010})
AGAIN: Final = frozenset({2, 4, 80007, 130429, 131016, 131048, 131056, 131057, 133004, 133016})
PERHAPS: Final = frozenset({1, 131000})
NUMBER_WRONG: Final = frozenset({131021, 131026})
STOPPED: Final = 131050
SPAM_RATE: Final = 131048
SPAM_REST_MS: Final = 3_600_000
PAIR_RATE: Final = 131056
PAIR_REST_MS: Final = 6_000
ADVICE: Final = {
    0: "The token does not hold; make another one.",
    3: "The app lacks a permission; give it whatsapp_business_messaging.",
    10: "The token may not send; give it whatsapp_business_messaging.",
    190: "The token has ended; make one of a system user, which does not.",
    368: "Meta has barred the account for what it sent; see to it in WhatsApp Manager.",
    130429: "The number may not send so fast; lower the rate of this provider.",
    130472: "Meta holds marketing back from this person in a trial of its own.",
    130497: "This account may not write to people of that country; leave them out, or ask Meta.",
    131005: "The token may not send for this number; give its system user the WhatsApp account.",
    131026: "The number has no WhatsApp, an old one, or has not agreed to its terms.",
    131030: "A number for trials writes only to the people on its list; add them there, or take a number of your own.",
    131031: "Meta has locked the account; see to it in WhatsApp Manager.",
    131037: "The number needs an approved display name; ask for one in WhatsApp Manager.",
    131042: "Meta cannot charge the account; mend its means of payment.",
    131045: "The number is not registered; register it again, with its PIN.",
    131047: "They have not written for 24 hours; only an approved template may be sent.",
    131048: "Too many people reported this number; slow down, and mind whom you write to.",
    131049: "Meta holds it back, since the person gets much marketing; try again in a day or later.",
    STOPPED: "They have turned off marketing from this number.",
    132000: "The template has another number of values.",
    132001: "No approved template has this name in this language.",
    132015: "The template is paused, since people disliked it.",
    132016: "The template is turned off, since people disliked it.",
    133010: "The number is not registered with the Cloud API; register it there.",
}


class CloudDetails(Struct, frozen=True):
    """What stands behind an error, in words."""

    details: str = ""


class CloudFault(Struct, frozen=True):
    """An error, of an answer or of a status."""

    code: int = -1
    message: str = ""
    title: str = ""
    error_data: CloudDetails = field(default_factory=CloudDetails)

    @property
    def words(self) -> str:
        """Meta's words, and what can be done."""
        said = self.error_data.details or self.message or self.title
        return advised_words(said[:REASON_CHARACTERS_MAX], ADVICE.get(self.code, ""))


class CloudMade(Struct, frozen=True):
    """A message that was taken."""

    id: str = ""


class CloudAnswer(Struct, frozen=True):
    """An answer of the API: the messages that it made, or its error."""

    messages: list[CloudMade] = []
    error: CloudFault | None = None


def cloud_outcome(answer: Answer, now: int) -> Outcome:
    """200 with an id is accepted. An error has a number of its own; a 5xx without one may have been stored first."""
    said = decoded(answer.body, CloudAnswer) or CloudAnswer()
    if 200 <= answer.status < 300 and said.messages and said.messages[0].id:
        return Accepted(said.messages[0].id)
    fault = said.error
    if answer.status < 300 or (fault is None and answer.status >= 500) or (fault and fault.code in PERHAPS):
        return Unknown(f"WhatsApp gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if fault is None:
        return Deferred("whatsapp_garbled", f"This is no answer of WhatsApp; is there a proxy? {answer.words}", wait)
    if fault.code in LOGIN or answer.status == 401:
        text = f"WhatsApp does not let us in; correct the token in the URL and what it may do: {fault.words}"
        return Deferred("whatsapp_login", text, wait, away=True)
    if fault.code in AGAIN or answer.status == 429:
        rest = {SPAM_RATE: SPAM_REST_MS, PAIR_RATE: PAIR_REST_MS}.get(fault.code, 0)
        text = f"WhatsApp does not take it now: {fault.words}"
        return Deferred(f"whatsapp_{fault.code}", text, max(wait or 0, rest) or None)
    return Refused(f"whatsapp_{fault.code}", f"WhatsApp does not take it: {fault.words}", scope=cloud_scope(fault.code))


def cloud_scope(code: int) -> RefusalScope:
    """The one whose fault an error is."""
    if code == STOPPED:
        return "consent"
    return "address" if code in NUMBER_WRONG else "provider" if code in OURS | LOGIN else "message"
