"""What SendGrid's event webhook and its inbound parse tell, in our words."""

import re
from collections.abc import Mapping
from typing import Any, Final

from loopline.model.hook import Consent, Heard, Receipt
from loopline.model.mail.mailbox import read_mailbox
from loopline.providers.email.mail_service import MESSAGE_KEY, ms_of_seconds, words_of

# What a bounce was about, where SendGrid says it, that leaves the address good.
SOFT: Final = frozenset(
    {
        "technical",
        "technical failure",
        "content",
        "reputation",
        "frequency/volume",
        "frequency or volume too high",
        "mailbox unavailable",
    }
)
HEADERS_CHARACTERS_MAX: Final = 64 * 1_024
MESSAGE_ID: Final = re.compile(r"^message-id:[ \t]{0,9}(\S{1,300})", re.IGNORECASE | re.MULTILINE)
BY_MACHINE: Final = re.compile(r"^auto-submitted:[ \t]{0,9}(?!no\b)\S", re.IGNORECASE | re.MULTILINE)


def sendgrid_news(event: Mapping[str, Any]) -> list[Heard]:
    """What one event tells. Queued and put off are nothing that anybody waits for."""
    told: dict[str, Any] = {
        "message": words_of(event.get(MESSAGE_KEY)),
        "address": words_of(event.get("email")),
        "at": ms_of_seconds(event.get("timestamp")),
        "id": words_of(event.get("sg_event_id")),
    }
    reason = words_of(event.get("reason") or event.get("response"))
    match event.get("event"):
        case "delivered":
            return [Receipt(kind="delivered", reason=reason, **told)]
        case "open":
            return [Receipt(kind="opened", proxy=event.get("sg_machine_open") is True, **told)]
        case "click":
            return [Receipt(kind="clicked", url=words_of(event.get("url")), **told)]
        case "bounce":
            about = words_of(event.get("bounce_classification")).lower()
            hard = event.get("type") != "blocked" and about not in SOFT
            return [Receipt(kind="bounced", reason=reason, hard_bounce=hard, **told)]
        case "dropped":
            return _dropped(reason, told)
        case "spamreport":
            return [Receipt(kind="complained", **told)]
        case "unsubscribe" | "group_unsubscribe":
            return [Receipt(kind="unsubscribed", **told)]
        case _:
            return []


def parsed_reply(form: Mapping[str, str]) -> list[Heard]:
    """A mail that came in by inbound parse: a reply, unless a machine wrote it."""
    headers = form.get("headers", "")[:HEADERS_CHARACTERS_MAX]
    if BY_MACHINE.search(headers):
        return []
    sender, named = read_mailbox(form.get("from", "")), MESSAGE_ID.search(headers)
    identity = named[1] if named else ""
    return [
        Receipt(
            kind="replied", address=sender.address if sender else "", id=identity, reason=form.get("text", "").strip()
        )
    ]


def _dropped(reason: str, told: Mapping[str, Any]) -> list[Heard]:
    """It never left, because of what was known before: an older bounce is no new one, nor an older complaint."""
    word = reason.strip().lower()
    failed = Receipt(kind="failed", reason=reason, hard_bounce=word in ("bounced address", "invalid"), **told)
    if word in ("unsubscribed address", "spam reporting address"):
        return [failed, Consent(allowed=False, **told)]
    return [failed]
