"""Bounces belong to the address; a complaint and a refusal to the address and to the person who said it."""

from msgspec.structs import replace

from loopline.model.addresses.address import SuppressionReason, refusal_word
from loopline.model.addresses.normal import has_words, held_address
from loopline.model.bounds.parts import bounded_suppressed
from loopline.model.change import Change
from loopline.model.channels import CHANNELS
from loopline.model.consent.proof import word_name
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.model.push.devices import tokens_in
from loopline.model.signal import AttemptAnswered, ConsentChanged, ReceiptReceived
from loopline.signals.addresses.devices import dropped
from loopline.signals.addresses.people import cause_of, present_address, speak
from loopline.signals.people.consent import fold_consent

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
        return speak(person, channel, address, "bounced", cause_of(signal), effects, by="bounce", note=signal.reason)
    for one in tokens_in(address) if CHANNELS[channel].devices_trait else (address,):
        without = dropped(person, one, cause_of(signal), effects) if CHANNELS[channel].devices_trait else None
        person = without or (suppress(person, f"{channel}={one}", "bounced") if one else person)
    return person


def complained(person: Person, signal: ReceiptReceived, effects: list[Effect]) -> Person:
    """The person who complained: the address of the message hears of it, and the one that she has now.

    Nothing at all goes to these any more; that she wants no marketing on this channel holds for every later one too.
    """
    person = fold_consent(person, _no_more(signal, topic="", source=signal.kind), effects)[0]
    texts = _addresses(person, signal)
    if not texts:
        person = suppress(person, signal.channel, "complained")
    for text in texts:
        person = speak(
            person, signal.channel, text, "complained", cause_of(signal), effects, by="complaint", note=signal.reason
        )
    return person


def unsubscribed(person: Person, signal: ReceiptReceived, effects: list[Effect]) -> Person:
    """The person who left by a link or a mail: the address of the message hears of it, and the one she has now."""
    stop = _no_more(signal, topic=signal.topic, source=FROM_LINK)
    texts = _addresses(person, signal)
    return _refused(person, stop, texts, effects)[0]


def _no_more(signal: ReceiptReceived, *, topic: str, source: str) -> ConsentChanged:
    return ConsentChanged(
        key=signal.key,
        id=signal.id,
        at=signal.at,
        received_at=signal.received_at,
        channel=signal.channel,
        topic=topic,
        allowed=False,
        source=source,
        proof=signal.proof,
    )


def consent_stated(person: Person, signal: ConsentChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person after a consent. It is hers, and the address from which it was said hears of it, or her present one.
    A browser's permission is told to no address: it proves nothing."""
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
        person = speak(person, channel, text, word, cause_of(signal), effects, allowed=allowed, by=by, late=late)
    return person, change if person.addresses is before else Change(at=signal.at, consent=True)


def _refused(
    person: Person, signal: ConsentChanged, texts: list[str], effects: list[Effect]
) -> tuple[Person, Change | None]:
    """A refusal of these addresses, and of the person who said it: it was her word, so it goes along when she moves."""
    before, late = person.addresses, _is_late(person, signal)
    person, change = fold_consent(person, signal, effects)
    word, by = refusal_word(signal.topic), signal.source
    for text in texts:
        person = speak(person, signal.channel, text, word, cause_of(signal), effects, by=by, late=late)
    return person, change if person.addresses is before else Change(at=signal.at, consent=True)


def _is_late(person: Person, signal: ConsentChanged) -> bool:
    """Whether the person has said something newer of the same herself."""
    name = word_name(signal.channel, signal.topic)
    return signal.at < (person.consent_at or {}).get(name, 0)


def _addresses(person: Person, signal: ReceiptReceived | ConsentChanged) -> list[str]:
    """The address of which something was said, and the person's present one; an answer speaks for its own alone."""
    if not has_words(signal.channel):
        return []
    present = "" if isinstance(signal, ConsentChanged) and signal.address else present_address(person, signal.channel)
    return [text for text in dict.fromkeys((signal.address, present)) if text]
