"""Identity resolution: links, merges and tombstones. A merge is three signals, so that it may cross shards.

A link asks the other id for its state, and the person rests until the answer is there (`resting.py`). Whatever way the
words of several merges cross, everybody who asks is answered, and no chain of tombstones leads back to its beginning.
"""

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from loopline.model.admission.ask import both_asks
from loopline.model.bounds.entry_keys import both_keys, bounded_keys
from loopline.model.bounds.parts import LINKS_BYTES, bounded_left, bounded_suppressed, bounded_windows, newest
from loopline.model.change import Change
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact, gone_fact, person_fact, quality_fact, trait_facts
from loopline.model.history.trigger_states import both_states
from loopline.model.ids import ANONYMOUS, shown_id, stable_id
from loopline.model.offers.grant import both_grants
from loopline.model.person import SENDS_MAX, Await, Enrollment, GoalWindow, JourneyHistory, Person
from loopline.model.signal import (
    EventReceived,
    MemberJoined,
    PersonAbsorbed,
    PersonLinked,
    PersonReleased,
    ReleaseAnswered,
    Signal,
    TraitsChanged,
)
from loopline.model.traits import FULL, merge_traits, with_lists
from loopline.signals.addresses.people import both_addresses, cause_of
from loopline.signals.lists.of_person import both_ends
from loopline.signals.people.amounts import merge_amounts
from loopline.signals.people.consent import both_consents
from loopline.signals.people.consent_record import both_records
from loopline.signals.people.event import ODD_ZONES_MAX
from loopline.signals.people.history import merge_histories
from loopline.signals.people.resting import MergeAnswer, await_state, awaited, handed_on, replayed, without_await

LINKS_MAX = 200
MERGES_MAX = 10_000
"""A person takes in so many ids; who is named by more is no one person, and further links are refused."""
VIA_MAX = 100
_When = dict[str, int] | None
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Person).decode


def implied_link(person: Person, signal: EventReceived | TraitsChanged) -> PersonLinked | None:
    """The link that a signal with two ids implies, or None when this person knows it already."""
    if not signal.link or signal.link == person.key or signal.link in person.links or person.awaits:
        return None
    return PersonLinked(
        key=person.key,
        id=f"{signal.id}:link",
        at=signal.at,
        received_at=signal.received_at,
        other=signal.link,
        trust=signal.trust,
    )


def fold_link(person: Person, signal: PersonLinked, effects: list[Effect]) -> Person:
    """The person asks the other id for its state, and rests until the answer comes; only then are both linked."""
    if signal.other == person.key or signal.other in person.links:
        return person
    if person.merges >= MERGES_MAX:
        name = shown_id(signal.other)
        effects.append(quality_fact(person.key, signal.received_at, "link_limit", name, FULL, "not linked"))
        return person
    asked = Await(
        asked=signal.other,
        link=stable_id("link", signal.id, person.key),
        other=signal.other,
        at=signal.at,
        received_at=signal.received_at,
    )
    return await_state(person, asked, effects)


def fold_release(person: Person, signal: PersonReleased, effects: list[Effect]) -> Person:
    """A tombstone that points at `other`. An existing one says where it points; a visitor's is redirected.

    A person who awaits this request itself took in the one who made it: there is nobody left to hand over to.
    """
    if person.merged_into:
        return _asked_again(person, signal, effects)
    if signal.other == person.key or awaited(person, signal.id) is not None:
        effects.append(EmitSignal(nothing_to_hand_over(signal)))
        return person
    effects.append(
        EmitSignal(
            PersonAbsorbed(
                key=signal.other,
                id=f"{signal.id}:absorb",
                at=signal.at,
                received_at=signal.received_at,
                other=person.key,
                state=_encode(replace(person, stash=()) if person.stash else person),
                request=signal.id,
            )
        )
    )
    stone = Person(
        key=person.key,
        traits={},
        merged_into=signal.other,
        awaits=tuple(replace(one, heir=signal.other) for one in person.awaits),
        stash=person.stash,
        merges=person.merges,
    )
    return replayed(stone, effects)


def _asked_again(stone: Person, signal: PersonReleased, effects: list[Effect]) -> Person:
    """Two who share a browser are not one person for it: a visitor's id goes on to the one who came last.

    It does not where others were merged into it: their ids would come along, and what they left would stay behind."""
    moved_to = ""
    if not stone.key.startswith(ANONYMOUS):
        moved_to = stone.merged_into if stone.merged_into != signal.other else ""
    elif not stone.merges and not stone.awaits:
        stone = replace(stone, merged_into=signal.other)
    answer = nothing_to_hand_over(signal)
    if moved_to:  # by another id: one who was set aside has been answered for before
        answer = replace(answer, id=f"{signal.id}:moved", moved_to=moved_to)
    effects.append(EmitSignal(answer))
    return stone


def nothing_to_hand_over(signal: PersonReleased) -> ReleaseAnswered:
    """The answer to a request that brings the one who made it nothing."""
    return ReleaseAnswered(
        key=signal.other,
        id=f"{signal.id}:answer",
        at=signal.at,
        received_at=signal.received_at,
        other=signal.key,
        request=signal.id,
        link=signal.link,
    )


def unanswered(person: Person, signal: Signal, effects: list[Effect]) -> Person:
    """The person after a word of a merge that could not be decided: whoever waits for it goes on without."""
    match signal:
        case PersonReleased():
            effects.append(EmitSignal(nothing_to_hand_over(signal)))
        case PersonAbsorbed() | ReleaseAnswered():
            person = replayed(without_await(person, signal.request), effects)
        case _:
            pass
    return person


def fold_answer(person: Person, signal: ReleaseAnswered, effects: list[Effect]) -> Person:
    """The person asks the one whom the answer names, or is linked and goes on."""
    if person.merged_into:
        return handed_on(person, signal, effects)
    asked = awaited(person, signal.request)
    if signal.moved_to and signal.moved_to != person.key:
        asked = asked or Await(signal.other, signal.link or signal.id, signal.other, signal.at, signal.received_at)
        via = (*asked.via, signal.other)[-VIA_MAX:]
        asked = replace(asked, asked=signal.moved_to, via=via)
        return await_state(without_await(person, signal.request), asked, effects)
    return replayed(_linked(person, signal), effects)


def _linked(person: Person, signal: MergeAnswer) -> Person:
    """The person whose link took effect: the id that it named is one of hers now."""
    asked = awaited(person, signal.request)
    if asked is None:
        return person
    links = person.links
    if asked.other != person.key and asked.other not in links:
        links = newest((*links, asked.other)[-LINKS_MAX:], LINKS_BYTES)
    person = without_await(person, signal.request)
    return replace(person, links=links, first_seen_at=person.first_seen_at or asked.received_at)


def fold_absorb(
    person: Person, signal: PersonAbsorbed, effects: list[Effect], address_traits: Collection[str] = ()
) -> tuple[Person, Change]:
    """Both people in one: of each trait what was said last, enrollments side by side, refusals of consent win.

    An address of a person stays against what was said of an anonymous id: anybody can say anything of such a one.
    """
    other, person = _decode(signal.state), _linked(person, signal)
    person = replace(person, grants=both_grants(person.grants, other.grants), asks=both_asks(person.asks, other.asks))
    elder = other if 0 < other.first_seen_at < (person.first_seen_at or signal.received_at) else person
    of_a_visitor = signal.other.startswith(ANONYMOUS)
    kept = [name for name in address_traits if of_a_visitor and person.traits.get(name) not in (None, "")]
    traits, times, conflicts = merge_traits(person.traits, person.trait_times, other.traits, other.trait_times, kept)
    effects.extend(trait_facts(person.key, signal.received_at, conflicts, "person_too_big"))
    lists, refused = with_lists(person.lists, other.lists)
    effects.extend(quality_fact(person.key, signal.received_at, "list_limit", n, FULL, "not kept") for n in refused)
    history, forgotten = merge_histories(person, other)
    consent = both_consents(person, other, signal.received_at, effects)
    merged = replace(
        _in_account(person, other),
        traits=traits,
        trait_times=times,
        first_seen_at=elder.first_seen_at or person.first_seen_at or signal.received_at,
        unit=elder.unit or elder.key,
        zone=person.zone or other.zone,
        zone_at=person.zone_at if person.zone else other.zone_at,
        odd_zones=tuple(dict.fromkeys((*person.odd_zones, *other.odd_zones)))[:ODD_ZONES_MAX],
        lists=lists,
        list_ends=both_ends(person, other, lists),
        consent=consent,
        consent_at=_later(person.consent_at, other.consent_at, consent),
        suppressed=bounded_suppressed({**(other.suppressed or {}), **(person.suppressed or {})}) or None,
        enrollments=_both_enrollments(person, other),
        journey_histories=_both_passages(person.journey_histories, other.journey_histories),
        history=history,
        forgotten=forgotten,
        amounts=merge_amounts(person, other),
        trigger_states=both_states(person.trigger_states, other.trigger_states),
        goal_windows=bounded_windows(_both_windows(person, other)),
        sends=tuple(sorted((*person.sends, *other.sends), key=lambda sent: sent.at))[-SENDS_MAX:],
        links=newest(tuple(dict.fromkeys((*person.links, *other.links, signal.other)))[-LINKS_MAX:], LINKS_BYTES),
        awaits=(*person.awaits, *other.awaits),
        merges=person.merges + other.merges + 1,
        clicks=(*person.clicks, *other.clicks),
        consent_record=both_records(person, other),
        addresses=both_addresses(person, other, cause_of(signal), effects),
    )
    effects.append(Fact(kind="merged", person=person.key, at=signal.at, name=signal.other))
    effects += [*_membership(person, other, signal), gone_fact(signal.other, signal.at)]
    effects.append(person_fact(person, merged, signal.at, "absorbed"))
    changed = frozenset(name for name in {*traits, *person.traits} if person.traits.get(name) != traits.get(name))
    return merged, Change(at=signal.at, traits=changed, before=person.traits, merged=True, consent=True, lists=True)


def _in_account(person: Person, other: Person) -> Person:
    """The person with what she knows of her account; where she has none, with that of the other one."""
    if person.account:
        return person
    known = replace(person, account_traits=other.account_traits, account_answers=other.account_answers)
    return replace(known, account=other.account, account_at=other.account_at)


def _membership(person: Person, other: Person, signal: PersonAbsorbed) -> list[Effect]:
    """The absorbed one leaves its account; the one that stays takes the place when it had no account of its own."""
    if not other.account:
        return []

    def told(member: str, word: str) -> EmitSignal:
        joined = MemberJoined(
            key=other.account,
            id=f"{signal.id}:{word}",
            at=signal.at,
            received_at=signal.received_at,
            person=member,
            traits={},
            left=word == "left",
        )
        return EmitSignal(joined)

    return [told(other.key, "left"), *([] if person.account else [told(person.key, "joined")])]


def _later(own: _When, other: _When, kept: dict[str, bool] | None) -> _When:
    names = {*(own or {}), *(other or {})} & (kept or {}).keys()
    return {n: max((own or {}).get(n, 0), (other or {}).get(n, 0)) for n in sorted(names)} or None


def _both_windows(person: Person, other: Person) -> list[GoalWindow]:
    both = [*person.goal_windows, *(t for t in other.goal_windows if t not in person.goal_windows)]
    return sorted(both, key=lambda one: one.entered_at) if other.goal_windows else both


def _both_enrollments(person: Person, other: Person) -> tuple[Enrollment, ...]:
    known = {e.id for e in person.enrollments}
    return (*person.enrollments, *(e for e in other.enrollments if e.id not in known))


def _both_passages(
    own: dict[str, JourneyHistory] | None, other: dict[str, JourneyHistory] | None
) -> dict[str, JourneyHistory] | None:
    merged = dict(other or {})
    for journey, history in (own or {}).items():
        twin = merged.get(journey)
        merged[journey] = history if twin is None else _both(history, twin)
    return bounded_left(bounded_keys(merged)) or None


def _both(own: JourneyHistory, twin: JourneyHistory) -> JourneyHistory:
    return replace(
        both_keys(own, twin),
        entered=own.entered + twin.entered,
        last_entered_at=max(own.last_entered_at, twin.last_entered_at),
        arms={**(twin.arms or {}), **(own.arms or {})} or None,
        left=(*twin.left, *own.left),
        unit=own.unit or twin.unit,
    )
