"""Keeps a person and her addresses together: which are hers now, and what the others who have them have to hear."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from loopline.decisions.policy.recipient import address_of, address_trait, traits_of_address
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.normal import address_key, has_words
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.effect import Effect
from loopline.model.fact import person_fact
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, ConsentChanged, ReceiptReceived, Signal, TimerDue, TraitsChanged
from loopline.model.signals.addresses import AddressTold
from loopline.pipeline.asking import is_to_be_asked
from loopline.signals.addresses.people import Cause, asked_again, cause_of, fold_told, has_old_words, hold
from loopline.signals.people.pending import pending_words

Speaking = ConsentChanged | ReceiptReceived | AttemptAnswered
WITH_WORDS: Final = (ConsentChanged, ReceiptReceived, AttemptAnswered)
"""The signals in which something may be said of an address."""

OF_ADDRESS: Final = ("unsubscribed", "complained")
ASKED: Final = "address_asked"
SPEAKING: Final[tuple[ChannelName, ...]] = tuple(row.name for row in CHANNELS.values() if has_words(row.name))


def ready_to_speak(
    person: Person,
    signal: Speaking,
    published: PublishedSet,
    effects: list[Effect],
) -> Person:
    """The person who knows her address before something is said of it: records of before have none."""
    channel = signal.channel
    if not _says_something(signal) or not has_words(channel) or (person.addresses or {}).get(channel):
        return person
    return _held(person, (channel,), published, cause_of(signal), effects)


def _says_something(signal: Speaking) -> bool:
    if isinstance(signal, ConsentChanged):
        return True
    return signal.hard_bounce or (isinstance(signal, ReceiptReceived) and signal.kind in OF_ADDRESS)


def addressed(
    before: Person,
    person: Person,
    signal: Signal,
    published: PublishedSet,
    sent: Sequence[ChannelName],
    effects: list[Effect],
) -> Person:
    """The person after a decision. She joins the addresses that she has since; a fact says what her consent is by them.

    Asked of whoever got another address, of who is written to (`sent`: on which channels) at one without a record, and
    of records of before.
    """
    if person.merged_into:
        return person
    if person.traits is not before.traits:
        channels = [one for one in SPEAKING if _moved(before, person, one, published)]
    elif isinstance(signal, TimerDue) and has_old_words(person):
        channels = list(SPEAKING)
    else:
        channels = [one for one in sent if has_words(one) and not (person.addresses or {}).get(one)]
    if channels:
        person = _held(person, channels, published, cause_of(signal), effects)
    if isinstance(signal, AttemptAnswered) and signal.code == ASKED:
        person = asked_again(person, signal.channel, signal.address, cause_of(signal), effects)
    if person.addresses is not before.addresses:
        known = replace(person, addresses=before.addresses)
        if known.consent_now() != person.consent_now():
            effects.append(person_fact(known, person, signal.at, "consent"))
    return person


def told_nothing(person: Person, signal: AddressTold, published: PublishedSet) -> Person | None:
    """The person after an address said that nothing stands against it, where `advance` would do no more than to note
    that: what most addresses answer. Else None."""
    if signal.words or signal.lifted_at or person.enrollments or person.clicks or person.awaits or person.merged_into:
        return None
    if person.trigger_states is not None or pending_words(person) or is_to_be_asked(person, published):
        return None
    effects: list[Effect] = []
    person, change = fold_told(person, signal, effects)
    return None if effects or change is not None else person


def addresses_named(signal: TraitsChanged, published: PublishedSet) -> list[str]:
    """The keys of the addresses that a statement of traits names: whoever decides it may read them together with the
    person. What the statement leads to does not depend on it, and may be of other addresses."""
    named = [one for one in SPEAKING if address_trait(one, published) in signal.traits]
    if not named:
        return []
    stated = Person(key=signal.key, traits=signal.traits)
    return [key for one in named if (key := address_key(one, address_of(stated, one, published)))]


def _moved(before: Person, person: Person, channel: ChannelName, published: PublishedSet) -> bool:
    old, new = before.traits, person.traits
    return any(old.get(name) != new.get(name) for name in traits_of_address(channel, published))


def _held(
    person: Person, channels: Sequence[ChannelName], published: PublishedSet, cause: Cause, effects: list[Effect]
) -> Person:
    for channel in dict.fromkeys(channels):
        person = hold(person, channel, address_of(person, channel, published), cause, effects)
    return person
