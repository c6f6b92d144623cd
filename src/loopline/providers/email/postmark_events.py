"""What Postmark's webhooks tell: deliveries, bounces of every type, complaints, streams that are left, and replies."""

from collections.abc import Mapping
from typing import Any, Final

from loopline.delivery.receipts import classify_click, opened_by
from loopline.model.hook import Consent, Heard, Receipt
from loopline.model.message import ReceiptKind
from loopline.providers.email.mail_service import MESSAGE_KEY, ms_of_date, words_of

VALUE_CHARACTERS_MAX: Final = 80
PIECES_MAX: Final = 9

BOUNCES: Final[Mapping[str, ReceiptKind]] = {
    "HardBounce": "bounced",
    "BadEmailAddress": "bounced",
    "SoftBounce": "bounced",
    "Blocked": "bounced",
    "DMARCPolicy": "bounced",
    "VirusNotification": "bounced",
    "Unknown": "bounced",
    "SpamNotification": "bounced",
    "SpamComplaint": "complained",
    "Unsubscribe": "unsubscribed",
    "ManuallyDeactivated": "failed",
    "Unconfirmed": "failed",
    "SMTPApiError": "failed",
    "TemplateRenderingFailed": "failed",
}
"""What each type of bounce is; those that are left out tell nothing: it is tried again, or a machine answered.

A spam notification is a server or filter that would not have it, a complaint is a person's word.
"""
COMPLAINT: Final = "SpamComplaint"
HARD: Final = frozenset({"HardBounce", "BadEmailAddress"})
TIMES: Final = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")


def in_pieces(key: str) -> dict[str, str]:
    """The key as metadata, whose values hold 80 characters each."""
    pieces = [key[at : at + VALUE_CHARACTERS_MAX] for at in range(0, len(key), VALUE_CHARACTERS_MAX)]
    return {f"{MESSAGE_KEY}_{at}" if at else MESSAGE_KEY: piece for at, piece in enumerate(pieces[:PIECES_MAX])}


def of_pieces(metadata: Any) -> str:  # whatever stands in a JSON field
    """The key that metadata holds, "" where there is none."""
    if not isinstance(metadata, dict):
        return ""
    names = (f"{MESSAGE_KEY}_{at}" if at else MESSAGE_KEY for at in range(PIECES_MAX))
    return "".join(words_of(metadata.get(name)) for name in names)


def postmark_news(event: Mapping[str, Any]) -> list[Heard]:
    """What one event tells. Times and ids stand in a field of their own in each kind of event."""
    kind, stamp = words_of(event.get("RecordType")), next((event[one] for one in TIMES if event.get(one)), "")
    is_complaint = kind == "Bounce" and event.get("Type") == COMPLAINT  # told as a bounce as well, by the same number
    identity = words_of(event.get("ID")) or f"{words_of(event.get('MessageID'))}:{words_of(stamp)}"
    told: dict[str, Any] = {
        "message": of_pieces(event.get("Metadata")),
        "address": words_of(event.get("Recipient") or event.get("Email")),
        "at": ms_of_date(stamp),
        "id": f"{COMPLAINT if is_complaint else kind}:{identity}",
    }
    reason, agent = words_of(event.get("Details")), words_of(event.get("UserAgent"))
    match kind:
        case "Delivery":
            return [Receipt(kind="delivered", reason=reason, **told)]
        case "Bounce":
            return _bounced(words_of(event.get("Type")), reason, told)
        case _ if kind == COMPLAINT:
            return [Receipt(kind="complained", reason=reason, **told)]
        case "Open":
            return [opened_by(Receipt(kind="opened", **told), agent)]
        case "Click":
            machine = bool(agent) and classify_click(agent)
            return [Receipt(kind="clicked", url=words_of(event.get("OriginalLink")), machine=machine, **told)]
        case "SubscriptionChange":
            return _changed(event, told)
        case "" if "FromFull" in event:
            return _came_in(event)
        case _:
            return []


def _bounced(kind: str, reason: str, told: Mapping[str, Any]) -> list[Heard]:
    ours = BOUNCES.get(kind)
    reason = f"{kind}: {reason}" if reason else kind
    return [Receipt(kind=ours, reason=reason, hard_bounce=kind in HARD, **told)] if ours else []


def _changed(event: Mapping[str, Any], told: Mapping[str, Any]) -> list[Heard]:
    """A stream was left or taken back. One that a bounce or a complaint closed has told so by an event of its own, and
    one that is opened by anybody but the person is no consent."""
    if event.get("SuppressSending") is True:
        by_hand = event.get("SuppressionReason") in (None, "ManualSuppression")
        return [Receipt(kind="unsubscribed", **told)] if by_hand else []
    return [Consent(allowed=True, **told)] if event.get("Origin") == "Recipient" else []


def _came_in(event: Mapping[str, Any]) -> list[Heard]:
    """A mail to an inbound address of Postmark's: a reply, unless a machine wrote it."""
    headers = event.get("Headers")
    named = [one for one in headers if isinstance(one, dict)] if isinstance(headers, list) else []
    for one in named:
        if words_of(one.get("Name")).lower() == "auto-submitted" and words_of(one.get("Value")).lower() != "no":
            return []
    sender = event.get("FromFull")
    address = words_of(sender.get("Email")) if isinstance(sender, dict) else ""
    text = words_of(event.get("StrippedTextReply") or event.get("TextBody"))
    return [Receipt(kind="replied", address=address, id=words_of(event.get("MessageID")), reason=text)]
