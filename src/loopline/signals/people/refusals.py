"""Bounces, complaints and refusals: each belongs to the address of which it was said, and else to the person."""

from msgspec.structs import replace

from loopline.model.addresses.address import SuppressionReason, refusal_word
from loopline.model.addresses.normal import has_words, held_address
from loopline.model.bounds.parts import bounded_suppressed
from loopline.model.change import Change
from loopline.model.channels import CHANNELS
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.model.push.devices import tokens_in
from loopline.model.signal import AttemptAnswered, ConsentChanged, ReceiptReceived
from loopline.signals.addresses.devices import dropped
from loopline.signals.addresses.people import Cause, present_address, speak
from loopline.signals.people.consent import consent_fact, fold_consent, proved

FROM_LINK = "unsubscribed"
BROWSER = "browser"


def suppress(person: Person, what: str, reason: SuppressionReason) -> Person:
    """The person with a channel, or one address of it ("email=ann@example.test"), suppressed for a reason."""
    return replace(person, suppressed=bounded_suppressed({**(person.suppressed or {}), what: reason}))


def bounced(person: Person, signal: ReceiptReceived | AttemptAnswered, effects: list[Effect]) -> Person:
    """The person one of whose addresses is dead; of a push that is each token by itself."""
    channel, address = signal.channel, signal.address
    if has_words(channel):
        if address and held_address(person.addresses, channel, address) is None:
            person = suppress(person, f"{channel}={address}", "bounced")
        return speak(person, channel, address, "bounced", _cause(signal), effects, by="bounce", note=signal.reason)
    for one in tokens_in(address) if CHANNELS[channel].devices_trait else (address,):
        without = dropped(person, one, _cause(signal), effects) if CHANNELS[channel].devices_trait else None
        person = without or (suppress(person, f"{channel}={one}", "bounced") if one else person)
    return person


def complained(person: Person, signal: ReceiptReceived, effects: list[Effect]) -> Person:
    """The person who complained: the address of the message hears of it, and the one that she has now."""
    texts = _addresses(person, signal)
    if not any(held_address(person.addresses, signal.channel, text) for text in texts):
        person = suppress(person, signal.channel, "complained")
    for text in texts:
        person = speak(
            person, signal.channel, text, "complained", _cause(signal), effects, by="complaint", note=signal.reason
        )
    return person


def unsubscribed(person: Person, signal: ReceiptReceived, effects: list[Effect]) -> Person:
    """The person who left by a link or a mail: the address of the message hears of it, and the one she has now."""
    stop = ConsentChanged(
        key=person.key,
        id=signal.id,
        at=signal.at,
        received_at=signal.received_at,
        channel=signal.channel,
        topic=signal.topic,
        allowed=False,
        source=FROM_LINK,
        proof=signal.proof,
    )
    texts = _addresses(person, signal)
    return _refused(person, stop, texts, effects)[0]


def consent_stated(person: Person, signal: ConsentChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person after a consent. One that was said from an address is that address's; each other one is hers, and her
    address hears of it. A browser's permission is told to no address: it proves nothing."""
    channel, texts = signal.channel, _addresses(person, signal)
    if not texts:
        return fold_consent(person, signal, effects)
    if signal.address and not signal.allowed:
        return _refused(person, signal, texts, effects)
    late = _is_late(person, signal)
    person, change = fold_consent(person, signal, effects)
    if signal.allowed and signal.trust == BROWSER:
        return person, change
    before, word, by, allowed = person.addresses, refusal_word(signal.topic), signal.source, signal.allowed
    for text in texts:
        person = speak(person, channel, text, word, _cause(signal), effects, allowed=allowed, by=by, late=late)
    return person, change if person.addresses is before else Change(at=signal.at, consent=True)


def _refused(
    person: Person, signal: ConsentChanged, texts: list[str], effects: list[Effect]
) -> tuple[Person, Change | None]:
    """A refusal of these addresses; of the person herself where she holds none of them."""
    before, late = person, _is_late(person, signal)
    if any(held_address(person.addresses, signal.channel, text) for text in texts):
        effects.append(consent_fact(person, signal))
        person = proved(person, signal)
        change = Change(at=signal.at, consent=True)
    else:
        person, told = fold_consent(person, signal, effects)
        change = told or Change(at=signal.at)
    for text in texts:
        word = refusal_word(signal.topic)
        person = speak(person, signal.channel, text, word, _cause(signal), effects, by=signal.source, late=late)
    return person, None if person is before else change


def _is_late(person: Person, signal: ConsentChanged) -> bool:
    """Whether the person has said something newer of the same herself."""
    name = f"{signal.channel}:{signal.topic}" if signal.topic else signal.channel
    return signal.at < (person.consent_at or {}).get(name, 0)


def _addresses(person: Person, signal: ReceiptReceived | ConsentChanged) -> list[str]:
    """The address of which something was said, and the person's present one; an answer speaks for its own alone."""
    if not has_words(signal.channel):
        return []
    present = "" if isinstance(signal, ConsentChanged) and signal.address else present_address(person, signal.channel)
    return [text for text in dict.fromkeys((signal.address, present)) if text]


def _cause(signal: ReceiptReceived | AttemptAnswered | ConsentChanged) -> Cause:
    return Cause(signal.id, signal.at, signal.received_at)
