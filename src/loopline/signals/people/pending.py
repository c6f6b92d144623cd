"""Words of consent that wait for their confirmation: kept beside the consent, confirmed, overtaken, and run out."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from loopline.model.addresses.normal import address_key
from loopline.model.channels import ChannelName, channel_named
from loopline.model.consent.asking import CONFIRM_DAYS, PENDING_MAX, ConsentAsked, ConsentConfirmed, asked_by
from loopline.model.consent.proof import Proof, ProvedWord, bounded_proof, word_name
from loopline.model.consent.wishes import NO_RECORD, PendingWord
from loopline.model.duration import DAY
from loopline.model.effect import Effect
from loopline.model.fact import Fact, person_fact, quality_fact
from loopline.model.ids import stable_id
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged
from loopline.signals.people.consent_record import proof_data, prove

CONFIRMED: Final = "confirmed"
"""The source of a word that its person confirmed."""

_NONE: Final[Mapping[str, PendingWord]] = {}


def pending_words(person: Person) -> Mapping[str, PendingWord]:
    """The words that nobody has confirmed, by name ("email:news"); those whose time is over have no `expires_at`."""
    record = person.consent_record
    return (record.pending or _NONE) if record is not None else _NONE


def words_asked(person: Person, asked: str, now: int) -> dict[str, PendingWord]:
    """The words that one confirmation is about, as far as they still wait."""
    found = pending_words(person).items()
    return {name: word for name, word in found if asked and word.asked == asked and word.expires_at > now}


def awaited_word(
    person: Person, signal: ConsentAsked, address: str, days: int, effects: list[Effect]
) -> tuple[Person, str]:
    """The person of whom this word is awaited, and what its confirmation is about; "" where no message is needed.

    Words that come together share one confirmation. A word that was asked for before keeps its links, and their time
    begins anew. What is beyond the bound is not kept, and so never allowed.
    """
    name = word_name(signal.channel, signal.topic)
    pending = dict(pending_words(person))
    effects.append(_fact(person, name, "asked", signal.at, signal.source, signal.proof))
    if name not in pending and len(pending) >= PENDING_MAX:
        effects.append(quality_fact(person.key, signal.received_at, "consent_limit", name, "full", "not kept"))
        return person, ""
    key = address_key(signal.channel, address)  # whatever its spelling, links that were sent to it go on working
    of_this = {name: word for name, word in pending.items() if address_key(_parts(name)[0], word.address) == key}
    together = next((one for one in of_this.values() if one.at == signal.received_at and one.expires_at), None)
    waiting = [of_this[name]] if name in of_this else []
    if signal.channel == "sms":  # an answer names no text: one YES means all that wait for its number
        waiting += [word for other, word in of_this.items() if other.partition(":")[0] == "sms"]
    before = next((word for word in waiting if word.expires_at), None)
    if together is not None:
        asked = together.asked
    elif before is not None:
        asked = before.asked
    else:
        asked = stable_id("confirm", person.key, address, signal.id)
    pending[name] = PendingWord(
        at=signal.received_at,
        expires_at=signal.received_at + (days or CONFIRM_DAYS) * DAY,
        asked=asked,
        source=signal.source,
        proof=bounded_proof(signal.proof) if signal.proof else Proof(),
        address=address,
    )
    after = _with(person, pending, signal.received_at)
    if not person.first_seen_at:
        effects.append(person_fact(person, after, signal.at, "consent"))
    return after, "" if together is not None else asked


def confirmed(
    person: Person, signal: ConsentConfirmed, addresses: Mapping[str, str], effects: list[Effect]
) -> tuple[Person, list[ConsentChanged]]:
    """The person with the proofs of how the words were asked for, and the words that hold from now on.

    None hold that were confirmed, taken back or overdue before, or that belong to an address which is not hers any
    more: `addresses` has the keys of hers by channel.
    """
    words = words_asked(person, asked_by(signal.message), signal.at)
    held = of_addresses(words, addresses)
    if not held:
        effects.append(_fact(person, "email", "not_confirmed", signal.at, CONFIRMED, None))
        return person, []
    said: list[ConsentChanged] = []
    for name, word in held.items():
        channel, topic = _parts(name)
        if word.proof != Proof():
            person = prove(person, ProvedWord(name, True, word.at, word.at, word.source, word.proof))
        said.append(
            ConsentChanged(
                key=person.key,
                id=f"{signal.id}/{name}",
                at=signal.at,
                received_at=signal.received_at,
                channel=channel,
                topic=topic,
                allowed=True,
                source=CONFIRMED,
                proof=signal.proof,
            )
        )
    return person, said


def of_addresses(words: Mapping[str, PendingWord], addresses: Mapping[str, str]) -> dict[str, PendingWord]:
    """Those of the words that were asked of one of these addresses, however it was written."""
    return {
        name: word
        for name, word in words.items()
        if address_key(_parts(name)[0], word.address) == addresses.get(_parts(name)[0])
    }


def without_words(person: Person, channel: str, topic: str, at: int, *, allowed: bool = False) -> Person:
    """The person after another word of a channel or topic at this time: what waited for it waits no more.

    A refusal of a channel ends what waits for its topics too. One from before the asking changes nothing.
    """
    own = word_name(channel, topic)
    kept = {
        name: word
        for name, word in pending_words(person).items()
        if word.at > at or not (name == own or (not allowed and not topic and name.startswith(f"{channel}:")))
    }
    return person if len(kept) == len(pending_words(person)) else _with(person, kept, at)


def lapsed(person: Person, now: int, effects: list[Effect]) -> Person:
    """The person whose words nobody confirmed in time: what was noted of who asked goes, and the gate stays shut.

    It does not where a yes of the same name holds, which one of two had said who were merged.
    """
    pending, said = dict(pending_words(person)), person.consent_now()
    for name, word in list(pending.items()):
        if 0 < word.expires_at <= now:
            pending[name] = PendingWord(word.at, 0, "", word.source, Proof())
            if said.get(name) is True:
                del pending[name]
            effects.append(_fact(person, name, "lapsed", word.expires_at, word.source, None))
    return _with(person, pending, now)


def _parts(name: str) -> tuple[ChannelName, str]:
    text, _, topic = name.partition(":")
    channel = channel_named(text)
    assert channel is not None, name
    return channel, topic


def _with(person: Person, pending: Mapping[str, PendingWord], at: int) -> Person:
    record = replace(person.consent_record or NO_RECORD, pending=dict(pending) or None)
    return replace(person, consent_record=record, first_seen_at=person.first_seen_at or at)


def _fact(person: Person, name: str, what: str, at: int, source: str, proof: Proof | None) -> Fact:
    channel, topic = _parts(name)
    data = proof_data(proof)
    return Fact(
        kind="consent",
        person=person.key,
        at=at,
        channel=channel,
        topic=topic,
        name=what,
        reason=source,
        data=data,
    )
