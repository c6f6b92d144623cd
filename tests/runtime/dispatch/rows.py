"""Rows of the outbox, as the tests of sending need them."""

import msgspec

from loopline.model.effect import SendMessage
from loopline.model.records import OutboxRow
from tests.contracts.made import message


def row(key: str, node: str) -> OutboxRow:
    """A pending message of this node."""
    made: SendMessage = msgspec.structs.replace(message(key), node=node)
    return OutboxRow(message=made, status="pending", due_at=0, attempt=0)
