"""What Amazon SES tells of a mail, in our words: events of a configuration set, and notifications of an identity."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from loopline.delivery.receipts import classify_click, opened_by
from loopline.model.hook import Consent, Heard, HookRefusal, Receipt
from loopline.model.message import ReceiptKind
from loopline.providers.email.key_tag import key_of_tag
from loopline.providers.email.mail_service import MESSAGE_HEADER, MESSAGE_KEY, ms_of_date, read_json

LISTED: Final = frozenset({"suppressed", "onaccountsuppressionlist"})
LEFT: Final = "unsubscribedrecipient"
NOT_SPAM: Final = "not-spam"
UNREADABLE: Final = HookRefusal("ses_garbled", "This is no event of Amazon SES.", 400)


class SesHeader(Struct, frozen=True):
    """A header of the mail as it was sent."""

    name: str = ""
    value: str = ""


class SesMail(Struct, frozen=True, rename="camel"):
    """The mail that an event is about."""

    message_id: str = ""
    destination: Sequence[str] = ()
    headers: Sequence[SesHeader] = ()
    tags: dict[str, Sequence[str]] = {}


class SesRecipient(Struct, frozen=True, rename="camel"):
    """Somebody whom it did not reach, or who complained."""

    email_address: str = ""
    status: str | None = None
    diagnostic_code: str | None = None


class SesDetail(Struct, frozen=True, rename="camel"):
    """What is told of any kind of event; each kind has its part of it."""

    timestamp: str = ""
    feedback_id: str | None = None
    recipients: Sequence[str] = ()
    bounce_type: str = ""
    bounce_sub_type: str | None = None
    bounced_recipients: Sequence[SesRecipient] = ()
    complained_recipients: Sequence[SesRecipient] = ()
    complaint_feedback_type: str | None = None
    complaint_sub_type: str | None = None
    user_agent: str | None = None
    link: str = ""
    reason: str | None = None
    error_message: str | None = None
    new_topic_preferences: dict[str, object] | None = None


class SesEvent(Struct, frozen=True, rename="camel"):
    """An event; `notification_type` is what identities say for `event_type`."""

    event_type: str = ""
    notification_type: str = ""
    mail: SesMail = SesMail()
    bounce: SesDetail = SesDetail()
    complaint: SesDetail = SesDetail()
    delivery: SesDetail = SesDetail()
    open: SesDetail = SesDetail()
    click: SesDetail = SesDetail()
    reject: SesDetail = SesDetail()
    failure: SesDetail = SesDetail()
    subscription: SesDetail = SesDetail()


def read_news(text: str, identity: str) -> list[Heard] | HookRefusal:
    """What a message of the topic tells; `identity` is its own id. A plain sentence only tries the topic out."""
    if not text.lstrip().startswith("{"):
        return []
    event = read_json(text.encode(), SesEvent)
    if event is None:
        return UNREADABLE
    key, sole = _key_of(event.mail), event.mail.destination[0] if len(event.mail.destination) == 1 else ""
    match (event.event_type or event.notification_type).lower():
        case "bounce":
            return _bounced(event.bounce, key, identity)
        case "complaint":
            return _complained(event.complaint, key, identity)
        case "delivery":
            reached = event.delivery.recipients or event.mail.destination
            return [_receipt("delivered", event.delivery, key, one, identity) for one in reached]
        case "open":
            opened = _receipt("opened", event.open, key, sole, identity)
            return [opened_by(opened, event.open.user_agent or "")]
        case "click":
            agent, link = classify_click(event.click.user_agent or ""), event.click.link
            return [_receipt("clicked", event.click, key, sole, identity, machine=agent, url=link)]
        case "reject":
            return [_receipt("failed", event.reject, key, sole, identity, reason=event.reject.reason)]
        case "rendering failure":
            return [_receipt("failed", event.failure, key, sole, identity, reason=event.failure.error_message)]
        case "subscription" if _wants_nothing(event.subscription.new_topic_preferences or {}):
            return [_receipt("unsubscribed", event.subscription, key, sole, identity)]
        case _:  # Send, DeliveryDelay: nothing that is not known yet
            return []


def _bounced(bounce: SesDetail, key: str, identity: str) -> list[Heard]:
    """What SES did not even try, for an older bounce or because somebody left, has failed; it has not bounced anew."""
    kind, sub = bounce.bounce_type.lower(), _word(bounce.bounce_sub_type)
    what = f"{bounce.bounce_type} {bounce.bounce_sub_type or ''}".strip()
    heard: list[Heard] = []
    for one in bounce.bounced_recipients:
        told = _receipt(
            "failed" if sub in LISTED or sub == LEFT else "bounced",
            bounce,
            key,
            one.email_address,
            identity,
            reason=f"{what}: {one.diagnostic_code or one.status or ''}".rstrip(": "),
            hard_bounce=kind == "permanent" and sub != LEFT,
        )
        heard += [told, _left(told)] if sub == LEFT else [told]
    return heard


def _complained(complaint: SesDetail, key: str, identity: str) -> list[Heard]:
    """Somebody who takes a mail out of the spam complains of nothing; an older complaint is no new one."""
    word, heard = complaint.complaint_feedback_type or "", list[Heard]()
    if word == NOT_SPAM:
        return heard
    listed = _word(complaint.complaint_sub_type) in LISTED
    for one in complaint.complained_recipients:
        kind: ReceiptKind = "failed" if listed else "complained"
        told = _receipt(kind, complaint, key, one.email_address, identity, reason=word)
        heard += [told, _left(told)] if listed else [told]
    return heard


def _left(told: Receipt) -> Consent:
    return Consent(allowed=False, message=told.message, address=told.address, at=told.at, id=told.id)


def _word(text: str | None) -> str:
    return (text or "").replace(" ", "").lower()


def _receipt(
    kind: ReceiptKind,
    detail: SesDetail,
    key: str,
    address: str,
    identity: str,
    *,
    reason: str | None = None,
    url: str = "",
    machine: bool = False,
    hard_bounce: bool = False,
) -> Receipt:
    return Receipt(
        kind=kind,
        message=key,
        address=address,
        at=ms_of_date(detail.timestamp),
        id=f"{detail.feedback_id or identity}:{address}",
        reason=reason or "",
        url=url,
        machine=machine,
        hard_bounce=hard_bounce,
    )


def _key_of(mail: SesMail) -> str:
    """Our key, by the tag, else by the header, which identities tell only where headers are switched on."""
    for tag in mail.tags.get(MESSAGE_KEY, ()):
        if key := key_of_tag(tag):
            return key
    return next((one.value for one in mail.headers if one.name.lower() == MESSAGE_HEADER.lower()), "")


def _wants_nothing(preferences: dict[str, object]) -> bool:
    return preferences.get("unsubscribeAll") is True
