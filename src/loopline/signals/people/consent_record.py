"""The record beside a person's consent: the proof of each word, wishes about frequency and pauses, and their merge."""

from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.model.addresses.normal import address_key
from loopline.model.change import Change
from loopline.model.channels import CHANNELS
from loopline.model.consent.asking import PENDING_MAX
from loopline.model.consent.confirmed import ConfirmedWords, both_confirmed, with_confirmed
from loopline.model.consent.proof import PROOFS_BYTES, PROOFS_MAX, Proof, ProvedWord, bounded_proof
from loopline.model.consent.wishes import (
    AT_MOST_MAX,
    LANGUAGE_CHARACTERS,
    NO_RECORD,
    PAUSE_DAYS_MAX,
    ConsentRecord,
    PendingWord,
    PreferencesChanged,
    Wishes,
)
from loopline.model.duration import DAY
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.language.tags import TRAIT_NAMES
from loopline.model.person import Person
from loopline.model.traits import encoded_size

PREFERENCES: Final = "preferences"
"""The name of the fact about wishes; no channel has it."""

_json = msgspec.json.Encoder()


def languages_said(person: Person) -> tuple[object, ...]:
    """What is known of the language that a person reads, as it was told: chosen on our page first, then by traits."""
    chosen = (person.consent_record or NO_RECORD).wishes.language
    return (chosen, *(person.traits.get(name) for name in TRAIT_NAMES))


def prove(person: Person, word: ProvedWord) -> Person:
    """The person with one proof more, unless the newest of the same word says the same, as SDKs do again and again."""
    record = person.consent_record or NO_RECORD
    word = replace(word, proof=bounded_proof(word.proof))
    before = next((one for one in reversed(record.proofs) if one.name == word.name), None)
    if before is not None and _says(before) == _says(word):
        return person
    return replace(person, consent_record=replace(record, proofs=bounded_proofs((*record.proofs, word))))


def proof_data(proof: Proof | None) -> msgspec.Raw | None:
    """The proof as the data of a fact, without what nobody told; None where there is no proof."""
    if proof is None:
        return None
    told = {name: value for name, value in msgspec.structs.asdict(bounded_proof(proof)).items() if value}
    return msgspec.Raw(_json.encode({"proof": told}))


def bounded_proofs(proofs: tuple[ProvedWord, ...]) -> tuple[ProvedWord, ...]:
    """The proofs within their bound: of words that a newer one has replaced the oldest go first."""
    while len(proofs) > PROOFS_MAX or (len(proofs) > 1 and encoded_size(proofs) > PROOFS_BYTES):
        newest = {one.name: place for place, one in enumerate(proofs)}
        gone = next((place for place, one in enumerate(proofs) if newest[one.name] != place), 0)
        proofs = (*proofs[:gone], *proofs[gone + 1 :])
    return proofs


def both_records(person: Person, other: Person) -> ConsentRecord | None:
    """The records of two people who turn out to be one: all proofs, of wishes what asks for less, and what waits."""
    own, others = person.consent_record, other.consent_record
    if own is None and others is None:
        return None
    own, others = own or NO_RECORD, others or NO_RECORD
    proofs = dict.fromkeys(sorted((*own.proofs, *others.proofs), key=lambda one: (one.received_at, one.at, one.name)))
    mine, theirs = own.wishes, others.wishes
    limits = [limit for limit in (mine.at_most, theirs.at_most) if limit]
    wishes = Wishes(
        at_most=min(limits, default=0),
        paused_until=max(mine.paused_until, theirs.paused_until),
        language=mine.language or theirs.language,
        at=max(mine.at, theirs.at),
    )
    confirmed = both_confirmed(_bound(person, others.confirmed), _bound(other, own.confirmed)) or None
    return ConsentRecord(bounded_proofs(tuple(proofs)), wishes, _both_pending(person, other) or None, confirmed)


def _bound(person: Person, twins: ConfirmedWords | None) -> ConfirmedWords:
    """What the person has confirmed; a yes that they said to what the twin has confirmed is of their own address."""
    own: ConfirmedWords = (person.consent_record or NO_RECORD).confirmed or {}
    for name in sorted((twins or {}).keys() - own.keys()):
        held = [one for on, one in (person.addresses or {}).items() if on == name.partition(":")[0]]
        if (person.consent or {}).get(name) is True and held and held[0]:
            own = with_confirmed(own, name, held[0][0].key)
    return own


def _both_pending(person: Person, other: Person) -> dict[str, PendingWord]:
    """What waits for a word of either: of two by one name the one whose link still works, of these the later.

    Each of them is held against what the other one said: a refusal since wins. Where the other one has said yes, an
    overdue word is void, and one that is about an address of theirs.
    """
    found: dict[str, PendingWord] = {}
    for one, twin in ((other, person), (person, other)):
        pending = one.consent_record.pending if one.consent_record is not None else None
        for name, word in (pending or {}).items():
            known = found.get(name)
            if not _overruled(name, word, twin) and (known is None or _rank(word) >= _rank(known)):
                found[name] = word
    return _bounded_pending(found)


def _overruled(name: str, word: PendingWord, twin: Person) -> bool:
    consent, times, channel = twin.consent or {}, twin.consent_at or {}, name.partition(":")[0]
    if any(consent.get(one) is False and times.get(one, 0) >= word.at for one in (name, channel)):
        return True
    if consent.get(name) is not True:
        return False
    present = {on: held[0].key for on, held in (twin.addresses or {}).items() if held}
    return not word.expires_at or any(on == channel and address_key(on, word.address) == present[on] for on in present)


def _rank(word: PendingWord) -> tuple[bool, int]:
    return word.expires_at > 0, word.at


def _bounded_pending(found: dict[str, PendingWord]) -> dict[str, PendingWord]:
    """The words within their bound: the oldest topics wait as their channel, which nobody can confirm by a link."""
    ranked = sorted(found, key=lambda name: (":" not in name, *_rank(found[name]), name), reverse=True)
    room = PENDING_MAX if len(found) <= PENDING_MAX else PENDING_MAX - len(CHANNELS)
    kept = {name: found[name] for name in sorted(ranked[:room])}
    for name in ranked[room:]:
        word = found[name]
        kept.setdefault(name.partition(":")[0], PendingWord(word.at, 0, "", word.source, Proof()))
    return kept


def fold_preferences(person: Person, signal: PreferencesChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person after choosing how often, from when on and in which language; an older choice changes nothing."""
    record = person.consent_record or NO_RECORD
    wishes = record.wishes
    if signal.at < wishes.at:
        return person, None
    at_most, until, language = signal.at_most, signal.paused_until, signal.language
    chosen = Wishes(
        at_most=wishes.at_most if at_most is None else max(0, min(at_most, AT_MOST_MAX)),
        paused_until=wishes.paused_until if until is None else max(0, min(until, signal.at + PAUSE_DAYS_MAX * DAY)),
        language=wishes.language if language is None else language[:LANGUAGE_CHARACTERS],
        at=signal.at,
    )
    if replace(chosen, at=wishes.at) == wishes:
        return person, None
    told = {"at_most": chosen.at_most, "paused_until": chosen.paused_until, "language": chosen.language}
    proof = bounded_proof(signal.proof) if signal.proof else Proof()
    shown = {name: value for name, value in msgspec.structs.asdict(proof).items() if value}
    data = msgspec.Raw(_json.encode({**told, "proof": shown} if shown else told))
    effects.append(
        Fact(kind="consent", person=person.key, at=signal.at, name=PREFERENCES, reason=signal.source, data=data)
    )
    first = person.first_seen_at or signal.received_at
    after = replace(person, consent_record=replace(record, wishes=chosen), first_seen_at=first)
    return after, Change(at=signal.at, consent=True)


def _says(word: ProvedWord) -> tuple[bool, str, str, str]:
    return word.allowed, word.proof.method, word.proof.text, word.proof.form
