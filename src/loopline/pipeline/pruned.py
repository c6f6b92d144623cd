"""Messages that have left the outbox, as their facts remember them: late news and people who look still find them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, cast

from msgspec.structs import asdict

from loopline.model.channels import ChannelName
from loopline.model.effect import MessageHead, SendMessage
from loopline.model.message import AttemptResult, MessageStatus
from loopline.model.records import OutboxRow

KEY: Final = re.compile(r"[0-9a-f]{32}:.{1,512}:[0-9]{1,9}", re.DOTALL)
"""Enrollment, node and visit; what providers call by another key is no message of ours."""

GONE: Final = b""
"""The context of a message that has left the outbox: what personalised it is not in the facts."""

PRUNED: Final = """
WITH asked AS (SELECT * FROM facts WHERE kind IN ('message', 'called', 'attempt') AND list_contains($keys, key)),
tried AS (
    SELECT key, arg_max(name, (number, position, seq)) AS outcome, arg_max(reason, (number, position, seq)) AS reason,
        max(value) AS attempts
    FROM asked WHERE kind = 'attempt' GROUP BY key
)
SELECT m.key, m.person, m.channel, m.topic, m.journey, m.version, m.node, m.enrollment, m."at",
    coalesce(t.outcome, 'sent'), coalesce(t.reason, ''), coalesce(t.attempts, 0)
FROM asked m LEFT JOIN tried t USING (key) WHERE m.kind <> 'attempt'
"""
STATUSES: Final[dict[AttemptResult, MessageStatus]] = {"failed": "failed", "refused": "refused"}


def keys_of_ours(keys: Iterable[str]) -> list[str]:
    """Those that may be keys of messages that we have sent once."""
    return [key for key in keys if KEY.fullmatch(key)]


def pruned_row(row: Sequence[object]) -> OutboxRow:
    """A row of PRUNED as the outbox had it, without address and context."""
    key, person, channel, topic, journey, version, node, enrollment, at, outcome, reason, attempts = row
    head = MessageHead(
        key=str(key),
        person=str(person),
        channel=cast(ChannelName, channel),  # as it was written, also by another version
        topic=str(topic),
        journey=str(journey),
        version=int(str(version)),
        node=str(node),
        enrollment=str(enrollment),
        address="",
    )
    decided_at = int(str(at))
    message = SendMessage(**asdict(head), context=GONE, due_at=decided_at, created_at=decided_at)
    status = STATUSES.get(cast(AttemptResult, outcome), "sent")
    return OutboxRow(
        message=message, status=status, due_at=decided_at, attempt=int(float(str(attempts))), reason=str(reason)
    )
