"""Segment's protocol read: every good message becomes signals, every bad one an error that names it."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

import msgspec
from msgspec import Raw

from loopline.model.channels import channel_named
from loopline.model.consent.asking import ConsentAsked
from loopline.model.ids import ACCOUNT, ID_CHARACTERS_MAX, account_key, anonymous_key, person_key
from loopline.model.signal import (
    AccountJoined,
    ConsentChanged,
    EventReceived,
    PersonLinked,
    Signal,
    TraitsChanged,
)
from loopline.signals.batch import ReadBatch
from loopline.signals.content import object_in, traits_in
from loopline.signals.dialects.segment_fast import fitting_events, read_fast
from loopline.signals.dialects.segment_parsed import (
    ParsedMessage,
    checked_message,
    merged_context,
    notes_of,
    parse_message,
)
from loopline.signals.dialects.segment_wire import (
    Envelope,
    SegmentMessage,
    decode_id,
    open_envelope,
    open_fast,
)
from loopline.signals.dialects.told_device import told_device
from loopline.signals.dialects.told_proof import told_proof
from loopline.signals.quality import (
    MESSAGE_BYTES_MAX,
    NAME_CHARACTERS_MAX,
    BadMessage,
    MessageError,
    checked_id,
    checked_name,
)
from loopline.signals.timestamps import clock_offset

CONSENTS_MAX: Final = 100
"""So one message becomes about a hundred signals at most."""

PAGE_EVENT: Final = "page_viewed"
SCREEN_EVENT: Final = "screen_viewed"


def read(body: bytes, received_at: int, hint: str = "") -> ReadBatch:
    """Read a request, as `BatchReader` promises.

    `hint` is the type that the address names, for an address that takes a single message.
    """
    fast = None if hint else open_fast(body)
    if fast is None:
        return read_envelope(open_envelope(body, single=hint != ""), received_at, hint)
    found = read_fast(fast, received_at)
    events = fitting_events(found, len(body))
    if events is not None:
        return ReadBatch([*events], [], len(events))
    return read_envelope(open_envelope(body, single=False), received_at, "", found)


def read_envelope(
    envelope: Envelope,
    received_at: int,
    hint: str = "",
    found: Sequence[EventReceived | SegmentMessage] = (),
) -> ReadBatch:
    """Read the messages of an opened request; one that is refused leaves an error and costs the others nothing.

    `found` is what the fast path made of them: an event where it could, and else the message parsed.
    """
    signals: list[Signal] = []
    errors: list[MessageError] = []
    offset, shared = clock_offset(envelope.sent_at, received_at), envelope.shared_context()
    noted: set[tuple[str, str]] = set()
    holders: dict[str, str] = {}
    taken = 0
    for index, (raw, known) in enumerate(zip_longest(envelope.batch, found)):
        if isinstance(known, EventReceived) and len(raw) <= MESSAGE_BYTES_MAX:
            signals.append(known)
            taken += 1
            continue
        text = bytes(raw)
        try:
            _check_size(text)
            message = known if isinstance(known, SegmentMessage) else parse_message(text)
            if shared is not None:
                message.context = merged_context(message.context, shared)
            parsed = checked_message(message, text, offset, received_at, index)
            signals += _reader_of(parsed, hint or message.type)(parsed)
            taken += 1
            signals += (note for note in notes_of(parsed) if (note.key, note.reason) not in noted)
            noted.update((parsed.key, note[0]) for note in parsed.notes)
            if message.context is not None:
                signals += read_consent(parsed, message.context.consent)
                device = told_device(parsed, message.context)
                if device is not None and holders.get(device.token) != device.key:
                    holders[device.token] = device.key
                    signals.append(device)
        except BadMessage as refusal:
            errors.append(MessageError(index, _id_in(text), refusal.code, refusal.text))
    return ReadBatch(signals, errors, taken)


def _reader_of(parsed: ParsedMessage, kind: str | None) -> Callable[[ParsedMessage], list[Signal]]:
    """What reads the message; of an account by itself nothing is said but what happened to it."""
    if parsed.key.startswith(ACCOUNT) and kind != "track":
        raise BadMessage("identity_missing", "The message has neither userId nor anonymousId; send at least one.")
    return _reader(kind)


def _check_size(text: bytes) -> None:
    if len(text) > MESSAGE_BYTES_MAX:
        raise BadMessage(
            "message_too_large", f"The message has {len(text)} bytes; at most {MESSAGE_BYTES_MAX} are taken."
        )


def _event(parsed: ParsedMessage, name: str, properties: bytes) -> list[Signal]:
    return [EventReceived(**parsed.head(), name=name, properties=properties, link=parsed.link, zone=parsed.zone)]


def read_track(parsed: ParsedMessage) -> list[Signal]:
    """Something was done: an event by its own name."""
    properties, _ = object_in(parsed.message.properties, "properties_invalid")
    return _event(parsed, checked_name(parsed.message.event, "event"), properties)


def read_page(parsed: ParsedMessage) -> list[Signal]:
    """A page was seen: `page_viewed`, with the page's name and category among the properties."""
    return _event(parsed, PAGE_EVENT, _named(parsed.message))


def read_screen(parsed: ParsedMessage) -> list[Signal]:
    """A screen of an app was seen: `screen_viewed`, with its name and category among the properties."""
    return _event(parsed, SCREEN_EVENT, _named(parsed.message))


def _named(message: SegmentMessage) -> bytes:
    """The properties with the name and category that stand beside them; those win, as in the sender's own tools."""
    text, properties = object_in(message.properties, "properties_invalid")
    beside = {"name": message.name, "category": message.category}
    stated = {field: value for field, value in beside.items() if value is not None}
    return msgspec.json.encode(properties | stated) if stated else text


def read_identify(parsed: ParsedMessage) -> list[Signal]:
    """A person's traits were stated; some clients put them into the context, so both places count."""
    traits = traits_in(parsed.message.traits)
    if parsed.message.context is not None:
        traits = traits_in(parsed.message.context.traits) | traits
    return [TraitsChanged(**parsed.head(), traits=traits, link=parsed.link, zone=parsed.zone)]


def read_group(parsed: ParsedMessage) -> list[Signal]:
    """A person belongs to an account. The signal has no link of its own, so a link is a signal of its own."""
    group = checked_id(parsed.message.group_id, "groupId")
    if not group:
        raise BadMessage("group_missing", "groupId is missing; send the id of the account.")
    traits = traits_in(parsed.message.traits)
    joined: Signal = AccountJoined(**parsed.head(), account=account_key(group), traits=traits)
    return [*_linked(parsed, parsed.link, "link"), joined] if parsed.link else [joined]


def read_alias(parsed: ParsedMessage) -> list[Signal]:
    """An old id and this one are the same person.

    Nothing in the message says whether the old id was an anonymous or a known one, unless it is the message's
    anonymousId. So both are linked; linking an id that nobody ever had changes nothing.
    """
    previous = checked_id(parsed.message.previous_id, "previousId")
    if not previous:
        raise BadMessage("previous_id_missing", "previousId is missing; send the id that the person had before.")
    if not checked_id(parsed.message.user_id, "userId"):
        raise BadMessage("identity_missing", "An alias needs userId, the id that the person has from now on.")
    known, anonymous = person_key(previous), anonymous_key(previous)
    if anonymous == parsed.link:
        return _linked(parsed, anonymous, "")
    if known == parsed.key:
        raise BadMessage("alias_to_itself", "previousId and userId are the same; there is nothing to link.")
    return _linked(parsed, known, "") + _linked(parsed, anonymous, "anonymous")


def _linked(parsed: ParsedMessage, other: str, suffix: str) -> list[Signal]:
    return [PersonLinked(**parsed.head(suffix), other=other)]


def read_consent(parsed: ParsedMessage, raw: Raw) -> list[Signal]:
    """Consent that rides on any message: {"email": true, "sms:offers": false}. Categories that name no channel are
    somebody else's (cookie banners use the same field) and are passed over. With "double_opt_in": true each yes waits
    until it is confirmed.
    """
    _, consent = object_in(raw, "consent_invalid")
    preferences = consent.get("categoryPreferences")
    if not isinstance(preferences, dict):
        return []
    if len(preferences) > CONSENTS_MAX:
        raise BadMessage(
            "consent_invalid", f"More than {CONSENTS_MAX} consent categories; the message alone was taken."
        )
    proof = told_proof(consent.get("proof"))
    signals: list[Signal] = []
    for category, allowed in preferences.items():
        name, _, topic = category.partition(":")
        channel = channel_named(name)
        if channel is None:
            continue
        if not isinstance(allowed, bool) or len(topic) > NAME_CHARACTERS_MAX:
            wrong = "is neither true nor false" if len(topic) <= NAME_CHARACTERS_MAX else "names too long a topic"
            raise BadMessage("consent_invalid", f"The consent to {category[:80]!r} {wrong}; the rest was taken.")
        head = parsed.head(f"consent/{category}")
        if allowed and consent.get("double_opt_in") is True:
            signals.append(ConsentAsked(**head, channel=channel, topic=topic, source="sdk", proof=proof))
            continue
        signals.append(
            ConsentChanged(
                **head,
                channel=channel,
                topic=topic,
                allowed=allowed,
                source="sdk",
                proof=proof,
            )
        )
    return signals


TYPES: Final[dict[str, Callable[[ParsedMessage], list[Signal]]]] = {
    "track": read_track,
    "identify": read_identify,
    "group": read_group,
    "alias": read_alias,
    "page": read_page,
    "screen": read_screen,
}


def _reader(kind: str | None) -> Callable[[ParsedMessage], list[Signal]]:
    reader = TYPES.get(kind or "")
    if reader is None:
        raise BadMessage("type_unknown", f"The type is {kind!r}; it must be one of {', '.join(TYPES)}.")
    return reader


def _id_in(text: bytes) -> str:
    """The messageId of a message that was refused, as far as it can be made out."""
    try:
        return str(decode_id(text).message_id)[:ID_CHARACTERS_MAX]
    except msgspec.DecodeError:
        return ""
