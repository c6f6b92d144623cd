"""Planted faults about addresses, each of which some world must see."""

from typing import Any

from msgspec.structs import replace

from loopline.decisions import requested
from loopline.decisions.policy import gate
from loopline.model.addresses import normal
from loopline.model.addresses.address import with_word
from loopline.model.addresses.normal import held_address
from loopline.model.effect import EmitSignal
from loopline.model.signals.addresses import AddressTold
from loopline.model.signals.requested import MessageRequested
from loopline.pipeline import addresses as between
from loopline.pipeline import advance as deciding
from loopline.pipeline.offers import keys
from loopline.signals.addresses import address, people
from loopline.signals.addresses.address import advance_address
from loopline.signals.addresses.people import fold_told, hold
from loopline.signals.people import consent, identity, refusals
from tests.simulation.policy_faults import Fault, Patch


def only_the_first_member_is_told(patch: Patch) -> None:
    real = advance_address

    def advance(state: Any, signal: Any) -> Any:
        after, effects = real(state, signal)
        told = [one for one in effects if isinstance(getattr(one, "signal", None), AddressTold)]
        return after, [one for one in effects if one not in told[1:]]

    patch.setattr(keys, "advance_address", advance)


def an_answer_counts_once_for_two_who_become_one(patch: Patch) -> None:
    """The fault that these worlds found first: what one was told is taken for the double of what the other was."""
    real = address._told

    def told(state: Any, person: str, signal: Any) -> Any:
        effect: Any = real(state, person, signal)
        return replace(effect, signal=replace(effect.signal, id=f"{signal.id}:{state.key}"))

    patch.setattr(address, "_told", told)
    patch.setattr(people, "_newer", lambda one, others: one)


def moving_drops_what_she_refused(patch: Patch) -> None:
    """A refusal by a link or an answer is the address's alone."""
    real = consent.fold_consent

    def fold(person: Any, signal: Any, effects: Any) -> Any:
        from_address = signal.source == refusals.FROM_LINK or (signal.address and not signal.allowed)
        return (person, None) if from_address else real(person, signal, effects)

    patch.setattr(refusals, "fold_consent", fold)


def who_moves_asks_nobody(patch: Patch) -> None:
    real = hold

    def held(person: Any, channel: Any, text: str, cause: Any, effects: Any) -> Any:
        after = real(person, channel, text, cause, [])
        has = (after.addresses or {}).get(channel, ())
        known = tuple(replace(one, asked_at=0) for one in has)
        return replace(after, addresses={**(after.addresses or {}), channel: known}) if has else after

    patch.setattr(between, "hold", held)


def nothing_waits_for_the_answer(patch: Patch) -> None:
    """A message leaves for an address that has been asked and has not answered."""
    real = held_address

    def held(addresses: Any, channel: Any, text: str) -> Any:
        found = real(addresses, channel, text)
        return replace(found, asked_at=0) if found is not None else None

    patch.setattr(gate, "held_address", held)


def messages_for_left_addresses_leave(patch: Patch) -> None:
    """The second fault that these worlds found: of an address that she left long ago nobody tells her."""
    real = gate.ask_recipient

    def ask(*args: Any, **more: Any) -> Any:
        verdict = real(*args, **more)
        return None if verdict is not None and verdict.reason == "address_left" else verdict

    patch.setattr(gate, "ask_recipient", ask)


def merges_lose_refusals(patch: Patch) -> None:
    patch.setattr(identity, "both_consents", lambda person, other, at, effects: person.consent)


def merges_lose_addresses(patch: Patch) -> None:
    """Whoever takes another in joins none of the other's addresses, and knows them all the same."""

    def both(person: Any, other: Any, cause: Any, effects: Any) -> Any:
        theirs = {
            name: tuple(replace(one, asked_at=0, words=None) for one in held)
            for name, held in (other.addresses or {}).items()
        }
        return {**theirs, **(person.addresses or {})} or person.addresses

    patch.setattr(identity, "both_addresses", both)


def a_lift_ends_nothing(patch: Patch) -> None:
    patch.setattr(address, "lifted", lambda words, at: words)


def a_lift_is_forgotten(patch: Patch) -> None:
    """What was said before a lift, and comes after it, counts."""
    patch.setattr(address, "with_word", lambda words, name, word, lifted_at=0: with_word(words, name, word))


def a_lift_of_others_counts(patch: Patch) -> None:
    """The third fault: whoever gets an address is freed by a lift from before."""
    real = fold_told

    def fold(person: Any, signal: Any, effects: Any) -> Any:
        after, change = real(person, signal, effects)
        return people._lifted(after, "email", signal.lifted_at) if signal.lifted_at else after, change

    patch.setattr(deciding, "fold_told", fold)


def the_last_word_to_arrive_wins(patch: Patch) -> None:
    """An address goes by the order of arrival, whenever something was said."""

    def word(words: Any, name: str, said: Any, lifted_at: int = 0) -> Any:
        return {**words, name: replace(said, since=said.at)}

    patch.setattr(address, "with_word", word)


def a_late_refusal_of_a_person_wins(patch: Patch) -> None:
    real = consent.fold_consent

    def fold(person: Any, signal: Any, effects: Any) -> Any:
        return real(person if signal.allowed else replace(person, consent_at=None), signal, effects)

    patch.setattr(refusals, "fold_consent", fold)


def spellings_are_told_apart(patch: Patch) -> None:
    patch.setattr(normal, "normal_address", lambda channel, text: text)


def a_request_asks_no_address(patch: Patch) -> None:
    patch.setattr(requested, "_not_theirs", lambda person, signal: "")


def a_request_forgets_the_answer(patch: Patch) -> None:
    real = address._answered

    def answered(state: Any, signal: Any) -> Any:
        after, effects = real(state, signal)
        sent = [one.signal for one in effects if isinstance(one, EmitSignal)]
        return after, [EmitSignal(replace(one, refused="")) for one in sent if isinstance(one, MessageRequested)]

    patch.setattr(address, "_answered", answered)


ABOUT_ADDRESSES: tuple[Fault, ...] = (
    only_the_first_member_is_told,
    an_answer_counts_once_for_two_who_become_one,
    moving_drops_what_she_refused,
    who_moves_asks_nobody,
    nothing_waits_for_the_answer,
    messages_for_left_addresses_leave,
    merges_lose_refusals,
    merges_lose_addresses,
    a_lift_ends_nothing,
    a_lift_is_forgotten,
    a_lift_of_others_counts,
    the_last_word_to_arrive_wins,
    a_late_refusal_of_a_person_wins,
    spellings_are_told_apart,
    a_request_asks_no_address,
    a_request_forgets_the_answer,
)
