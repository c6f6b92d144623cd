"""An account is asked by a member, and chooses who of its members enters: the one writer of its passages.

All asks of an account come to it one after the other, so two members who trigger in one moment make one passage. Each
answer has an id made of the passage and the place in it, so whatever comes twice changes nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.decisions.accounts.asking_back import asked_of_rules, asked_whether_inside
from loopline.decisions.accounts.limits import beside, holders_beside, is_full_for_now, with_begun
from loopline.decisions.entry.reentry import ReentryAsked, reentry_refusal
from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.narration.account import BY_ACCOUNT
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.accounts.passage import (
    CANDIDATES_MAX,
    PASSAGES_BYTES,
    PASSAGES_MAX,
    TRIED_MAX,
    AccountJourney,
    Candidates,
    HeldPlace,
    Passage,
)
from loopline.model.bounds.entry_keys import bounded_keys, with_entry
from loopline.model.effect import Effect, EmitSignal
from loopline.model.entry.account import AccountEntry
from loopline.model.fact import Fact, FactKind
from loopline.model.ids import stable_id
from loopline.model.signals.members import AccountAsked, AccountChose, MemberAnswered, RecipientStated

LEFT: Final = "left_account"
NOT_INSIDE: Final = "not_inside"
"""The end of a place of which its member knows nothing: where she has not said that she entered, she never did."""
NOTHING: Final = AccountJourney()
_encode: Final = Encoder().encode
Choice = tuple[str, str]
"""A member, and by what she was chosen: the text of a rule, or the name of the fallback."""


def answer_ask(account: Account, asked: AccountAsked, published: PublishedSet, effects: list[Effect]) -> Account:
    """The account after a member asked: with a passage more, or with a fact that says why there is none."""
    version, state = _version(published, asked.journey)
    if version is None or state != "live":
        reason: NotEnteredReason = "journey_paused" if state == "paused" else "journey_stopped"
        refuse(effects, account, asked, version, reason)
        return account
    known = (account.journeys or {}).get(asked.journey, NOTHING)
    if any(one.rule for one in version.condition_triggers) and known.asked != published.condition_triggers.id:
        effects += asked_of_rules(account, asked)
        return _with(account, asked.journey, replace(known, asked=published.condition_triggers.id))
    if (refusal := _refusal(account, known, version, asked)) is not None:
        inside = [place for one in beside(known, version, asked.entry_key) for place in one.places]
        if refusal == "already_inside" and not asked.again:
            effects += asked_whether_inside(inside, asked)
            return account
        told = {"holders": [place.person for place in inside]} if refusal == "already_inside" else None
        refuse(effects, account, asked, version, refusal, told)
        return account
    passage = Passage(
        id=stable_id("passage", account.key, asked.id),
        at=asked.received_at,
        asker=asked.person,
        name=asked.name,
        entry=asked.entry,
        key=asked.entry_key,
        began_at=asked.began_at,
        held=asked.held,
        depth=asked.depth,
    )
    passage = _filled(account, passage, version, asked.received_at, effects)
    if not passage.places:
        refuse(effects, account, asked, version, "nobody_fits")
        return account
    return _with(account, asked.journey, replace(known, open=(*known.open, passage)))


def _version(published: PublishedSet, journey: str) -> tuple[JourneyVersion | None, str]:
    version = published.live.get(journey)
    if version is None or version.journey.entry.account is None:
        return None, "stopped"
    return version, published.state_of(journey, version.version)


def _refusal(
    account: Account, known: AccountJourney, version: JourneyVersion, asked: AccountAsked
) -> NotEnteredReason | None:
    inside = len(beside(known, version, asked.entry_key))
    at_once = version.journey.entry.account.at_once if version.journey.entry.account else 0
    inside = 0 if inside < at_once else inside
    if reason := reentry_refusal(version, ReentryAsked(asked.entry_key, known.history, inside), asked.received_at):
        return reason
    if is_full_for_now(known, version, asked.received_at):
        return "account_rate"
    times = version.journey.entry.reentry.times
    if 0 < times <= known.history.entered + sum(not one.entered for one in known.open):
        return "entered_enough"
    carried = sum(len(one.entry) for each in (account.journeys or {}).values() for one in each.open)
    is_full = len(known.open) >= PASSAGES_MAX or (carried and carried + len(asked.entry) > PASSAGES_BYTES)
    return "too_many_asked" if is_full else None


def hear(account: Account, answer: MemberAnswered, published: PublishedSet, effects: list[Effect]) -> Account:
    """The account after a member said what became of her place; the next one is chosen for who cannot take it.

    So it is where somebody left the account. A passage in which nobody holds a place any more is over.
    """
    known = (account.journeys or {}).get(answer.journey, NOTHING)
    passage = next((one for one in known.open if any(place.id == answer.place for place in one.places)), None)
    if passage is None:
        return account
    history = known.history
    has_entered = answer.outcome == "entered" or (answer.outcome == "ended" and answer.reason != NOT_INSIDE)
    if has_entered and not passage.entered:
        history = with_entry(history, passage.key, answer.received_at) if passage.key else history
        history = replace(history, entered=history.entered + 1, last_entered_at=answer.received_at)
        passage = replace(passage, entered=True)
        known = with_begun(known, published.live.get(answer.journey), answer.received_at)
    history = replace(history, arms={**(history.arms or {}), **(answer.arms or {})} or None)
    others = tuple(one for one in known.open if one.id != passage.id)
    if answer.outcome == "entered":
        return _with(account, answer.journey, replace(known, history=history, open=(*others, passage)))
    account = _with(account, answer.journey, replace(known, history=history, open=others))
    passage = replace(passage, places=tuple(one for one in passage.places if one.id != answer.place))
    passage = _replaced(account, passage, answer, published, effects)
    if not passage.places:
        return account
    return _with(account, answer.journey, replace(known, history=history, open=(*others, passage)))


def _replaced(
    account: Account, passage: Passage, answer: MemberAnswered, published: PublishedSet, effects: list[Effect]
) -> Passage:
    """The passage in which another member has the place, where one is to have it; facts say what became of it."""
    version, state = _version(published, answer.journey)
    number = version.version if version is not None else 0
    rule = version.journey.entry.account if version is not None else None
    hands_on = answer.outcome == "refused" or (answer.reason == LEFT and rule is not None and rule.hand_on)
    if hands_on and version is not None and state == "live":
        filled = _filled(account, passage, version, answer.received_at, effects)
    else:
        filled = replace(passage, used=passage.used + 1)
    name = "handed_on" if len(filled.places) > len(passage.places) else answer.outcome
    effects.append(_fact("returned", account, answer.person, answer, number, name=name, reason=answer.reason))
    if not filled.places and not filled.entered:
        asked = replace(answer, person=passage.asker)
        effects.append(
            _fact("not_entered", account, asked.person, asked, number, name=BY_ACCOUNT, reason="nobody_reached")
        )
    return filled


def _filled(account: Account, passage: Passage, version: JourneyVersion, now: int, effects: list[Effect]) -> Passage:
    """The passage in which as many members have a place as may, as far as there are any who were not chosen before."""
    rule = version.journey.entry.account
    assert rule is not None
    choices = _choices(account, passage, version, rule)
    while len(passage.places) + passage.used < rule.limit and len(passage.tried) < TRIED_MAX:
        choice = next(choices, None)
        if choice is None or (choice[1] in ("asker", "anyone") and (passage.places or passage.used)):
            break
        person, by = choice
        place = HeldPlace(stable_id("place", passage.id, str(len(passage.tried))), person)
        passage = replace(passage, places=(*passage.places, place), tried=(*passage.tried, person))
        effects += _chosen(account, passage, place, version, by, now)
    return passage


def _choices(account: Account, passage: Passage, version: JourneyVersion, rule: AccountEntry) -> Iterator[Choice]:
    """The members who may have a place, the best one first: by the rules in their order, then by the fallback.

    Of those whom one rule fits, the one who has been a member longest comes first.
    """
    stands = (account.journeys or {}).get(version.id, NOTHING)
    taken = {*passage.tried, *holders_beside(stands, rule)}
    for one in version.condition_triggers:
        fitting = (account.candidates or {}).get(one.rule) if one.rule else None
        if fitting is not None and one.condition is not None:
            people = set(fitting.people) - taken
            yield from ((member, one.condition.text) for member in account.members if people and member in people)
            taken |= people
    if rule.fallback == "asker" and passage.asker:
        if passage.asker not in taken:
            yield passage.asker, "asker"
    elif rule.fallback != "nobody":  # an event of the account has no asker
        yield from ((member, "anyone") for member in account.members if member not in taken)


def _chosen(
    account: Account, passage: Passage, place: HeldPlace, version: JourneyVersion, by: str, now: int
) -> list[Effect]:
    known = (account.journeys or {}).get(version.id, NOTHING)
    chose = AccountChose(
        key=place.person,
        id=place.id,
        at=now,
        received_at=now,
        account=account.key,
        journey=version.id,
        asker=passage.asker,
        name=passage.name,
        rule=by,
        entry=passage.entry,
        entry_key=passage.key,
        began_at=passage.began_at,
        held=passage.held,
        arms=known.history.arms,
        depth=passage.depth,
    )
    told = {"asker": passage.asker, "passage": passage.id, "trigger": passage.name}
    facts = [_fact("chosen", account, place.person, chose, version.version, reason=by, data=told)]
    if passage.asker not in ("", place.person):
        answer = {"asker": passage.asker, "chosen": place.person}
        facts.append(
            _fact("asked", account, passage.asker, chose, version.version, name=BY_ACCOUNT, reason=by, data=answer)
        )
    return [*facts, EmitSignal(chose)]


def state_recipient(account: Account, stated: RecipientStated) -> Account:
    """The account that knows of which conditions a member is one now; what it knew of her before is void."""
    before, rules = account.candidates or {}, set(stated.rules)
    after: dict[str, Candidates] = {}
    for key in sorted({*before, *rules}):
        one = before.get(key, Candidates())
        is_in = stated.person in one.people
        if key in rules and not is_in:
            has_room = len(one.people) < CANDIDATES_MAX
            one = Candidates((*one.people, stated.person), one.more) if has_room else replace(one, more=True)
        elif is_in and key not in rules:
            one = replace(one, people=tuple(person for person in one.people if person != stated.person))
        if one.people:
            after[key] = one
    return account if after == before else replace(account, candidates=after or None)


def _with(account: Account, journey: str, known: AccountJourney) -> Account:
    journeys = {**(account.journeys or {}), journey: known}
    if known.history.sealed:
        histories = bounded_keys({name: one.history for name, one in journeys.items()})
        journeys = {name: replace(one, history=histories[name]) for name, one in journeys.items()}
    return replace(account, journeys=journeys)


def refuse(
    effects: list[Effect],
    account: Account,
    asked: AccountAsked,
    version: JourneyVersion | None,
    reason: NotEnteredReason,
    told: Mapping[str, Any] | None = None,
) -> None:
    number = version.version if version is not None else 0
    fact = _fact("not_entered", account, asked.person, asked, number, name=BY_ACCOUNT, reason=reason, data=told)
    effects.append(fact)


def _fact(
    kind: FactKind,
    account: Account,
    person: str,
    cause: AccountAsked | AccountChose | MemberAnswered,
    version: int,
    *,
    name: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Fact:
    return Fact(
        kind=kind,
        person=person,
        at=cause.received_at,
        name=name,
        journey=cause.journey,
        version=version,
        account=account.key,
        reason=reason,
        data=Raw(_encode(data)) if data else None,
    )
