"""What Resend's webhooks tell of a mail, in our words."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any, Final

from loopline.delivery.receipts import classify_click, opened_by
from loopline.model.hook import Consent, Heard, Receipt
from loopline.providers.email.key_tag import key_of_tag
from loopline.providers.email.mail_service import MESSAGE_HEADER, MESSAGE_KEY, ms_of_date, words_of

HARD: Final = "permanent"
COMPLAINT: Final = "complain"


def read_resend_event(event: Mapping[str, Any], identity: str) -> list[Heard]:
    """What one event tells; `identity` is that of the call, which stays when it is repeated."""
    data = _part(event, "data")
    told: dict[str, Any] = {
        "message": _key_of(data),
        "address": _first(data.get("to")),
        "at": ms_of_date(event.get("created_at")),
        "id": identity,
    }
    match event.get("type"):
        case "email.delivered":
            return [Receipt(kind="delivered", **told)]
        case "email.bounced":
            bounce = _part(data, "bounce")
            hard = words_of(bounce.get("type")).lower() == HARD
            return [Receipt(kind="bounced", reason=_reason(bounce), hard_bounce=hard, **told)]
        case "email.suppressed":
            return _suppressed(data, told)
        case "email.failed":
            return [Receipt(kind="failed", reason=words_of(_part(data, "failed").get("reason")), **told)]
        case "email.complained":
            return [Receipt(kind="complained", **told)]
        case "email.opened":
            agent = words_of(_part(data, "open").get("userAgent"))
            return [opened_by(Receipt(kind="opened", **told), agent)]
        case "email.clicked":
            click = _part(data, "click")
            agent, link = words_of(click.get("userAgent")), words_of(click.get("link"))
            return [Receipt(kind="clicked", url=link, machine=bool(agent) and classify_click(agent), **told)]
        case "email.received":
            sender = parseaddr(words_of(data.get("from")))[1]
            return [Receipt(kind="replied", address=sender, at=told["at"], id=identity)] if sender else []
        case _:  # sent, scheduled, delivery_delayed: nothing that is not known yet; and what is about no mail
            return []


def _suppressed(data: Mapping[str, Any], told: Mapping[str, Any]) -> list[Heard]:
    """It was not even tried, for an older bounce or complaint, which counts no second time."""
    why = _part(data, "suppressed")
    reason = _reason(why) or words_of(data.get("reason"))
    if COMPLAINT in reason.lower():
        return [Receipt(kind="failed", reason=reason, **told), Consent(allowed=False, **told)]
    return [Receipt(kind="failed", reason=reason, hard_bounce=True, **told)]


def _reason(part: Mapping[str, Any]) -> str:
    """`Permanent General: 550 5.1.1 ...`, as far as it is there; codes come as a text or as a list of them."""
    codes = part.get("diagnosticCode")
    code = _first(codes) or words_of(part.get("message"))
    kind = f"{words_of(part.get('type'))} {words_of(part.get('subType'))}".strip()
    return ": ".join(one for one in (kind or words_of(part.get("reason")), code) if one)


def _key_of(data: Mapping[str, Any]) -> str:
    """Our key, by the tag, else by the header. Tags come as a map or as a list of names and values."""
    tags, headers = _named(data.get("tags")), _named(data.get("headers"))
    return key_of_tag(tags.get(MESSAGE_KEY, "")) or headers.get(MESSAGE_HEADER.lower(), "")


def _named(pairs: Any) -> dict[str, str]:  # whatever stands in a JSON field
    if isinstance(pairs, list):
        pairs = {words_of(one.get("name")): one.get("value") for one in pairs if isinstance(one, dict)}
    return {name.lower(): words_of(value) for name, value in pairs.items()} if isinstance(pairs, dict) else {}


def _part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def _first(value: Any) -> str:  # whatever stands in a JSON field
    return words_of(value[0]) if isinstance(value, list) and value else words_of(value)
