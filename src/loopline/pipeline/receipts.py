"""Turns what providers report into signals, and attributes it to people."""

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.addresses.address import refusal_word
from loopline.model.addresses.normal import address_key
from loopline.model.channels import ChannelName
from loopline.model.consent.asking import WordKindSaid, WordSaid
from loopline.model.consent.proof import Proof
from loopline.model.effect import MessageHead
from loopline.model.hook import Consent, Heard, Receipt
from loopline.model.ids import address_person, stable_id
from loopline.model.signal import ConsentChanged, ReceiptReceived, Signal
from loopline.model.signals.addresses import AddressSpoken

MAIL: Final = "mail"
"""The source of what comes back by mail, as a provider's name is that of what its webhook tells."""

SOURCE: Final = "provider"
TEXT_CHARACTERS_MAX: Final = 2_000
URL_CHARACTERS_MAX: Final = 8_192
OF_ADDRESS: Final = ("bounced", "complained", "unsubscribed", "replied")
Address = tuple[ChannelName, str]


class Attributed(Struct, frozen=True):
    """The signals, and how many reports belong to nobody known."""

    signals: tuple[Signal, ...]
    nobodys: int


def storable_news(heard: Sequence[Heard]) -> list[Heard]:
    """The news with texts that the log can hold: no half characters, as of an answer that a service cut, and no novels.

    One that it cannot hold would be refused each time the provider calls again, and with it all that is written then.
    """
    return [_storable(one) for one in heard]


def _storable(heard: Heard) -> Heard:
    texts = {
        name: value for name in heard.__struct_fields__ if isinstance(value := getattr(heard, name), str) and value
    }
    changed = {name: kept for name, value in texts.items() if (kept := _kept(name, value)) != value}
    return replace(heard, **changed) if changed else heard


def _kept(name: str, text: str) -> str:
    longest = URL_CHARACTERS_MAX if name == "url" else TEXT_CHARACTERS_MAX
    return text.encode("utf-8", "replace").decode()[:longest]


def channel_of(heard: Heard, channels: frozenset[ChannelName]) -> ChannelName | None:
    """The channel that it says, or the only one of its provider; None leaves open whose address it names."""
    if heard.channel is not None or len(channels) != 1:
        return heard.channel
    return next(iter(channels))


def messages_of(heard: Sequence[Heard]) -> list[str]:
    """The keys of the messages that the news is about, once each."""
    return list(dict.fromkeys(one.message for one in heard if one.message))


def addresses_of(
    heard: Sequence[Heard], channels: frozenset[ChannelName], messages: Mapping[str, MessageHead]
) -> list[Address]:
    """The addresses whose people have to be found, because no message of ours says whose the report is."""
    found: dict[Address, None] = {}
    for one in heard:
        channel = channel_of(one, channels)
        if one.message not in messages and one.address and channel is not None and _of_address(one):
            found[channel, one.address] = None
    return list(found)


def _of_address(heard: Heard) -> bool:
    """Whether it matters without its message. A service reports on the mail of its other senders too."""
    return isinstance(heard, Consent) or heard.kind in OF_ADDRESS


def attribute(
    heard: Sequence[Heard],
    provider: str,
    channels: frozenset[ChannelName],
    messages: Mapping[str, MessageHead],
    people: Mapping[Address, Sequence[str]],
    now: int,
) -> Attributed:
    """News of a message of ours belongs to its person; news of an address alone to everybody who has that address.

    The provider's time is kept unless it lies ahead of ours. The same news has the same ids however often it comes.
    """
    signals: list[Signal] = []
    nobodys = 0
    for one in heard:
        message, channel = messages.get(one.message), channel_of(one, channels)
        channel = message.channel if message else channel
        if channel is None:  # nobody is found by an address of which it is not known what it is
            nobodys += 1
            continue
        if message is not None:
            persons: Sequence[str] = [message.person]
        else:
            persons = people.get((channel, one.address), ()) if _of_address(one) else ()
        at = min(one.at, now) if one.at > 0 else now
        signals += [_signal(one, provider, key, message, channel, at, now) for key in persons]
        if one.answer is not None and (asks := _to_answer(one, one.answer, provider, persons, channel, at, now)):
            signals.append(asks)
        if not persons and (said := _of_address_alone(one, provider, channel, at, now)) is not None:
            signals.append(said)
        nobodys += not persons
    return Attributed(tuple(signals), nobodys)


def _of_address_alone(heard: Heard, provider: str, channel: ChannelName, at: int, now: int) -> AddressSpoken | None:
    """What is said of an address that nobody has: it holds for whoever gets it later. None where nothing is."""
    key = address_key(channel, heard.address) if heard.address else ""
    word, allowed = _word(heard)
    if not key or not word:
        return None
    what = _piece_of_news(heard)
    name = stable_id("hook", provider, key, word, "yes" if allowed else "no", what)
    return AddressSpoken(key=key, id=name, at=at, received_at=now, words=(word,), allowed=allowed, by=SOURCE)


def _piece_of_news(heard: Heard) -> str:
    """What tells it from other news: an id of the provider may stand for several messages of one call."""
    return f"{heard.id}\x1f{heard.message}" if heard.id else f"{heard.message}\x1f{heard.address}\x1f{heard.at}"


def _to_answer(
    heard: Heard, word: WordKindSaid, provider: str, persons: Sequence[str], channel: ChannelName, at: int, now: int
) -> WordSaid | None:
    """The word that is to be answered, once however many have the number; a number of nobody's gets help too."""
    key = address_key(channel, heard.address) if channel == "sms" else ""
    if not key:
        return None
    who = persons[0] if persons else address_person(channel, heard.address)
    name = stable_id("hook", provider, key, "answer", word, heard.id or str(heard.at or now))
    return WordSaid(key=key, id=name, at=at, received_at=now, word=word, address=heard.address, person=who)


def _word(heard: Heard) -> tuple[str, bool]:
    match heard:
        case Consent():
            return refusal_word(heard.topic), heard.allowed
        case Receipt() if heard.hard_bounce:
            return "bounced", False
        case Receipt() if heard.kind == "complained":
            return "complained", False
        case Receipt():
            return (refusal_word("") if heard.kind == "unsubscribed" else ""), False
        case _:
            assert_never(heard)


def _signal(
    heard: Heard, provider: str, key: str, message: MessageHead | None, channel: ChannelName, at: int, now: int
) -> ReceiptReceived | ConsentChanged:
    what = _piece_of_news(heard)
    match heard:
        case Consent():
            word = "yes" if heard.allowed else "no"
            identity = stable_id("hook", provider, key, "consent", word, heard.topic, what)
            return ConsentChanged(
                key=key,
                id=identity,
                at=at,
                received_at=now,
                channel=channel,
                topic=heard.topic,
                allowed=heard.allowed,
                source=SOURCE,
                proof=Proof(heard.method, text=heard.said, operator=provider),
                address=heard.address or (message.address if message else ""),
            )
        case Receipt():
            address = heard.address or (message.address if message else "")
            return ReceiptReceived(
                key=key,
                id=stable_id("hook", provider, key, heard.kind, heard.url, what),
                at=at,
                received_at=now,
                kind=heard.kind,
                message=message.key if message else "",
                channel=channel,
                topic=message.topic if message else "",
                journey=message.journey if message else "",
                version=message.version if message else 0,
                node=message.node if message else "",
                enrollment=message.enrollment if message else "",
                machine=heard.machine,
                proxy=heard.proxy,
                url=heard.url,
                reason=heard.reason,
                address=address,
                hard_bounce=heard.hard_bounce,
                proof=Proof("mail" if provider == MAIL else "provider", operator=provider)
                if heard.kind == "unsubscribed"
                else None,
            )
        case _:
            assert_never(heard)
