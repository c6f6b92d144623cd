"""The Segment tracking protocol as it comes over the wire: the shapes of its messages, and taking a body apart."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Raw, Struct, field

from loopline.model.errors import Invalid, TooLarge
from loopline.model.ids import ID_CHARACTERS_MAX
from loopline.signals.lenient_json import decode_leniently
from loopline.signals.quality import NAME_CHARACTERS_MAX

BATCH_BYTES_MAX: Final = 500 * 1024
BATCH_MESSAGES_MAX: Final = 2_500
WRITE_KEY = re.compile(rb'"writeKey"\s*:\s*"([!-~]{1,128}?)"')
WRITE_KEYS_READ: Final = 8
NUL: Final = rb"\u0000"

FIELD_CODES: Final = {
    "timestamp": "timestamp_invalid",
    "originalTimestamp": "timestamp_invalid",
    "userId": "id_invalid",
    "anonymousId": "id_invalid",
    "groupId": "id_invalid",
    "previousId": "id_invalid",
    "messageId": "id_invalid",
    "event": "name_invalid",
    "name": "name_invalid",
    "category": "name_invalid",
}


class SegmentContext(Struct, rename="camel", gc=False):
    """What we read of a message's context; everything else in it is passed over."""

    traits: Raw = field(default_factory=Raw)
    timezone: Any = None  # anything but a string is passed over, so that it cannot cost the sender the message
    consent: Raw = field(default_factory=Raw)
    device: Raw = field(default_factory=Raw)
    app: Raw = field(default_factory=Raw)


class SegmentMessage(Struct, rename="camel", gc=False):
    """One message of any type, parsed no further than its type needs."""

    type: str | None = None
    message_id: str | int | None = None
    user_id: str | float | None = None
    anonymous_id: str | float | None = None
    event: str | float | None = None
    properties: Raw = field(default_factory=Raw)
    traits: Raw = field(default_factory=Raw)
    context: SegmentContext | None = None
    timestamp: Any = None  # of whatever shape: an odd one is told and costs nobody the message
    original_timestamp: Any = None
    sent_at: Any = None  # anything but a time is passed over: it only serves to set clocks right
    group_id: str | float | None = None
    previous_id: str | float | None = None
    name: str | None = None
    category: str | None = None


Id = Annotated[str, Meta(max_length=ID_CHARACTERS_MAX)]
Name = Annotated[str, Meta(max_length=NAME_CHARACTERS_MAX)]


NOT_SENT: Final = Raw()


class FastContext(SegmentContext, rename="camel", gc=False):
    """A context on the fast path: what was not sent is one shared nothing, which is quicker made."""

    traits: Raw = NOT_SENT
    consent: Raw = NOT_SENT
    device: Raw = NOT_SENT
    app: Raw = NOT_SENT


class FastMessage(SegmentMessage, rename="camel", gc=False):
    """A message on the fast path: the parser itself checks that ids and name are texts within their limits."""

    properties: Raw = NOT_SENT
    traits: Raw = NOT_SENT
    context: FastContext | None = None
    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    message_id: Id | None = None
    user_id: Id | None = None
    anonymous_id: Id | None = None
    event: Name | None = None


class FastEnvelope(Struct, rename="camel", gc=False):
    """A request whose messages are all parsed at once."""

    batch: list[FastMessage]
    sent_at: Any = None
    context: Raw = NOT_SENT


class Envelope(Struct, rename="camel", gc=False):
    """A request taken apart: its messages as bytes, and what is said once for all of them."""

    batch: list[Raw]
    sent_at: Any = None
    context: Raw = field(default_factory=Raw)

    def shared_context(self) -> SegmentContext | None:
        """The context of all its messages, where it has one that can be read."""
        try:
            return _decode_context(self.context) if bytes(self.context) else None
        except (msgspec.DecodeError, RecursionError):
            return None


class MessageIdOnly(Struct, rename="camel", gc=False):
    """The id of a message and nothing else, to say which one was refused."""

    message_id: Any = ""


decode_message: Callable[[bytes], SegmentMessage] = msgspec.json.Decoder(SegmentMessage).decode
decode_id: Callable[[bytes], MessageIdOnly] = msgspec.json.Decoder(MessageIdOnly).decode
_decode_context: Callable[[Raw], SegmentContext | None] = msgspec.json.Decoder(SegmentContext | None).decode
_decode_envelope = msgspec.json.Decoder(Envelope).decode
_decode_fast = msgspec.json.Decoder(FastEnvelope).decode


def written_keys(body: bytes) -> list[str]:
    """What stands in a body as a write key, found without parsing it: a stranger's body is not worth the time."""
    return [key.decode() for key in islice(WRITE_KEY.findall(body), WRITE_KEYS_READ)]


def open_fast(body: bytes) -> FastEnvelope | None:
    """A request's body parsed in one go, with no NUL in any text; None when one thing in it is odd, or too much.

    Never raises: `open_envelope` finds out what was wrong, at its leisure.
    """
    if len(body) > BATCH_BYTES_MAX or (b"\\" in body and NUL in body):
        return None
    try:
        if not body.isascii():
            body.decode()
        envelope = _decode_fast(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return envelope if len(envelope.batch) <= BATCH_MESSAGES_MAX and not bytes(envelope.context) else None


def open_envelope(body: bytes, single: bool) -> Envelope:
    """Take a request's body apart into messages, without parsing them.

    Raises TooLarge for a body over 500 KB or 2,500 messages, and Invalid when it is not JSON or holds no batch. Text
    that JSON does not allow but clients do send (half an emoji, NaN, broken UTF-8) is mended rather than refused.
    """
    if len(body) > BATCH_BYTES_MAX:
        raise TooLarge("batch_too_large", f"A request holds at most {BATCH_BYTES_MAX} bytes; send smaller batches.")
    try:
        envelope = decode_leniently(body, _single if single else _decode_envelope)
    except msgspec.ValidationError as error:
        raise _refusal(error, single) from None
    if len(envelope.batch) > BATCH_MESSAGES_MAX:
        raise TooLarge("batch_too_long", f"A batch holds at most {BATCH_MESSAGES_MAX} messages; send it in parts.")
    return envelope


def _single(body: bytes) -> Envelope:
    decode_id(body)
    return Envelope([Raw(body)])


def _refusal(error: msgspec.ValidationError, single: bool) -> Invalid:
    if single:
        return Invalid("message_invalid", f"Send one message, a JSON object, to this address: {error}")
    return Invalid("batch_missing", f'Send {{"batch": [message, ...]}} to this address, not this: {error}')
