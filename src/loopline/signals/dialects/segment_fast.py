"""The fast path: tracked events in which nothing is odd, read many at a time; the general path reads the rest."""

from typing import Final

from loopline.model.ids import anonymous_key, person_key
from loopline.model.signal import EventReceived
from loopline.signals.content import ABSENT, BRACE, NOTHING, all_sound, is_sound
from loopline.signals.dialects.segment_wire import FastEnvelope, FastMessage
from loopline.signals.dialects.told_device import names_device
from loopline.signals.quality import MESSAGE_BYTES_MAX, checked_zone, is_plain_id
from loopline.signals.timestamps import clock_offset, read_stamp

FRAME_BYTES: Final = len('{"type":"track","userId":"","event":"","messageId":""}')
PROPERTIES_BYTES: Final = len(',"properties":')
"""What an event takes at the least beside its ids and its properties, and what properties take beside themselves."""


def read_fast(envelope: FastEnvelope, received_at: int) -> list[EventReceived | FastMessage]:
    """Each message as the event that it is or, when it is anything else or odd in anything, as it was given.

    An event is the very one that the general path makes of the message, unless the message is longer than allowed.
    """
    offset = clock_offset(envelope.sent_at, received_at)
    read: list[EventReceived | FastMessage] = []
    texts: list[bytes] = []
    for message in envelope.batch:
        known, said_id, name = message.user_id, message.message_id, message.event
        text = bytes(message.properties) or NOTHING
        if text[0] != BRACE and text in ABSENT:
            text = NOTHING
        if message.type != "track" or not (known and said_id and name) or not is_plain_id(known) or text[0] != BRACE:
            read.append(message)
            continue
        at, link, zone = received_at, "", ""
        if message.context or message.timestamp or message.original_timestamp or message.anonymous_id:
            beside = _beside(message, offset, received_at)
            if beside is None:
                read.append(message)
                continue
            at, link, zone = beside
        read.append(
            EventReceived(
                key=person_key(known),
                id=said_id,
                name=name,
                at=at,
                received_at=received_at,
                properties=text,
                link=link,
                zone=zone,
            )
        )
        texts.append(text)
    if all_sound(texts):
        return read
    return [
        event if isinstance(event, EventReceived) and is_sound(event.properties) else message
        for event, message in zip(read, envelope.batch, strict=True)
    ]


def _beside(message: FastMessage, offset: int | None, received_at: int) -> tuple[int, str, str] | None:
    """When it happened, who else is the same person, and in which zone; None when one of them is odd."""
    anonymous, context = message.anonymous_id, message.context
    if anonymous and not is_plain_id(anonymous):
        return None
    if context is not None and (context.consent or names_device(context)):
        return None
    if offset is None and message.sent_at is not None:
        offset = clock_offset(message.sent_at, received_at)
    at, odd = read_stamp(message.timestamp or message.original_timestamp, offset, received_at)
    if odd:
        return None
    zone = checked_zone(context.timezone) if context is not None else ""
    return at, anonymous_key(anonymous) if anonymous else "", zone


def fitting_events(read: list[EventReceived | FastMessage], body_bytes: int) -> list[EventReceived] | None:
    """The events, when all is events and none can come from a message longer than allowed.

    A message is no longer than what is left of the body by the least that the other messages take. None when that is
    too much, and somebody must look.
    """
    events = [event for event in read if isinstance(event, EventReceived)]
    if len(events) < len(read):
        return None
    if body_bytes <= MESSAGE_BYTES_MAX:
        return events
    sizes = [len(event.properties) for event in events]
    stated = len(sizes) - sizes.count(len(NOTHING))  # these may stand for properties that were never sent
    spare = body_bytes - sum(sizes) - FRAME_BYTES * (len(sizes) - 1) - PROPERTIES_BYTES * (stated - 1)
    return events if spare + max(sizes, default=0) <= MESSAGE_BYTES_MAX else None
