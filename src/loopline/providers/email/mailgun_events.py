"""What Mailgun's webhooks and routes tell, in our words."""

from collections.abc import Mapping
from typing import Any, Final

from loopline.delivery.email.blame import ANSWERS_RCPT, blame, enhanced_code
from loopline.model.hook import Consent, Heard, Receipt
from loopline.providers.email.mail_service import MESSAGE_KEY, ms_of_seconds, read_json, words_of

OPTED_OUT: Final = ("suppress-complaint", "suppress-unsubscribe")
BOUNCED_BEFORE: Final = "suppress-bounce"
MACHINES: Final = ("robot", "bot")


def key_of_event(event: Mapping[str, Any]) -> str:
    """Our key, which came along in the variables of the message; "" in an event of somebody else's mail."""
    return words_of(_inside(event, "user-variables").get(MESSAGE_KEY))


def mailgun_news(event: Mapping[str, Any]) -> list[Heard]:
    """What one event tells. Accepted and put off are nothing that anybody waits for.

    Its id is its own for a day only, so the time stands beside it.
    """
    stamp = words_of(event.get("timestamp"))
    told: dict[str, Any] = {
        "message": key_of_event(event),
        "address": words_of(event.get("recipient")),
        "at": ms_of_seconds(stamp),
        "id": f"{words_of(event.get('id'))}:{stamp}",
    }
    match event.get("event"):
        case "delivered":
            return [Receipt(kind="delivered", reason=_words(event), **told)]
        case "failed" if event.get("severity") != "temporary":
            return _failed(event, told)
        case "rejected":
            return [Receipt(kind="failed", reason=words_of(_inside(event, "reject").get("reason")), **told)]
        case "opened":
            return [Receipt(kind="opened", machine=_is_machine(event), **told)]
        case "clicked":
            return [Receipt(kind="clicked", url=words_of(event.get("url")), machine=_is_machine(event), **told)]
        case "complained":
            return [Receipt(kind="complained", **told)]
        case "unsubscribed":
            return [Receipt(kind="unsubscribed", **told)]
        case _:
            return []


def routed_reply(form: Mapping[str, str]) -> list[Heard]:
    """A mail that a route forwards: a reply, unless a machine wrote it."""
    headers = read_json(form.get("message-headers", "[]").encode("utf-8", "replace"), list[tuple[str, str]]) or []
    if any(name.lower() == "auto-submitted" and value.strip().lower() != "no" for name, value in headers):
        return []
    address, text = form.get("sender", ""), form.get("stripped-text") or form.get("body-plain", "")
    return [Receipt(kind="replied", address=address, id=form.get("Message-Id") or form.get("token", ""), reason=text)]


def _inside(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def _words(event: Mapping[str, Any]) -> str:
    """What the receiving server said, with its code."""
    status = _inside(event, "delivery-status")
    said = words_of(status.get("message")) or words_of(status.get("description"))
    return f"{words_of(status.get('code'))} {said}".strip()


def _failed(event: Mapping[str, Any], told: Mapping[str, Any]) -> list[Heard]:
    """Given up. What was never tried, because of what was known before, is no new bounce and no new complaint."""
    why, words, status = words_of(event.get("reason")), _words(event), _inside(event, "delivery-status")
    reason = f"{why}: {words}" if words else why
    if why in (BOUNCED_BEFORE, *OPTED_OUT):
        failed = Receipt(kind="failed", reason=reason, hard_bounce=why == BOUNCED_BEFORE, **told)
        return [failed, Consent(allowed=False, **told)] if why in OPTED_OUT else [failed]
    detail = words_of(status.get("bounce-code")) or enhanced_code(words)
    code = status.get("code")
    about = blame(code if isinstance(code, int) else 0, detail, words)
    is_bare = about == "unclear" and not detail and why == "bounce" and code in ANSWERS_RCPT
    return [Receipt(kind="bounced", reason=reason, hard_bounce=about == "dead" or is_bare, **told)]


def _is_machine(event: Mapping[str, Any]) -> bool:
    client = _inside(event, "client-info")
    return bool(words_of(client.get("bot"))) or words_of(client.get("client-type")).lower() in MACHINES
