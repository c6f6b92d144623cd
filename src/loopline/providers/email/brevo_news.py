"""What Brevo's webhooks tell of a mail, in our words. Names of events drift: signs between words do not count."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from loopline.model.hook import Heard, Receipt
from loopline.model.message import ReceiptKind
from loopline.providers.email.mail_service import ms_of_seconds, words_of

KEY_FIELD: Final = "X-Mailin-custom"
MS_LEAST: Final = 10**11
"""A time of so much or more is in ms: seconds would be of the year 5138."""

KINDS: Final[Mapping[str, ReceiptKind]] = {
    "delivered": "delivered",
    "hardbounce": "bounced",
    "invalidemail": "bounced",
    "softbounce": "bounced",
    "blocked": "failed",
    "error": "failed",
    "opened": "opened",
    "uniqueopened": "opened",
    "proxyopen": "opened",
    "uniqueproxyopen": "opened",
    "click": "clicked",
    "spam": "complained",
    "complaint": "complained",
    "unsubscribe": "unsubscribed",
    "unsubscribed": "unsubscribed",
}
"""Those that are left out tell nothing that is not known: request, sent, deferred."""
HARD: Final = frozenset({"hardbounce", "invalidemail"})
PROXY: Final = frozenset({"proxyopen", "uniqueproxyopen"})


def read_brevo_event(event: Mapping[str, Any]) -> list[Heard]:
    """What one event tells. It has no id of its own; the first opening is told twice, as `opened` and as unique."""
    name = words_of(event.get("event")).lower().replace("_", "").replace("-", "").replace(" ", "")
    kind = KINDS.get(name)
    if kind is None:
        return []
    link, stamp = words_of(event.get("link")), words_of(event.get("ts_event") or event.get("ts_epoch"))
    return [
        Receipt(
            kind=kind,
            message=unquote(words_of(event.get(KEY_FIELD) or event.get(KEY_FIELD.lower()))),
            address=words_of(event.get("email")),
            at=_at(event),
            id=f"{words_of(event.get('message-id'))}:{kind}:{stamp}:{link}",
            reason=words_of(event.get("reason")),
            url=link,
            proxy=name in PROXY,
            hard_bounce=name in HARD,
        )
    ]


def _at(event: Mapping[str, Any]) -> int:
    """By the times that are in UTC: others are of the account's zone. What is said to be ms is at times seconds."""
    epoch = event.get("ts_epoch")
    if isinstance(epoch, int | float) and epoch >= MS_LEAST:
        epoch /= 1_000
    return ms_of_seconds(epoch) or ms_of_seconds(event.get("ts_event"))
