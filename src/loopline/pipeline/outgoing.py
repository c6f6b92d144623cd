"""What a message of the outbox is made of: what its node sends, and the message as the delivery room sees it."""

import msgspec

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.delivery.email.footer import with_footer
from loopline.model.effect import SendMessage
from loopline.model.message import Outgoing, Sending
from loopline.model.records import OutboxRow


def sending_of(message: SendMessage, published: PublishedSet) -> tuple[JourneyVersion, Sending] | None:
    """The version that decided a message, and what its node sends; None when it is not there."""
    version = published.version(message.journey, message.version)
    sending = node_sending(version, message.node) if version else None
    if version is None or sending is None:
        return None
    workspace = published.workspace
    sending = with_footer(sending, workspace.postal_address, transactional=message.transactional)
    return version, with_sender(sending, workspace.sender)


def node_sending(version: JourneyVersion, node: str) -> Sending | None:
    """What a node of a version sends; None when it is not there, or sends nothing."""
    kind = version.nodes.get(node)
    return kind.sending() if kind else None


def with_sender(sending: Sending, sender: str) -> Sending:
    """What a node sends, from the workspace's sender where an e-mail names nobody."""
    if not sender or sending.channel != "email" or sending.content.sender:
        return sending
    content = msgspec.structs.replace(sending.content, sender=sender)
    return msgspec.structs.replace(sending, content=content)


def outgoing_of(row: OutboxRow, sending: Sending) -> Outgoing:
    """The message as the delivery room sees it."""
    m = row.message
    return Outgoing(
        key=m.key,
        person=m.person,
        channel=m.channel,
        address=m.address,
        content=sending.content,
        context=msgspec.json.decode(m.context),
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        attempt=row.attempt + 1,
        created_at=m.created_at,
        policy=sending.policy,
        wants_answer=sending.wants_answer,
        track=sending.track,
    )
