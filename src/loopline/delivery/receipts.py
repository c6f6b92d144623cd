"""SMTP replies as outcomes, and the opens and clicks that machines made."""

import re
from typing import Final, Literal

from loopline.delivery.email.blame import ANSWERS_RCPT, Blame, blame, enhanced_code
from loopline.model.message import Accepted, Deferred, Outcome, RefusalScope, Refused

SmtpStage = Literal["mail", "rcpt", "data"]
"""What the server answered: our sender, the recipient, or all that came after it."""

REASON_CHARACTERS_MAX: Final = 500
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

MACHINE_OPEN_MS: Final = 2_000
MACHINE_CLICK_MS: Final = 2_000
EVERY_LINK_WITHIN_MS: Final = 10_000
EVERY_LINK_AT_LEAST: Final = 3

# Proxies that fetch a picture when the mail arrives or on somebody's behalf. Apple's proxy says only "Mozilla/5.0".
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
        return Deferred(name, reason, away=True)
    if 400 <= code < 500:
        return Deferred(name, reason)
    if stage == "mail":
        return Refused(name, reason, scope="provider")
    about = blame(code, detail, text)
    if about == "unclear" and stage == "rcpt" and not detail and code in ANSWERS_RCPT:
        about = "dead"
    if about == "dead" and stage == "data" and not detail:  # the mail was shown: "unknown" may be about what is in it
        return Refused(name, reason, scope="address")
    return Refused(name, reason, hard_bounce=about == "dead", scope=SCOPES.get(about, "message"))


def _is_away(detail: str, text: str) -> bool:
    return detail in SYSTEM_DETAILS or bool(SYSTEM_BUSY.search(text))


def classify_open(user_agent: str, *, method: str = "GET", ms_since_sent: int | None = None) -> bool:
    """True when a machine opened it: a picture proxy, a scanner, not a GET, or sooner than a person can.

    `ms_since_sent` is None when the time of the send is not known; that alone convicts nobody.
    """
    agent = user_agent.strip().lower()
    if method.upper() not in READING_METHODS or not agent or agent == "mozilla/5.0":
        return True
    if _names_any(agent, PROXY_AGENTS) or _names_any(agent, SCANNER_AGENTS):
        return True
    return ms_since_sent is not None and ms_since_sent < MACHINE_OPEN_MS


def classify_click(
    user_agent: str,
    *,
    method: str = "GET",
    ms_since_sent: int | None = None,
    links_clicked: int = 1,
    links_total: int = 0,
    ms_since_first_click: int | None = None,
) -> bool:
    """True when a machine followed the link: a scanner, not a GET, too soon, or every link of a mail within seconds.

    `links_clicked` counts this click too. Every one of at least three links within ten seconds is a scanner's habit.
    """
    agent = user_agent.strip().lower()
    if method.upper() not in READING_METHODS or not agent or _names_any(agent, SCANNER_AGENTS):
        return True
    if ms_since_sent is not None and ms_since_sent < MACHINE_CLICK_MS:
        return True
    swept = links_total >= EVERY_LINK_AT_LEAST and links_clicked >= links_total
    return swept and ms_since_first_click is not None and ms_since_first_click < EVERY_LINK_WITHIN_MS


def _names_any(agent: str, marks: tuple[str, ...]) -> bool:
    return any(mark in agent for mark in marks)
