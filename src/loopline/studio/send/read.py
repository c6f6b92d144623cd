"""Where a single message stands: from the request, the outbox and the facts."""

from typing import Final

from loopline.decisions.narrate import REFUSALS
from loopline.decisions.requested import requested_key
from loopline.model.channels import SANDBOX_KIND, channel_named
from loopline.model.errors import Missing
from loopline.storage.sql.messages.send_requests import StoredRequest
from loopline.studio.context import StudioContext
from loopline.studio.messages.read import Messages
from loopline.studio.messages.schemas import MessageDetail
from loopline.studio.names import shown_person
from loopline.studio.send.schemas import SendStanding, SendStatus

REFUSED_AT_ONCE: Final = """
SELECT reason, person, channel, "at" FROM facts WHERE key = $key AND kind = 'refused' ORDER BY "at" DESC LIMIT 1
"""
FARTHEST: Final[tuple[SendStanding, ...]] = ("complained", "bounced", "clicked", "opened", "delivered")
"""What people and providers told of it, the last word first."""

STANDING: Final[dict[str, SendStanding]] = {
    "pending": "accepted",
    "sending": "sending",
    "sent": "sent",
    "failed": "failed",
    "refused": "refused",
    "unknown": "unknown",
    "held": "held",
}
WENT_WRONG: Final = ("failed", "refused", "unknown")
REACHED: Final = ("sent", "sandbox", "sending", "unknown")


class SendReader:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext, messages: Messages) -> None:
        self._ctx, self._messages = ctx, messages

    def status(self, request: str) -> SendStatus:
        """Where it stands, as of now. Raises Missing `send_unknown`."""
        asked = self._ctx.studio_store.sends.get(request)
        try:
            detail = self._messages.detail(requested_key(request))
        except Missing:
            return self._without_message(request, asked)
        status = _standing(detail)
        last = detail.attempts[-1] if detail.attempts else None
        code = (last.code or status) if last and status in WENT_WRONG else ""
        return SendStatus(
            id=request,
            status=status,
            message=detail.key,
            person=detail.person,
            channel=detail.channel,
            due_at=asked.due_at if asked else detail.created_at,
            code=code,
            text=last.text if last else "",
            provider=detail.provider,
            attempts=detail.attempts,
            receipts=detail.receipts,
        )

    def _without_message(self, request: str, asked: StoredRequest | None) -> SendStatus:
        """It waits for its time, was taken back, is not decided yet, or was refused at once."""
        key = requested_key(request)
        refused = self._ctx.facts.query(REFUSED_AT_ONCE, {"key": key})
        if not refused and asked is None:
            raise Missing("send_unknown", "No message with this id was asked for here.")
        reason, person, channel, at = refused[0] if refused else ("", "", "", 0)
        standing: SendStanding = "refused" if refused else "accepted"
        if asked is not None and asked.status in ("scheduled", "cancelled"):
            standing = asked.status
        return SendStatus(
            id=request,
            status=standing,
            message=key,
            person=shown_person(str(person) if asked is None else asked.person),
            channel=channel_named(str(channel) if asked is None else asked.channel) or "",
            due_at=int(str(at)) if asked is None else asked.due_at,
            code=str(reason),
            text=f"It was not sent: {REFUSALS.get(str(reason), reason)}." if refused else "",
        )


def _standing(detail: MessageDetail) -> SendStanding:
    """What the outbox says of it, and what was told of it since; what a machine opened counts for nothing."""
    told = {one.kind for one in detail.receipts if not one.machine}
    farthest = next((one for one in FARTHEST if one in told), None)
    found = STANDING[detail.status]
    if found == "sent" and detail.provider == SANDBOX_KIND:
        found = "sandbox"
    return farthest if farthest is not None and found in REACHED else found
