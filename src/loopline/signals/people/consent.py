"""A person's consent, allowed or refused, by channel and topic; the latest statement counts."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from loopline.model.bounds.parts import consent_fits
from loopline.model.change import Change
from loopline.model.consent.proof import ProvedWord, word_name
from loopline.model.effect import Effect
from loopline.model.fact import Fact, person_fact, quality_fact
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged
from loopline.signals.people.consent_record import proof_data, prove

CONSENTS_MAX: Final = 1_000
"""Entries of one person's consent, at most: channels, and topics of channels."""


def fold_consent(person: Person, signal: ConsentChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person after a consent statement; one that is older than what is known changes nothing."""
    before = person
    name = word_name(signal.channel, signal.topic)
    effects.append(consent_fact(person, signal))
    person = proved(person, signal)
    if signal.at < (person.consent_at or {}).get(name, 0):
        return person, None
    if name not in (person.consent or {}) and not _fits(person.consent or {}, name):
        person, name = _made_room(person, name, signal, effects)
        if not name:
            return person, None
    times = {**(person.consent_at or {}), name: max(signal.at, (person.consent_at or {}).get(name, 0))}
    if (person.consent or {}).get(name) is signal.allowed:
        return replace(person, consent_at=times), None
    consent = {**(person.consent or {}), name: signal.allowed}
    first = person.first_seen_at or signal.received_at
    person = replace(person, consent=consent, consent_at=times, first_seen_at=first)
    effects.append(person_fact(before, person, signal.at, "consent"))
    return person, Change(at=signal.at, consent=True)


def consent_fact(person: Person, signal: ConsentChanged) -> Fact:
    """The fact that something was allowed or refused."""
    return Fact(
        kind="consent",
        person=person.key,
        at=signal.at,
        channel=signal.channel,
        topic=signal.topic,
        name="allowed" if signal.allowed else "refused",
        reason=signal.source,
        data=proof_data(signal.proof),
    )


def proved(person: Person, signal: ConsentChanged) -> Person:
    """The person with the proof of this word, where it has one."""
    if signal.proof is None:
        return person
    name = f"{signal.channel}:{signal.topic}" if signal.topic else signal.channel
    return prove(person, ProvedWord(name, signal.allowed, signal.at, signal.received_at, signal.source, signal.proof))


def _made_room(person: Person, name: str, signal: ConsentChanged, effects: list[Effect]) -> tuple[Person, str]:
    """The person with room for one entry more, and the entry to write, "" when the statement is not kept.

    A permission beyond the bound is not kept. A refusal always counts: the oldest permission of a topic makes room
    for it, and where there is none left, the whole channel is refused. Too few messages are sent rather than one too
    many. A statement about a whole channel is always kept: there are only a few channels.
    """
    if name == signal.channel:
        return person, name
    if signal.allowed:
        effects.append(_not_kept(person, signal, name, "allowed"))
        return person, ""
    times, kept = person.consent_at or {}, dict(person.consent or {})
    allowed = sorted((times.get(entry, 0), entry) for entry, yes in kept.items() if yes and ":" in entry)
    gone: list[str] = []
    while not _fits(kept, name):
        if len(gone) == len(allowed):
            effects.append(_not_kept(person, signal, name, "channel refused"))
            return person, signal.channel
        gone.append(allowed[len(gone)][1])
        del kept[gone[-1]]
    effects.extend(_not_kept(person, signal, entry, "allowed") for entry in gone)
    at = {entry: at for entry, at in times.items() if entry not in gone}
    return replace(person, consent=kept, consent_at=at), name


def _fits(consent: Mapping[str, bool], name: str) -> bool:
    return len(consent) < CONSENTS_MAX and consent_fits(consent, name)


def _not_kept(person: Person, signal: ConsentChanged, name: str, what: str) -> Fact:
    return quality_fact(person.key, signal.received_at, "consent_limit", name, "full", what)


def both_consents(person: Person, other: Person, at: int, effects: list[Effect]) -> dict[str, bool] | None:
    """The consent of two people who turn out to be one: refusals win.

    Beyond the bound permissions go first, then refusals of topics, each of which refuses its whole channel instead.
    """
    own, others = person.consent or {}, other.consent or {}
    both = {name: own.get(name, True) and others.get(name, True) for name in sorted({*own, *others})}
    ranked = sorted(both, key=lambda name: (":" in name, both[name], name))
    count = min(len(ranked), CONSENTS_MAX)
    while count and not consent_fits(dict.fromkeys(ranked[: count - 1], True), ranked[count - 1]):
        count -= max(1, (count - 1) // 16)
    if count == len(ranked):
        return both or None
    lost = ranked[count:]
    effects.append(quality_fact(person.key, at, "consent_limit", lost[0], "full", f"{len(lost)} not kept"))
    channels = {name.partition(":")[0] for name in lost if not both[name]}
    return {name: both[name] for name in sorted(ranked[:count])} | dict.fromkeys(sorted(channels), False)
