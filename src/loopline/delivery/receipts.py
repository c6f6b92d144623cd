"""SMTP replies as outcomes, and the opens and clicks that machines made."""

import re
from typing import Final, Literal

from loopline.model.message import Accepted, Deferred, Outcome, Refused

# Enhanced status codes (RFC 3463) that say that the mailbox or its domain does not exist. 5.1.8 and 5.1.7 blame the
# sender and 5.7.x a policy: such an answer must not suppress a good address.
DEAD_ADDRESS: Final = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
DEAD_ADDRESS_PLAIN: Final = frozenset({550, 551, 553})
ENHANCED: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REASON_CHARACTERS_MAX: Final = 500

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


def enhanced_code(text: str) -> str:
    """The RFC 3463 code inside a server's words, or "" when it gives none."""
    found = ENHANCED.search(text)
    return found.group(1) if found else ""


def smtp_outcome(code: int, text: str, *, at_recipient: bool) -> Outcome:
    """An SMTP reply as an outcome. 2xx accepted, 4xx deferred, the rest refused.

    A refusal is a hard bounce only when it speaks of the recipient: its enhanced code says so, or, where there is none,
    550, 551 or 553 answered RCPT. A 550 after DATA is about content or policy and suppresses nobody.
    """
    reason = f"{code} {text}".strip()[:REASON_CHARACTERS_MAX]
    if 200 <= code < 300:
        return Accepted(text[:REASON_CHARACTERS_MAX])
    if 400 <= code < 500:
        return Deferred(f"smtp_{code}", reason)
    detail = enhanced_code(text)
    hard = detail in DEAD_ADDRESS if detail else at_recipient and code in DEAD_ADDRESS_PLAIN
    return Refused(f"smtp_{code}", reason, permanent=True, hard_bounce=hard)


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
