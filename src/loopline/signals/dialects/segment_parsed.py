"""A message of Segment's protocol with what all types share worked out: who, which, when, where, and what was odd."""

from datetime import datetime
from typing import TypedDict

import msgspec
from msgspec import Struct

from loopline.model.ids import ID_CHARACTERS_MAX, account_key, anonymous_key, person_key, stable_id
from loopline.model.signals.data import DataNoted
from loopline.model.tracking.reasons import QualityReason
from loopline.signals.dialects.segment_wire import FIELD_CODES, SegmentContext, SegmentMessage, decode_message
from loopline.signals.quality import BadMessage, bad_field, checked_id, checked_message_id, checked_zone
from loopline.signals.timestamps import clock_offset, read_stamp


class SignalFields(TypedDict):
    """The fields that every signal of a message begins with."""

    key: str
    id: str
    at: int
    received_at: int


Note = tuple[QualityReason, str, str, str]
"""Something odd about a message: the reason, the field, what was changed, and what was given."""


class ParsedMessage(Struct, frozen=True, gc=False):
    """A message with what all types share worked out: who, which, when, where."""

    message: SegmentMessage
    id: str
    key: str
    link: str
    at: int
    received_at: int
    zone: str
    notes: tuple[Note, ...] = ()

    def head(self, suffix: str = "") -> SignalFields:
        """The head of a signal; a second signal of the same message needs a suffix to its id."""
        own = f"{self.id}/{suffix}" if suffix else self.id
        return {"key": self.key, "id": own, "at": self.at, "received_at": self.received_at}


def parse_message(text: bytes) -> SegmentMessage:
    try:
        return decode_message(text)
    except msgspec.DecodeError as error:
        raise bad_field(error, FIELD_CODES) from None


def checked_message(
    message: SegmentMessage, text: bytes, offset: int | None, received_at: int, index: int
) -> ParsedMessage:
    """Work out who did it and when, whatever the type."""
    known = checked_id(message.user_id, "userId") if message.user_id is not None else ""
    anonymous = checked_id(message.anonymous_id, "anonymousId") if message.anonymous_id is not None else ""
    if known:
        key = person_key(known)
        link = anonymous_key(anonymous) if anonymous else ""
    elif anonymous:
        key, link = anonymous_key(anonymous), ""
    elif message.group_id is not None and message.event is not None:
        key, link = account_key(checked_id(message.group_id, "groupId")), ""  # an event of the account itself
    else:
        raise BadMessage("identity_missing", "The message has neither userId nor anonymousId; send at least one.")
    if offset is None and message.sent_at is not None:
        offset = clock_offset(message.sent_at, received_at)
    stamp = message.timestamp or message.original_timestamp
    at, odd_time = read_stamp(stamp, offset, received_at)
    trimmed = ((name, repr(given)[:80]) for name, given in _ids(message) if _is_trimmed(given))
    notes: list[Note] = [("id_trimmed", name, given, "") for name, given in trimmed]
    if odd_time:
        if isinstance(stamp, datetime):  # the fast path has read it: tell it as it was written
            written = parse_message(text)
            stamp = written.timestamp or written.original_timestamp
        notes.append((odd_time, "timestamp", "", str(stamp)[:80]))
    message_id = message.message_id
    if not isinstance(message_id, str) or not 0 < len(message_id) <= ID_CHARACTERS_MAX:
        given = checked_message_id(message_id, "messageId")
        message_id = given or stable_id(key, str(received_at), str(index), text.decode())
    zone = checked_zone(message.context.timezone) if message.context is not None else ""
    return ParsedMessage(message, message_id, key, link, at, received_at, zone, tuple(notes))


def _ids(message: SegmentMessage) -> tuple[tuple[str, str | float | None], ...]:
    return (("userId", message.user_id), ("anonymousId", message.anonymous_id), ("groupId", message.group_id))


def _is_trimmed(given: str | float | None) -> bool:
    return isinstance(given, str) and bool(given.strip()) and given != given.strip()


def notes_of(parsed: ParsedMessage) -> list[DataNoted]:
    """What was odd about a message that was taken; once a person and a request for each kind of oddity."""
    return [
        DataNoted(**parsed.head(f"{reason}/{name}"), reason=reason, name=name, was=was, now=now)
        for reason, name, was, now in parsed.notes
    ]


def merged_context(own: SegmentContext | None, shared: SegmentContext) -> SegmentContext:
    """The context of one message and that of its batch; what the message itself says goes before."""
    if own is None:
        return shared
    return SegmentContext(
        traits=own.traits if bytes(own.traits) else shared.traits,
        timezone=own.timezone if own.timezone is not None else shared.timezone,
        consent=own.consent if bytes(own.consent) else shared.consent,
        device=own.device if bytes(own.device) else shared.device,
        app=own.app if bytes(own.app) else shared.app,
    )
