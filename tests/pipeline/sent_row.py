"""One message in the outbox, and the node that sends it."""

from loopline.model.effect import SendMessage
from loopline.model.message import Sending
from loopline.model.nodes.message import Content
from loopline.model.records import OutboxRow
from tests.decisions.played import START

NODE = Sending(channel="email", content=Content(subject="Hi", text="Hi"), attempts=2)
SENT = SendMessage(
    key="k",
    person="ann",
    channel="email",
    topic="",
    journey="j",
    version=1,
    node="mail",
    enrollment="e",
    address="ann@example.test",
    context=b'{"a":1}',
    due_at=START,
    created_at=START,
)
ROW = OutboxRow(message=SENT, status="pending", due_at=START, attempt=0)
