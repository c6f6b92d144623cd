"""Customer.io's Track API, version 1, read: a request is one message, and whom it is about stands in the address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct, field

from loopline.model.channels import CHANNELS
from loopline.model.errors import TooLarge
from loopline.model.ids import anonymous_key, person_key, stable_id
from loopline.model.signal import ConsentChanged, EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.signals.batch import ReadBatch
from loopline.signals.content import object_in, traits_in
from loopline.signals.dialects.customerio_device import read_device, read_removal
from loopline.signals.lenient_json import decode_leniently
from loopline.signals.quality import (
    MESSAGE_BYTES_MAX,
    BadMessage,
    MessageError,
    bad_field,
    checked_id,
    checked_message_id,
    checked_name,
    trimmed_notes,
)
from loopline.signals.timestamps import EPOCH, happened_at, to_ms

SEEN: Final = {"page": "page_viewed", "screen": "screen_viewed"}
"""An event's type that makes its name that of a page or a screen, and what such an event is called here."""

NOT_TRAITS: Final = ("id", "anonymous_id", "unsubscribed", "_timestamp", "_update")
"""Attributes that say something else than what a person is like."""

OWN_ID: Final = "cio_"
"""How the ids begin that Customer.io gives to people itself."""

REFUSABLE: Final = tuple(channel for channel in CHANNELS.values() if channel.address_source != "content")
"""The channels that reach a person."""

FIELD_CODES: Final = {
    "id": "id_invalid",
    "anonymous_id": "id_invalid",
    "device": "device_invalid",
    "name": "name_invalid",
    "timestamp": "timestamp_invalid",
    "primary": "id_invalid",
    "secondary": "id_invalid",
}


class CustomerioEvent(Struct):
    """Something that a person did; `timestamp` counts seconds."""

    name: str | None = None
    data: Raw = field(default_factory=Raw)
    type: Any = None
    id: str | int | None = None
    timestamp: int | float | str | None = None
    anonymous_id: str | int | None = None


class CustomerioPerson(Struct):
    """A person, by one of three ids."""

    id: str | int | None = None
    email: str | None = None
    cio_id: str | None = None


class CustomerioMerge(Struct):
    """Two people who are one; `primary` stays."""

    primary: CustomerioPerson
    secondary: CustomerioPerson


class SentMessage(Struct, frozen=True):
    """A message as it came: its JSON, the person whom the address names ("" for none), and when it was received."""

    text: bytes
    identifier: str
    received_at: int

    def key(self) -> str:
        """The key of the person whom the address names."""
        return _person(self.identifier, "identifier")

    def own_id(self, key: str) -> str:
        """An id for a message that has none, made of what it says and when it came."""
        return stable_id(key, str(self.received_at), self.text.decode())


_decode_raw = msgspec.json.Decoder(Raw).decode
_decode_event = msgspec.json.Decoder(CustomerioEvent).decode
_decode_merge = msgspec.json.Decoder(CustomerioMerge).decode


def read(body: bytes, received_at: int, hint: str = "") -> ReadBatch:
    """Read a request, as `BatchReader` promises.

    `hint` is what the address says: one of KINDS and, after a space, the person's id where it has one.
    """
    if len(body) > MESSAGE_BYTES_MAX:
        raise TooLarge("message_too_large", f"A request holds at most {MESSAGE_BYTES_MAX} bytes; send less data.")
    kind, _, identifier = hint.partition(" ")
    text = bytes(decode_leniently(body, _decode_raw))
    try:
        signals = KINDS[kind](SentMessage(text, identifier, received_at))
    except msgspec.DecodeError as error:
        refusal = bad_field(error, FIELD_CODES)
    except BadMessage as bad:
        refusal = bad
    else:
        return ReadBatch([*signals, *trimmed_notes(signals, "identifier", identifier)], [], 1)
    return ReadBatch([], [MessageError(0, "", refusal.code, refusal.text)], 0)


def _person(given: str | int | None, where: str) -> str:
    """The key of a person by the id or e-mail address that the sender knows them by."""
    known = checked_id(given, where)
    if not known:
        raise BadMessage("identity_missing", f"{where} is missing; send the id or the e-mail address of the person.")
    if known.startswith(OWN_ID):
        raise BadMessage(
            "id_invalid", f"{where} is {known!r}, an id that only Customer.io knows; send your own id of the person."
        )
    return person_key(known)


def _read_event(sent: SentMessage) -> list[Signal]:
    """Somebody did something."""
    return _event(sent, _decode_event(sent.text), sent.key())


def _read_anonymous_event(sent: SentMessage) -> list[Signal]:
    """Somebody did something who is not known yet."""
    event = _decode_event(sent.text)
    visitor = checked_id(event.anonymous_id, "anonymous_id")
    if not visitor:
        raise BadMessage(
            "identity_missing", "anonymous_id is missing; an event that is nobody's cannot be kept, so send one."
        )
    return _event(sent, event, anonymous_key(visitor))


def _event(sent: SentMessage, event: CustomerioEvent, key: str) -> list[Signal]:
    name = checked_name((event.name or "").strip(), "name")
    properties, data = object_in(event.data, "properties_invalid")
    seen = SEEN.get(event.type) if isinstance(event.type, str) else None
    if seen:
        name, properties = seen, msgspec.json.encode(data | {"name": name})
    signal = EventReceived(
        key=key,
        id=checked_message_id(event.id, "id") or sent.own_id(key),
        name=name,
        at=happened_at(_moment(event.timestamp), None, sent.received_at),
        received_at=sent.received_at,
        properties=properties,
    )
    return [signal]


def _moment(given: float | str | None) -> datetime | None:
    """A time that is given in seconds since 1970, as a number or as text."""
    if given is None:
        return None
    try:
        moment = EPOCH + timedelta(seconds=float(given))
    except (ValueError, OverflowError):
        raise BadMessage(
            "timestamp_invalid", f"The time stamp {str(given)[:40]!r} is no time; send whole seconds since 1970."
        ) from None
    to_ms(moment)
    return moment


def _read_identify(sent: SentMessage) -> list[Signal]:
    """What a person is like was stated. Some attributes are reserved and say something else."""
    attributes = traits_in(Raw(sent.text))
    key, at = sent.key(), sent.received_at
    signals: list[Signal] = []
    message = sent.own_id(key)
    stated, visitor = _stated(attributes, "id"), _stated(attributes, "anonymous_id")
    if stated not in ("", sent.identifier):
        known, key = key, _renamed(sent.identifier, stated)
        signals.append(PersonLinked(key=key, id=f"{message}/id", at=at, received_at=at, other=known))
    link = anonymous_key(visitor) if visitor else ""
    traits = {name: value for name, value in attributes.items() if name not in NOT_TRAITS}
    if "@" in sent.identifier:
        traits.setdefault("email", sent.identifier)
    if "created_at" in traits:
        traits["created_at"] = _dated(traits["created_at"])
    signals.append(TraitsChanged(key=key, id=message, at=at, received_at=at, traits=traits, link=link))
    if attributes.get("unsubscribed") is not None:
        signals += _consent(key, message, at, refused=_is_true(attributes["unsubscribed"]))
    return signals


def _stated(attributes: dict[str, Any], name: str) -> str:
    """An id among the attributes, "" when there is none."""
    given = attributes.get(name)
    if given is None or (isinstance(given, str | int) and not isinstance(given, bool)):
        return checked_id(given, name)
    raise BadMessage("id_invalid", f"{name} is {str(given)[:80]!r}; send a text or a whole number, or leave it out.")


def _renamed(identifier: str, stated: str) -> str:
    """The key by the id that a person who was known by an e-mail address has from now on."""
    if "@" not in identifier:
        raise BadMessage(
            "id_invalid", f"id is {stated[:80]!r} and the address says {identifier[:80]!r}; send them alike."
        )
    return _person(stated, "id")


def _dated(created: Any) -> Any:
    """The time of creation as a text that conditions and messages read as a date; anything else as it is."""
    if isinstance(created, bool) or not isinstance(created, int | float | str):
        return created
    try:
        moment = _moment(created)
    except BadMessage:
        return created
    return moment.isoformat() if moment else created


def _is_true(given: Any) -> bool:
    """Whether Customer.io would take this for true."""
    return given is True or str(given).lower() in ("true", "1")


def _consent(key: str, message: str, at: int, *, refused: bool) -> list[Signal]:
    """A refusal is of every channel; taking it back opens none that people must be asked for first."""
    return [
        ConsentChanged(
            key=key,
            id=f"{message}/consent/{channel.name}",
            at=at,
            received_at=at,
            channel=channel.name,
            topic="",
            allowed=not refused,
            source="sdk",
        )
        for channel in REFUSABLE
        if refused or channel.consent_default == "opt_out"
    ]


def _read_device(sent: SentMessage) -> list[Signal]:
    key = sent.key()
    return [read_device(sent.text, key, sent.own_id(key), sent.received_at)]


def _read_device_removal(sent: SentMessage) -> list[Signal]:
    key = sent.key()
    return [read_removal(sent.text, key, sent.own_id(key), sent.received_at)]


def _read_merge(sent: SentMessage) -> list[Signal]:
    """Two people are one: the primary stays, and the other's past becomes theirs."""
    merge = _decode_merge(sent.text)
    primary, secondary = _merged(merge.primary, "primary"), _merged(merge.secondary, "secondary")
    if primary == secondary:
        raise BadMessage("merge_with_itself", "primary and secondary are the same person; there is nothing to merge.")
    at = sent.received_at
    return [PersonLinked(key=primary, id=sent.own_id(primary), at=at, received_at=at, other=secondary)]


def _merged(person: CustomerioPerson, where: str) -> str:
    if person.cio_id:
        return _person(OWN_ID + person.cio_id.removeprefix(OWN_ID), f"{where}.cio_id")
    return _person(person.email if person.id is None else person.id, where)


KINDS: Final[dict[str, Callable[[SentMessage], list[Signal]]]] = {
    "identify": _read_identify,
    "event": _read_event,
    "anonymous_event": _read_anonymous_event,
    "device": _read_device,
    "device_removal": _read_device_removal,
    "merge": _read_merge,
}
