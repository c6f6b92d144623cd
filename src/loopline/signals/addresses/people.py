"""A person's side of her addresses: she joins them, passes on what was said, and holds what each told her."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from loopline.model.addresses.address import (
    NO_WORDS,
    AddressWord,
    HeldAddress,
    Words,
    refusal_word,
    refusals,
    with_word,
)
from loopline.model.addresses.normal import address_key, address_parts, held_address
from loopline.model.change import Change
from loopline.model.channels import ChannelName
from loopline.model.duration import MINUTE
from loopline.model.effect import Effect, EmitSignal
from loopline.model.ids import ANONYMOUS, stable_id
from loopline.model.person import Person
from loopline.model.signal import PersonAbsorbed, Signal
from loopline.model.signals.addresses import AddressJoined, AddressSpoken, AddressTold
from loopline.signals.addresses.address import address_fact

HELD_MAX: Final = 2
"""The present address of a channel and the one before it: a message to that may still be on its way."""

ASK_AGAIN_MS: Final = MINUTE


class Cause:
    """The signal by which something is said: its id, when it happened and was received, whether a `guest` is meant."""

    __slots__ = ("at", "guest", "id", "received_at")

    def __init__(self, identity: str, at: int, received_at: int, *, guest: bool = False) -> None:
        self.id, self.at, self.received_at, self.guest = identity, at, received_at, guest


def cause_of(signal: Signal) -> Cause:
    """The signal as a cause: what it says happened when it did. Of a browser's word a guest comes, and of a visitor."""
    is_visitor = isinstance(signal, PersonAbsorbed) and signal.other.startswith(ANONYMOUS)
    guest = is_visitor or getattr(signal, "trust", "") == "browser"
    return Cause(signal.id, signal.at, signal.received_at, guest=guest)


def hold(person: Person, channel: ChannelName, text: str, cause: Cause, effects: list[Effect]) -> Person:
    """The person whose address this is now. One that she did not hold is asked what it refuses.

    The first address of a channel takes over what she refused herself, and what her record holds from before addresses
    had records. The ones that she had before the last go, with all that was said of them.
    """
    addresses = person.addresses or {}
    held, key = addresses.get(channel, ()), address_key(channel, text)
    if (held[0].key if held else "") == key:
        return person if person.addresses is not None else replace(person, addresses={})
    if not key:  # she has none now; the last one is remembered, so that going back to it is no new address
        return person
    known = next((one for one in held if one.key == key), None)
    if known is None:
        effects.append(join(person.key, key, cause, words=None if held else _own_words(person, channel, key)))
        known = HeldAddress(key, asked_at=max(1, cause.received_at))
    rest = tuple(one for one in held if one.key != key)
    effects.extend(join(person.key, one.key, cause, left=True) for one in rest[HELD_MAX - 1 :])
    return replace(person, addresses={**addresses, channel: (known, *rest[: HELD_MAX - 1])})


def join(
    person: str, key: str, cause: Cause, *, left: bool = False, words: dict[str, AddressWord] | None = None
) -> EmitSignal:
    """The word to an address, or a device, that a person has it now; `left`: no more."""
    return EmitSignal(
        AddressJoined(
            key=key,
            id=stable_id("left" if left else "join", person, key, cause.id, str(cause.received_at)),
            at=cause.at,
            received_at=cause.received_at,
            person=person,
            left=left,
            words=words,
            guest=cause.guest and not left,
        )
    )


def _own_words(person: Person, channel: ChannelName, key: str) -> dict[str, AddressWord] | None:
    """What the person's own record has against this channel and this address."""
    words: Words = NO_WORDS
    for what, reason in (person.suppressed or {}).items():
        name, _, text = what.partition("=")
        if name == channel and (not text or address_key(channel, text) == key):
            words = with_word(words, reason, AddressWord(allowed=False, at=person.first_seen_at, by="person"))
    times = person.consent_at or {}
    for what, allowed in (person.consent or {}).items():
        name, _, topic = what.partition(":")
        if name == channel and not allowed:
            word = AddressWord(allowed=False, at=times.get(what, 0), by="person")
            words = with_word(words, refusal_word(topic), word)
    return dict(words) or None


def has_old_words(person: Person) -> bool:
    """Whether the record is from before addresses had records, and has something to tell them."""
    return person.addresses is None and (bool(person.suppressed) or False in (person.consent or {}).values())


def speak(
    person: Person,
    channel: ChannelName,
    text: str,
    word: str,
    cause: Cause,
    effects: list[Effect],
    *,
    allowed: bool = False,
    by: str = "",
    note: str = "",
    late: bool = False,
) -> Person:
    """The person after a word of this address, which is passed on to it, and so to all who have it.

    What she holds of it counts at once; the address itself answers later. Of one that is older than what she said
    herself (`late`) she holds what the address answers, and nothing before.
    """
    key = address_key(channel, text)
    if not key:
        return person
    effects.append(
        EmitSignal(
            AddressSpoken(
                key=key,
                id=stable_id("word", person.key, key, word, cause.id, str(cause.received_at)),
                at=cause.at,
                received_at=cause.received_at,
                words=(word,),
                allowed=allowed,
                person=person.key,
                by=by,
                note=note,
            )
        )
    )
    if late:
        return person
    said = AddressWord(allowed, cause.at, by=by, note=note)
    return _each(person, channel, key, lambda one: _heard(one, word, said))


def _heard(one: HeldAddress, word: str, said: AddressWord) -> HeldAddress:
    words = one.words or NO_WORDS
    return replace(one, words=refusals(with_word(words, word, said, one.lifted_at)) or None)


def _each(person: Person, channel: ChannelName, key: str, change: Callable[[HeldAddress], HeldAddress]) -> Person:
    held = (person.addresses or {}).get(channel, ())
    after = tuple(change(one) if one.key == key else one for one in held)
    return person if after == held else replace(person, addresses={**(person.addresses or {}), channel: after})


def present_address(person: Person, channel: ChannelName) -> str:
    """The address that she has now, as its record writes it; "" where she has none."""
    held = (person.addresses or {}).get(channel)
    return address_parts(held[0].key)[1] if held else ""


def fold_told(person: Person, signal: AddressTold, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person after an address told her what stands against it; what she has left, or knows better, is void."""
    channel, text = address_parts(signal.address)
    held = (person.addresses or {}).get(channel, ())
    known = next((one for one in held if one.key == signal.address), None)
    if known is None or (not known.asked_at and signal.version < known.version):
        return person, None
    new, old = signal.words or {}, known.words or {}
    now = HeldAddress(signal.address, 0, signal.words, signal.version, signal.lifted_at)
    person = _each(person, channel, signal.address, lambda one: now)
    for name in sorted(new.keys() ^ old.keys()):
        word = new.get(name) or AddressWord(allowed=True, at=signal.at)
        effects.append(address_fact(signal.address, name, word, signal.at, person=person.key))
    if signal.lifted_at > known.lifted_at:
        person = without_bounce(person, channel, text)
        if held[0] is known and known.asked_at <= signal.lifted_at:
            person = _lifted(person, channel, signal.lifted_at)
    is_changed = new.keys() != old.keys() or signal.lifted_at > known.lifted_at
    return person, Change(at=signal.at, consent=True) if is_changed else None


def without_bounce(person: Person, channel: ChannelName, text: str) -> Person:
    """The person whose own record has nothing against this one address, however it is written there."""
    key = address_key(channel, text)
    kept = {
        what: reason
        for what, reason in (person.suppressed or {}).items()
        if not (what.startswith(f"{channel}=") and address_key(channel, what.partition("=")[2]) == key)
    }
    return person if kept == (person.suppressed or {}) else replace(person, suppressed=kept or None)


def _lifted(person: Person, channel: ChannelName, at: int) -> Person:
    """The person without what she had refused on a channel, whose present address an operator lifted.

    A lift from before she had the address was not about her, nor is one of an address that she left.
    """
    suppressed = {what: reason for what, reason in (person.suppressed or {}).items() if what != channel}
    times = person.consent_at or {}
    consent = {
        what: allowed
        for what, allowed in (person.consent or {}).items()
        if allowed or what.partition(":")[0] != channel or times.get(what, 0) > at
    }
    return replace(person, suppressed=suppressed or None, consent=consent or None)


def asked_again(person: Person, channel: ChannelName, text: str, cause: Cause, effects: list[Effect]) -> Person:
    """The person who asks once more, when an address has been silent for a minute."""
    held = held_address(person.addresses, channel, text)
    if held is None or not held.asked_at or cause.received_at - held.asked_at < ASK_AGAIN_MS:
        return person
    effects.append(join(person.key, held.key, Cause(cause.id, cause.at, cause.received_at, guest=True)))
    asked = replace(held, asked_at=cause.received_at)
    return _each(person, channel, held.key, lambda one: asked)


def both_addresses(
    person: Person, other: Person, cause: Cause, effects: list[Effect]
) -> dict[ChannelName, tuple[HeldAddress, ...]] | None:
    """The addresses of two who turn out to be one: hers first. She asks those of the other, who leaves all of them."""
    if not other.addresses:
        return person.addresses
    both = dict(person.addresses or {})
    for channel, theirs in other.addresses.items():
        own = tuple(_newer(one, theirs) for one in both.get(channel, ()))
        known = {one.key for one in own}
        come = tuple(one for one in theirs if one.key not in known)[: max(0, HELD_MAX - len(own))]
        effects.extend(join(other.key, one.key, cause, left=True) for one in theirs)
        effects.extend(join(person.key, one.key, cause) for one in come)
        both[channel] = (*own, *(replace(one, asked_at=max(1, cause.received_at)) for one in come))
    return both


def _newer(one: HeldAddress, others: tuple[HeldAddress, ...]) -> HeldAddress:
    """What either of two people was told last of an address that both have."""
    told = next((other for other in others if other.key == one.key and other.version > one.version), one)
    return replace(told, asked_at=one.asked_at, lifted_at=one.lifted_at)
