"""Keeps a member and her account together: whether she is one whom it may choose, and what she has of it."""

from loopline.decisions.published import PublishedSet
from loopline.decisions.react import react
from loopline.decisions.triggers.condition_triggers import rules_that_hold
from loopline.model.change import Change
from loopline.model.effect import Effect, EmitSignal
from loopline.model.ids import stable_id
from loopline.model.person import Person
from loopline.model.signal import AccountJoined, EventReceived, Signal
from loopline.model.signals.members import MemberDid, RecipientStated


def with_news_of_member(person: Person, signal: Signal, published: PublishedSet, effects: list[Effect]) -> list[Effect]:
    """The effects; her account hears last of an event that a question about its members looks at.

    So whoever is asked and chosen by this event goes by what the account answered before it, however many members hear.
    """
    if isinstance(signal, EventReceived) and person.account and signal.name in published.members.by_event:
        did = MemberDid(
            key=person.account,
            id=stable_id("did", person.key, signal.id, signal.name, str(signal.received_at)),
            at=signal.at,
            received_at=signal.received_at,
            person=person.key,
            name=signal.name,
            properties=signal.properties,
            silent=signal.trust == "silent",
        )
        effects.append(EmitSignal(did))
    return effects


def without_left_account(
    person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person whose account is another one now, out of the journeys for which the one before had chosen her."""
    if not any(one.account not in ("", person.account) for one in person.enrollments):
        return person
    return react(person, Change(at=signal.at), published, now, signal.received_at, effects)


def state_to_account(before: Person, person: Person, signal: Signal, effects: list[Effect]) -> None:
    """Her account hears of which conditions she is one by which it chooses, where that, or the account, is another.

    So it does where she says again that she is a member: it may have lost her, or had no room for her then.
    """
    is_same, is_said = person.account == before.account, isinstance(signal, AccountJoined)
    if is_same and not is_said and person.trigger_states is before.trigger_states:
        return
    rules, known = rules_that_hold(person.trigger_states), rules_that_hold(before.trigger_states)
    is_news = rules != known or (is_said and bool(rules)) if is_same else bool(rules)
    if not is_news or not person.account or person.merged_into:
        return
    stated = RecipientStated(
        key=person.account,
        id=stable_id("recipient", person.key, person.account, signal.id, str(signal.received_at), *known, ">", *rules),
        at=signal.at,
        received_at=signal.received_at,
        person=person.key,
        rules=rules,
    )
    # before what makes the account answer: she may have something newer to state then
    effects.insert(0, EmitSignal(stated))
