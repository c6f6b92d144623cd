"""What Meta's webhook tells: the fate of messages, what people write, and who wants no more marketing."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from loopline.model.hook import Consent, Heard, Receipt
from loopline.model.message import ReceiptKind
from loopline.providers.sms.answers import answered, refused_by_stop
from loopline.providers.sms.http_sms import with_plus
from loopline.providers.whatsapp.cloud_faults import STOPPED, CloudFault, cloud_scope

KINDS: Final[dict[str, ReceiptKind]] = {"delivered": "delivered", "read": "opened"}
SECONDS: Final = re.compile(r"[0-9]{1,11}")
NEWS_MAX: Final = 5_000
"""Pieces of news in one call; Meta sends a thousand at most."""


class CloudStatus(Struct, frozen=True):
    """How a message of ours fares. The key that went along comes back as it was."""

    id: str = ""
    status: str = ""
    timestamp: str = ""
    recipient_id: str = ""
    biz_opaque_callback_data: str = ""
    errors: list[CloudFault] = []


class CloudText(Struct, frozen=True):
    """Words, of a text or of a button that was pressed."""

    body: str = ""
    text: str = ""


class CloudInbound(Struct, frozen=True):
    """A message that somebody sent to our number."""

    id: str = ""
    sender: str = field(name="from", default="")
    timestamp: str = ""
    type: str = ""
    text: CloudText = CloudText()
    button: CloudText = CloudText()


class CloudPreference(Struct, frozen=True):
    """A person turned marketing from us off, or on again."""

    wa_id: str = ""
    category: str = ""
    value: str = ""
    timestamp: int | str = 0


class CloudValue(Struct, frozen=True):
    """What changed."""

    statuses: list[CloudStatus] = []
    messages: list[CloudInbound] = []
    user_preferences: list[CloudPreference] = []


class CloudChange(Struct, frozen=True):
    """One piece of a call."""

    value: CloudValue = CloudValue()


class CloudEntry(Struct, frozen=True):
    """The changes of one account."""

    changes: list[CloudChange] = []


class CloudCall(Struct, frozen=True):
    """The body of a call."""

    object: str = ""
    entry: list[CloudEntry] = []


def cloud_news(told: CloudCall) -> list[Heard]:
    """Everything in a call that says something of a person or a message; kinds that are not known are left out."""
    news: list[Heard] = []
    for value in (change.value for entry in told.entry for change in entry.changes):
        for status in value.statuses:
            news += _fate(status)
        for one in value.messages:
            if one.type in ("text", "button"):
                words = one.text.body or one.button.text
                news += answered(with_plus(one.sender), words, one.id, at=_milliseconds(one.timestamp))
        news += _preferences(value.user_preferences)
    return news[:NEWS_MAX]


def _fate(status: CloudStatus) -> list[Heard]:
    key, number, at = status.biz_opaque_callback_data, with_plus(status.recipient_id), _milliseconds(status.timestamp)
    identity = f"{status.id}:{status.status}"
    if kind := KINDS.get(status.status):
        return [Receipt(kind=kind, message=key, address=number, id=identity, at=at)]
    if status.status != "failed":
        return []
    fault = status.errors[0] if status.errors else CloudFault()
    failed: ReceiptKind = "bounced" if cloud_scope(fault.code) == "address" else "failed"
    reason = f"{fault.code}: {fault.words}" if status.errors else ""
    receipt = Receipt(kind=failed, message=key, address=number, id=identity, at=at, reason=reason)
    return [receipt, *(refused_by_stop(key, number, identity, at=at) if fault.code == STOPPED else ())]


def _preferences(told: Iterable[CloudPreference]) -> list[Heard]:
    return [
        Consent(
            allowed=one.value == "resume",
            address=with_plus(one.wa_id),
            at=_milliseconds(str(one.timestamp)),
            id=f"{one.wa_id}:{one.value}:{one.timestamp}",
        )
        for one in told
        if one.category == "marketing_messages" and one.value in ("stop", "resume")
    ]


def _milliseconds(seconds: str) -> int:
    return int(seconds) * 1_000 if SECONDS.fullmatch(seconds) else 0
