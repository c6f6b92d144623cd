"""An address is a state machine of the same kind: people ask it when they get it, and it tells them what was said."""

from typing import Final

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.model.addresses.address import (
    CROWDED,
    EVERY_WORD,
    MEMBERS_CHARACTERS,
    MEMBERS_MAX,
    NO_WORDS,
    NOTE_CHARACTERS_MAX,
    SUPPRESSION_REASONS,
    UNSUBSCRIBED,
    Address,
    AddressWord,
    Words,
    lifted,
    refusals,
    with_word,
)
from loopline.model.addresses.normal import address_parts, is_device
from loopline.model.consent.asking import ANSWER_AGAIN_MS, CONFIRMATIONS_A_DAY, WordSaid, asked_by
from loopline.model.duration import DAY
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.signal import Signal
from loopline.model.signals.addresses import AddressJoined, AddressSpoken, AddressTold
from loopline.model.signals.requested import MessageRequested
from loopline.signals.addresses.device import advance_device

_json: Final = Encoder()


def advance_address(address: Address, signal: Signal) -> tuple[Address, list[Effect]]:
    """The address after a signal. A person who joins is answered; a change of what is refused is told to everybody."""
    if is_device(address.key):
        return advance_device(address, signal)
    effects: list[Effect] = []
    match signal:
        case AddressJoined() if signal.left:
            return _left(address, signal, effects), effects
        case AddressJoined():
            return _joined(address, signal, effects), effects
        case AddressSpoken():
            return _spoken(address, signal, effects), effects
        case WordSaid():
            return _word_said(address, signal)
        case MessageRequested():
            return _answered(address, signal)
        case _:
            return address, effects


def _joined(address: Address, signal: AddressJoined, effects: list[Effect]) -> Address:
    before = address
    if signal.person not in address.members:
        address = _with_room(address, signal, effects)
        if not _has_room(address, signal.person):
            effects.append(_crowded(address, signal.person, signal))
            return address
        guests = (*address.guests, signal.person) if signal.guest else address.guests
        address = replace(address, members=(*address.members, signal.person), guests=guests, is_forgotten=False)
    elif not signal.guest and signal.person in address.guests:
        address = replace(address, guests=tuple(guest for guest in address.guests if guest != signal.person))
    words: Words = _words(address)
    for name, word in (signal.words or NO_WORDS).items():
        words = with_word(words, name, word, address.lifted_at)
    address = _with(address, words, signal, effects)
    heard = address.members if address.version != before.version else (signal.person,)
    effects.extend(_told(address, member, signal) for member in heard)
    return address


def _left(address: Address, signal: AddressJoined, effects: list[Effect]) -> Address:
    """The address without somebody. Once the last is forgotten, no more is kept of it than what it refused."""
    address = _without(address, signal.person)
    if not signal.forget:
        return address
    words: Words = _words(address)
    for name, word in (signal.words or NO_WORDS).items():
        words = with_word(words, name, word, address.lifted_at)
    if words is not _words(address):
        address = replace(address, words=dict(words), version=address.version + 1)
        effects.extend(_told(address, member, signal) for member in address.members)
    if address.members:
        return address
    standing = {name: replace(word, by="", note="") for name, word in refusals(words).items()}
    return Address(
        key=address.key,
        words=standing or None,
        version=address.version,
        lifted_at=address.lifted_at,
        is_forgotten=True,
    )


def _with_room(address: Address, signal: AddressJoined, effects: list[Effect]) -> Address:
    """The address without its newest guests, as many as whoever is no guest needs the room of; each of them is told."""
    guests = () if signal.guest else address.guests
    if _has_room(address, signal.person) or not _has_room(_without(address, *guests), signal.person):
        return address
    for guest in reversed(guests):
        if _has_room(address, signal.person):
            break
        address = _without(address, guest)
        effects.append(_crowded(address, guest, signal))
    return address


def _has_room(address: Address, person: str) -> bool:
    members = address.members
    return len(members) < MEMBERS_MAX and sum(map(len, members)) + len(person) <= MEMBERS_CHARACTERS


def _without(address: Address, *people: str) -> Address:
    gone = set(people)
    members = tuple(member for member in address.members if member not in gone)
    return replace(address, members=members, guests=tuple(guest for guest in address.guests if guest not in gone))


def _crowded(address: Address, person: str, signal: AddressJoined) -> EmitSignal:
    """The word to somebody for whom there is no room."""
    full = {**_words(address), CROWDED: AddressWord(allowed=False, at=signal.at)}
    return _told(replace(address, words=full), person, signal)


def _spoken(address: Address, signal: AddressSpoken, effects: list[Effect]) -> Address:
    before, words = address, _words(address)
    if EVERY_WORD in signal.words:
        at = max(address.lifted_at, signal.at)
        address, words = replace(address, lifted_at=at), lifted(words, at)
    else:
        said = AddressWord(signal.allowed, signal.at, by=signal.by, note=signal.note[:NOTE_CHARACTERS_MAX])
        for name in signal.words:
            words = with_word(words, name, said, address.lifted_at)
    address = _with(address, words, signal, effects)
    if address.lifted_at != before.lifted_at and address.version == before.version:
        address = replace(address, version=address.version + 1)
    if address.version != before.version:
        effects.extend(_told(address, member, signal) for member in address.members)
    elif signal.person in address.members and _knows_better(address, signal):
        effects.append(_told(address, signal.person, signal))
    return address


def _knows_better(address: Address, signal: AddressSpoken) -> bool:
    """Whether something newer stands than a word that came late; the person through whom it came holds the late one."""
    standing = refusals(_words(address))
    return any((name in standing) is signal.allowed for name in signal.words if name != EVERY_WORD)


def _answered(address: Address, signal: MessageRequested) -> tuple[Address, list[Effect]]:
    """The request of somebody who does not have the address, with what stands against it: asking makes nobody a member,
    so that an address to which much is sent for many people is not crowded by it. Confirmations are counted."""
    standing = refusals(_words(address))
    refused = next((reason for reason in SUPPRESSION_REASONS if reason in standing), "")
    told = replace(signal, key=signal.person, id=f"{signal.id}/told", asked=True, refused=refused)
    told = replace(told, lifted_at=address.lifted_at)
    if asked_by(signal.message) and not refused:
        lately = tuple(at for at in address.confirmations if at > signal.received_at - DAY)
        if len(lately) >= CONFIRMATIONS_A_DAY:
            return address, [EmitSignal(replace(told, refused="confirmation_limit"))]
        address = replace(address, confirmations=(*lately, signal.received_at))
    return address, [EmitSignal(told)]


def _word_said(address: Address, signal: WordSaid) -> tuple[Address, list[Effect]]:
    """A word that is to be answered, passed on to who answers for the number, unless it was answered just now."""
    answered = address.answered or {}
    if signal.received_at - answered.get(signal.word, signal.received_at - ANSWER_AGAIN_MS) < ANSWER_AGAIN_MS:
        return address, []
    due = replace(signal, key=signal.person, id=f"{signal.id}/due", due=True)
    return replace(address, answered={**answered, signal.word: signal.received_at}), [EmitSignal(due)]


def _words(address: Address) -> Words:
    return address.words or NO_WORDS


def _with(address: Address, words: Words, signal: AddressJoined | AddressSpoken, effects: list[Effect]) -> Address:
    """The address with these words; `version` rises where what is refused differs, and a fact says each difference."""
    if words is _words(address):
        return address
    old, new = refusals(_words(address)), refusals(words)
    if old.keys() == new.keys():
        return replace(address, words=dict(words) or None)
    through = signal.person
    for name in sorted(old.keys() ^ new.keys()):
        word = new.get(name) or AddressWord(allowed=True, at=signal.at, by=getattr(signal, "by", ""))
        effects.append(address_fact(address.key, name, word, signal.at, through=through))
    return replace(address, words=dict(words) or None, version=address.version + 1)


def address_fact(key: str, name: str, word: AddressWord, at: int, *, person: str = "", through: str = "") -> Fact:
    """The fact that this stands against an address from now on, or no more; with `person`, that she was told of it."""
    channel, text = address_parts(key)
    kind, _, topic = name.partition(":")
    data = {"address": text, "by": word.by, "note": word.note, "since": word.since or word.at}
    return Fact(
        kind="address",
        person=person,
        at=at,
        name=kind,
        topic=topic if kind == UNSUBSCRIBED else "",
        channel=channel,
        reason="allowed" if word.allowed else "refused",
        data=Raw(_json.encode(data | ({"through": through} if through else {}))),
    )


def _told(address: Address, person: str, signal: AddressJoined | AddressSpoken) -> EmitSignal:
    return EmitSignal(
        AddressTold(
            key=person,
            id=f"{signal.id}:{address.key}:{person}",  # two who hear of it may become one
            at=signal.at,
            received_at=signal.received_at,
            address=address.key,
            words=refusals(_words(address)) or None,
            version=address.version,
            lifted_at=address.lifted_at,
        )
    )


def begun_anew(key: str, now: int) -> Address:
    """An address whose record an operator let go: nothing is sent there, since nobody knows what it had refused."""
    return Address(key=key, words={"manual": AddressWord(allowed=False, at=now, since=now, by="quarantine")}, version=1)
