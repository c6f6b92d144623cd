"""From a request's bytes to signals: every good message becomes signals, every bad one a fault that names it."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

import msgspec
from msgspec import Raw, Struct

from loopline.model.channels import CHANNELS
from loopline.model.ids import ID_CHARACTERS_MAX, account_key, anonymous_key, person_key, stable_id
from loopline.model.signal import (
    AccountJoined,
    ConsentChanged,
    EventReceived,
    PersonLinked,
    Signal,
    TraitsChanged,
)
from loopline.signals.dialects.content import object_in, traits_in
from loopline.signals.dialects.segment_fast import fitting_events, read_plain
from loopline.signals.dialects.segment_wire import (
    Envelope,
    Message,
    decode_id,
    decode_message,
    open_envelope,
    open_plain,
)
from loopline.signals.dialects.timestamps import clock_offset, happened_at
from loopline.signals.quality import (
    MESSAGE_BYTES_MAX,
    NAME_CHARACTERS_MAX,
    Fault,
    Refused,
    checked_id,
    checked_name,
    checked_zone,
    refused_field,
)

CONSENTS_MAX: Final = 100
"""So one message becomes about a hundred signals at most."""

PAGE_EVENT: Final = "page_viewed"
SCREEN_EVENT: Final = "screen_viewed"


class Accepted(Struct, frozen=True):
    """What a request gave: the signals in the order of their messages, the faults, and how many messages were taken."""

    signals: list[Signal]
    faults: list[Fault]
    messages: int


class Said(Struct, frozen=True, gc=False):
    """A message with what all types share worked out: who, which, when, where."""

    message: Message
    id: str
    key: str
    link: str
    at: int
    received_at: int
    zone: str


def read_batch(body: bytes, received_at: int, path_type: str | None = None) -> Accepted:
    """Read a request. `path_type` is the type that the address names, for an address that takes a single message.

    Raises Invalid (TooLarge over a limit) when the request as a whole cannot be read; never for a single message.
    """
    plain = open_plain(body) if path_type is None else None
    if plain is None:
        return read_envelope(open_envelope(body, single=path_type is not None), received_at, path_type)
    read = read_plain(plain, received_at)
    events = fitting_events(read, len(body))
    if events is not None:
        return Accepted([*events], [], len(events))
    return read_envelope(open_envelope(body, single=False), received_at, None, read)


def read_envelope(
    envelope: Envelope,
    received_at: int,
    path_type: str | None = None,
    read: Sequence[EventReceived | Message] = (),
) -> Accepted:
    """Read the messages of an opened request; one that is refused leaves a fault and costs the others nothing.

    `read` is what the quick way made of them: an event where it could, and else the message parsed.
    """
    signals: list[Signal] = []
    faults: list[Fault] = []
    offset = clock_offset(envelope.sent_at, received_at)
    taken = 0
    for index, (raw, known) in enumerate(zip_longest(envelope.batch, read)):
        if isinstance(known, EventReceived) and len(raw) <= MESSAGE_BYTES_MAX:
            signals.append(known)
            taken += 1
            continue
        text = bytes(raw)
        try:
            _check_size(text)
            message = known if isinstance(known, Message) else _parse(text)
            said = _understand(message, text, offset, received_at, index)
            signals += _reader(path_type or message.type)(said)
            taken += 1
            if message.context is not None:
                signals += read_consent(said, message.context.consent)
        except Refused as refusal:
            faults.append(Fault(index, _id_in(text), refusal.code, refusal.text))
    return Accepted(signals, faults, taken)


def _check_size(text: bytes) -> None:
    if len(text) > MESSAGE_BYTES_MAX:
        raise Refused("message_too_large", f"The message has {len(text)} bytes; at most {MESSAGE_BYTES_MAX} are taken.")


def _parse(text: bytes) -> Message:
    try:
        return decode_message(text)
    except msgspec.DecodeError as fault:
        raise refused_field(fault) from None


def _understand(message: Message, text: bytes, offset: int | None, received_at: int, index: int) -> Said:
    """Work out who did it and when, whatever the type."""
    known = checked_id(message.user_id, "userId") if message.user_id is not None else ""
    anonymous = checked_id(message.anonymous_id, "anonymousId") if message.anonymous_id is not None else ""
    if known:
        key = person_key(known)
        link = anonymous_key(anonymous) if anonymous else ""
    elif anonymous:
        key, link = anonymous_key(anonymous), ""
    else:
        raise Refused("identity_missing", "The message has neither userId nor anonymousId; send at least one.")
    if offset is None and message.sent_at is not None:
        offset = clock_offset(message.sent_at, received_at)
    at = happened_at(message.timestamp or message.original_timestamp, offset, received_at)
    said_id = message.message_id
    if not isinstance(said_id, str) or not 0 < len(said_id) <= ID_CHARACTERS_MAX:
        said_id = checked_id(said_id, "messageId") or stable_id(key, str(received_at), str(index), text.decode())
    zone = checked_zone(message.context.timezone) if message.context is not None else ""
    return Said(message, said_id, key, link, at, received_at, zone)


def _event(said: Said, name: str, properties: bytes) -> list[Signal]:
    return [EventReceived(said.key, said.id, name, said.at, said.received_at, properties, said.link, said.zone)]


def read_track(said: Said) -> list[Signal]:
    """Something was done: an event by its own name."""
    properties, _ = object_in(said.message.properties, "properties_invalid")
    return _event(said, checked_name(said.message.event, "event"), properties)


def read_page(said: Said) -> list[Signal]:
    """A page was seen: `page_viewed`, with the page's name and category among the properties."""
    return _event(said, PAGE_EVENT, _named(said.message))


def read_screen(said: Said) -> list[Signal]:
    """A screen of an app was seen: `screen_viewed`, with its name and category among the properties."""
    return _event(said, SCREEN_EVENT, _named(said.message))


def _named(message: Message) -> bytes:
    """The properties with the name and category that stand beside them; those win, as in the sender's own tools."""
    text, properties = object_in(message.properties, "properties_invalid")
    beside = {"name": message.name, "category": message.category}
    said = {field: value for field, value in beside.items() if value is not None}
    return msgspec.json.encode(properties | said) if said else text


def read_identify(said: Said) -> list[Signal]:
    """A person's traits were stated; some clients put them into the context, so both places count."""
    traits = traits_in(said.message.traits)
    if said.message.context is not None:
        traits = traits_in(said.message.context.traits) | traits
    return [TraitsChanged(said.key, said.id, said.at, said.received_at, traits, said.link, said.zone)]


def read_group(said: Said) -> list[Signal]:
    """A person belongs to an account. The signal has no link of its own, so a link is told beside it."""
    group = checked_id(said.message.group_id, "groupId")
    if not group:
        raise Refused("group_missing", "groupId is missing; send the id of the account.")
    traits = traits_in(said.message.traits)
    joined: Signal = AccountJoined(said.key, said.id, said.at, said.received_at, account_key(group), traits)
    return [*_linked(said, said.link, "link"), joined] if said.link else [joined]


def read_alias(said: Said) -> list[Signal]:
    """An old id and this one are the same person.

    Nothing in the message says whether the old id was an anonymous or a known one, unless it is the message's
    anonymousId. So both are linked; linking an id that nobody ever had changes nothing.
    """
    previous = checked_id(said.message.previous_id, "previousId")
    if not previous:
        raise Refused("previous_id_missing", "previousId is missing; send the id that the person had before.")
    if not checked_id(said.message.user_id, "userId"):
        raise Refused("identity_missing", "An alias needs userId, the id that the person has from now on.")
    known, anonymous = person_key(previous), anonymous_key(previous)
    if anonymous == said.link:
        return _linked(said, anonymous, "")
    if known == said.key:
        raise Refused("alias_to_itself", "previousId and userId are the same; there is nothing to link.")
    return _linked(said, known, "") + _linked(said, anonymous, "anonymous")


def _linked(said: Said, other: str, suffix: str) -> list[Signal]:
    return [PersonLinked(said.key, f"{said.id}/{suffix}" if suffix else said.id, said.at, said.received_at, other)]


def read_consent(said: Said, raw: Raw) -> list[Signal]:
    """Consent that rides on any message: {"email": true, "sms:offers": false}. Categories that name no channel are
    somebody else's (cookie banners use the same field) and are passed over.
    """
    _, consent = object_in(raw, "consent_invalid")
    preferences = consent.get("categoryPreferences")
    if not isinstance(preferences, dict):
        return []
    if len(preferences) > CONSENTS_MAX:
        raise Refused("consent_invalid", f"More than {CONSENTS_MAX} consent categories; the message alone was taken.")
    signals: list[Signal] = []
    for category, allowed in preferences.items():
        channel, _, topic = category.partition(":")
        if channel not in CHANNELS:
            continue
        if not isinstance(allowed, bool) or len(topic) > NAME_CHARACTERS_MAX:
            wrong = "is neither true nor false" if len(topic) <= NAME_CHARACTERS_MAX else "names too long a topic"
            raise Refused("consent_invalid", f"The consent to {category[:80]!r} {wrong}; the rest was taken.")
        said_id = f"{said.id}/consent/{category}"
        signals.append(ConsentChanged(said.key, said_id, said.at, said.received_at, channel, topic, allowed, "sdk"))
    return signals


READERS: Final[dict[str, Callable[[Said], list[Signal]]]] = {
    "track": read_track,
    "identify": read_identify,
    "group": read_group,
    "alias": read_alias,
    "page": read_page,
    "screen": read_screen,
}


def _reader(kind: str | None) -> Callable[[Said], list[Signal]]:
    reader = READERS.get(kind or "")
    if reader is None:
        raise Refused("type_unknown", f"The type is {kind!r}; it must be one of {', '.join(READERS)}.")
    return reader


def _id_in(text: bytes) -> str:
    """The messageId of a message that was refused, as far as it can be made out."""
    try:
        return str(decode_id(text).message_id)[:ID_CHARACTERS_MAX]
    except msgspec.DecodeError:
        return ""
