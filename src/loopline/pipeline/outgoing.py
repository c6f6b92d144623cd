"""What a message of the outbox is made of: what its node sends, and the message as the delivery room sees it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from loopline.decisions.policy.region import TRACKING_TRAIT, opens_untold
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.delivery.email.footer import with_footer
from loopline.delivery.utm import merged, utm_parameters
from loopline.model.effect import SendMessage
from loopline.model.mail.utm import Utm
from loopline.model.message import Outgoing, Sending
from loopline.model.records import OutboxRow

UNTRACKED_WORDS: Final = frozenset(("off", "no", "false"))
"""What the trait says of a person who is not to be tracked, beside false."""

_requested = msgspec.json.Decoder(Sending).decode


def sending_of(message: SendMessage, published: PublishedSet) -> tuple[JourneyVersion | None, Sending] | None:
    """The version that decided a message, and what its node sends; None when it is not there.

    A message that was asked for outside of any journey has no version, and carries by itself what it sends.
    """
    if message.sending:
        requested = with_utm(_requested(message.sending), published.workspace.utm, message.transactional)
        return None, with_sender(requested, published.workspace.sender)
    version = published.version(message.journey, message.version)
    sending = node_sending(version, message.node) if version else None
    if version is None or sending is None:
        return None
    workspace = published.workspace
    plain, language = message.transactional, workspace.language
    sending = with_utm(sending, workspace.utm, plain)
    sending = with_footer(sending, workspace.postal_address, language, transactional=plain)
    return version, with_sender(sending, workspace.sender)


def node_sending(version: JourneyVersion, node: str) -> Sending | None:
    """What a node of a version sends; None when it is not there, or sends nothing."""
    kind = version.nodes.get(node)
    sending, pinned = kind.sending() if kind else None, version.journey.pins.get(node)
    if sending is None or pinned is None or not pinned.attachments:
        return sending
    return msgspec.structs.replace(sending, attachments=pinned.attachments)


def with_sender(sending: Sending, sender: str) -> Sending:
    """What a node sends, from the workspace's sender where an e-mail names nobody."""
    if not sender or sending.channel != "email" or sending.content.sender:
        return sending
    content = msgspec.structs.replace(sending.content, sender=sender)
    return msgspec.structs.replace(sending, content=content)


def with_utm(sending: Sending, workspace: Utm, transactional: bool) -> Sending:
    """What a node sends, with the workspace's UTM parameters beside its own.

    A transactional message carries its own alone: a link that works once is often signed, and must not be changed.
    """
    utm = merged(sending.utm, Utm() if transactional else workspace)
    return sending if utm == sending.utm else msgspec.structs.replace(sending, utm=utm)


def outgoing_of(row: OutboxRow, sending: Sending, published: PublishedSet | None = None) -> Outgoing:
    """The message as the delivery room sees it. `published` has the countries in which opens are told by consent."""
    m = row.message
    context = msgspec.json.decode(m.context)
    return Outgoing(
        key=m.key,
        person=m.person,
        channel=m.channel,
        address=m.address,
        content=sending.content,
        context=context,
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        attempt=row.attempt + 1,
        created_at=m.created_at,
        policy=sending.policy,
        wants_answer=sending.wants_answer,
        track=sending.track and lets_track(context),
        track_opens=published is None or not opens_untold(context, published),
        attachments=sending.attachments,
        to_name=sending.to_name,
        utm=utm_parameters(sending.utm, _origin(m)),
    )


def _origin(m: SendMessage) -> dict[str, str]:
    """What UTM parameters may name."""
    version = str(m.version) if m.version else ""
    return {"journey": m.journey, "version": version, "node": m.node, "channel": m.channel, "topic": m.topic}


def lets_track(traits: Mapping[str, object]) -> bool:
    """Whether a person with these traits may be tracked: the trait `tracking` is neither false, off nor no."""
    said = traits.get(TRACKING_TRAIT)
    return said is not False and not (isinstance(said, str) and said.strip().lower() in UNTRACKED_WORDS)
