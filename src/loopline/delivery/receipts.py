"""SMTP replies as outcomes, and the opens and clicks that machines made."""

import re
from typing import Final, Literal

from msgspec.structs import replace

from loopline.delivery.email.blame import ANSWERS_RCPT, Blame, blame, enhanced_code
from loopline.model.hook import Receipt
from loopline.model.message import (
    REASON_CHARACTERS_MAX,
    Accepted,
    Deferred,
    Outcome,
    RefusalScope,
    Refused,
    advised_words,
)

SmtpStage = Literal["mail", "rcpt", "data"]
"""What the server answered: our sender, the recipient, or all that came after it."""

LOGIN_WANTED: Final = frozenset({454, 530, 534, 535, 538})
SYSTEM_DETAILS: Final = frozenset({"4.3.0", "4.3.1", "4.3.2", "4.4.5"})
SYSTEM_BUSY: Final = re.compile(
    r"too many (\w+ )?(connections|sessions)|service (is )?(currently )?(not available|unavailable)|"
    r"(system|server) (is )?(currently )?(not accepting|busy|overloaded|unavailable)|insufficient system",
    re.IGNORECASE,
)
SCOPES: Final[dict[Blame, RefusalScope]] = {
    "dead": "address",
    "full": "address",
    "busy": "address",
    "standing": "provider",
    "setup": "provider",
}
LOGIN_ADVICE: Final = "Correct the login and the password in the URL, and `starttls` where the server wants TLS."
SENDER_ADVICE: Final = "Let the mail server take mails from this sender, or write another sender."
ADVICE: Final[dict[Blame, str]] = {
    "standing": "Look up our host and the sender's domain: block lists, SPF, DKIM and reverse DNS.",
    "setup": "Give our login the right to send there, as this sender.",
}
"""What an operator does about a refusal that is about us; it stands behind the server's words."""

MACHINE_OPEN_MS: Final = 2_000
MACHINE_CLICK_MS: Final = 2_000

APPLE_AGENT: Final = "mozilla/5.0"
"""All that Apple's proxy says; browsers say more."""

# Proxies that fetch a picture when the mail arrives or on somebody's behalf.
PROXY_AGENTS: Final = ("googleimageproxy", "yahoomailproxy", "applemailproxy", "yandexmailproxy", "via ggpht.com")
SCANNER_AGENTS: Final = (
    "barracuda",
    "mimecast",
    "proofpoint",
    "safelinks",
    "symantec",
    "messagelabs",
    "trendmicro",
    "fireeye",
    "ironport",
    "zscaler",
    "urldefense",
    "bingpreview",
    "slackbot",
    "facebookexternalhit",
    "twitterbot",
    "whatsapp",
    "googlebot",
    "crawler",
    "spider",
    "headless",
    "python-requests",
    "python-httpx",
    "python-urllib",
    "aiohttp",
    "go-http-client",
    "java/",
    "libwww-perl",
    "curl/",
    "wget/",
)
READING_METHODS: Final = ("GET",)


def smtp_outcome(code: int, text: str, *, stage: SmtpStage) -> Outcome:
    """An SMTP reply as an outcome. 2xx accepted, 4xx deferred, the rest refused.

    The stage decides whom a refusal can be about: that of MAIL is about us, whatever its words and codes. Behind it the
    words and the enhanced code decide; an address is dead only when they say so, or when RCPT gets a bare 550, 551 or
    553 that speaks of nothing else. A relay that minds our login or takes nothing from anybody is away.
    """
    reason = f"{code} {text}".strip()[:REASON_CHARACTERS_MAX]
    if 200 <= code < 300:
        return Accepted(text[:REASON_CHARACTERS_MAX])
    name, detail = f"smtp_{code}", enhanced_code(text)
    if code in LOGIN_WANTED or (stage == "mail" and code < 500 and _is_away(detail, text)):
        return Deferred(name, advised_words(reason, LOGIN_ADVICE if code in LOGIN_WANTED else ""), away=True)
    if 400 <= code < 500:
        return Deferred(name, reason)
    if stage == "mail":
        return Refused(name, advised_words(reason, SENDER_ADVICE), scope="provider")
    about = blame(code, detail, text)
    if about == "unclear" and stage == "rcpt" and not detail and code in ANSWERS_RCPT:
        about = "dead"
    if about == "dead" and stage == "data" and not detail:  # the mail was shown: "unknown" may be about what is in it
        return Refused(name, reason, scope="address")
    scope = SCOPES.get(about, "message")
    return Refused(name, advised_words(reason, ADVICE.get(about, "")), hard_bounce=about == "dead", scope=scope)


def _is_away(detail: str, text: str) -> bool:
    return detail in SYSTEM_DETAILS or bool(SYSTEM_BUSY.search(text))


Opener = Literal["person", "proxy", "machine"]
"""By whom a mail was opened. Of a proxy nobody knows: it fetches pictures for people who look, and before they do."""


def classify_open(user_agent: str, *, method: str = "GET", ms_since_sent: int | None = None) -> Opener:
    """A machine is whatever names itself a scanner, makes no GET, or is there sooner than a person can be.

    `ms_since_sent` is None when the time of the send is not known; that alone convicts nobody.
    """
    agent = user_agent.strip().lower()
    if method.upper() not in READING_METHODS or not agent or _names_any(agent, SCANNER_AGENTS):
        return "machine"
    if agent == APPLE_AGENT or _names_any(agent, PROXY_AGENTS):
        return "proxy"
    return "machine" if ms_since_sent is not None and ms_since_sent < MACHINE_OPEN_MS else "person"


def opened_by(opened: Receipt, user_agent: str) -> Receipt:
    """The receipt of an open with what the agent that a provider names says of who it was; "" says nothing."""
    opener = classify_open(user_agent) if user_agent else "person"
    return replace(opened, machine=opener == "machine", proxy=opener == "proxy")


def classify_click(
    user_agent: str,
    *,
    method: str = "GET",
    ms_since_sent: int | None = None,
) -> bool:
    """True when a machine followed the link, as far as one click tells: a scanner, not a GET, or too soon."""
    agent = user_agent.strip().lower()
    if method.upper() not in READING_METHODS or not agent or _names_any(agent, SCANNER_AGENTS):
        return True
    return ms_since_sent is not None and ms_since_sent < MACHINE_CLICK_MS


def _names_any(agent: str, marks: tuple[str, ...]) -> bool:
    return any(mark in agent for mark in marks)
