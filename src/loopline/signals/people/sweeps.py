"""Clicks of a program that follows every link of a message are told from a person's ten seconds after they came."""

from hashlib import blake2b
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.model.person import HeldClick, Person
from loopline.model.signal import ReceiptReceived, Signal

HELD_MS: Final = 10_000
"""A click is held so long. By then every sweep that it could belong to is over."""

LINKS_AT_LEAST: Final = 3
LINKS_ENOUGH: Final = 50
"""All links of a message that has so many at least are a sweep, and of longer messages so many are enough."""

HELD_MAX: Final = 256
HELD_BYTES: Final = 64 * 1024
"""Beyond this the oldest of a person's held clicks counts as a person's."""

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Signal).decode
Told = tuple[Person, list[ReceiptReceived]]
"""The person, and the clicks of which it is known by now who made them."""


def may_be_swept(signal: ReceiptReceived) -> bool:
    """Whether it is not known yet who followed this link."""
    return signal.kind == "clicked" and signal.links >= LINKS_AT_LEAST and not signal.machine


def held(person: Person, signal: ReceiptReceived) -> Told:
    """The person with one more click in hold, unless it completes a sweep: then all of the sweep are a machine's."""
    click = HeldClick(signal.received_at + HELD_MS, signal.message, _digest(signal.url), _encode(signal))
    clicks = (*person.clicks, click)
    of_message = [one for one in clicks if one.message == signal.message and one.due > signal.received_at]
    if len({one.url for one in of_message}) >= min(signal.links, LINKS_ENOUGH):
        made = [replace(one, machine=True) for one in _signals(of_message)]
        # They are remembered until their time is over: what follows in the same seconds is of the sweep too.
        clicks = tuple(replace(one, signal=b"") if one in of_message else one for one in clicks)
        return _bounded(replace(person, clicks=clicks), made)
    return _bounded(replace(person, clicks=clicks), [])


def ripe(person: Person, now: int) -> Told:
    """The person without the clicks whose time is over; those that belong to no sweep are a person's."""
    over = [one for one in person.clicks if one.due <= now]
    if not over:
        return person, []
    return replace(person, clicks=tuple(one for one in person.clicks if one.due > now)), _signals(over)


def _bounded(person: Person, made: list[ReceiptReceived]) -> Told:
    clicks = list(person.clicks)
    while len(clicks) > HELD_MAX or sum(len(one.signal) for one in clicks) > HELD_BYTES:
        made += _signals([clicks.pop(0)])
    return (person if len(clicks) == len(person.clicks) else replace(person, clicks=tuple(clicks))), made


def _signals(clicks: list[HeldClick]) -> list[ReceiptReceived]:
    signals = (_decode(one.signal) for one in clicks if one.signal)
    return [signal for signal in signals if isinstance(signal, ReceiptReceived)]


def _digest(url: str) -> bytes:
    return blake2b(url.encode("utf-8", "replace"), digest_size=8).digest()
