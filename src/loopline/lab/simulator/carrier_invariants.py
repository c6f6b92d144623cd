"""What must hold of providers in every world: who may have a message, what an outage costs, what news counts."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from loopline.decisions.nodes import kind_of
from loopline.lab.simulator.carriers.books import ProviderCall
from loopline.lab.simulator.history import CheckedWorld
from loopline.model.duration import MINUTE
from loopline.model.message import Deferred, Refused, Unknown
from loopline.pipeline.take_up import CRASHED

RESTS_MS: Final = 2 * MINUTE
"""A provider that gave no believable answer within this time may rest for that alone."""


def nobody_gets_what_another_may_have(case: CheckedWorld) -> Iterator[str]:
    """A message that a provider took goes to no other, and to the same one again only where its policy says so."""
    played = case.played
    policies = {plan.name: plan.unknown_policy for plan in played.world.carriers}
    for key, names in played.books.by.items():
        if len(set(names)) > 1:
            yield f"{key} was taken by {' and '.join(names)}"
        elif len(names) > 1 and policies and policies[names[0]] != "resend":
            yield f"{key} was taken {len(names)} times by {names[0]}"
    for key, asked in played.books.asked.items():
        for one, other in pairwise(asked):
            sure = policies.get(one.provider) == "ask" and other.reason == CRASHED  # it was asked, and never took it
            if isinstance(one.outcome, Unknown) and other.provider != one.provider and not sure:
                yield f"{key} went to {other.provider}, and {one.provider} may have it"


def an_outage_costs_nothing(case: CheckedWorld) -> Iterator[str]:
    """A message that found its provider away keeps its attempt and its turn."""
    for key, asked in case.played.books.asked.items():
        for one, other in pairwise(asked):
            if _is_away(one) and _follows(one, other):
                if other.attempt != one.attempt:
                    yield f"{key} lost {other.attempt - one.attempt} attempts to an outage of {one.provider}"
                if other.due_at > one.due_at:
                    yield f"{key} lost its turn to an outage of {one.provider}: {one.due_at}, now {other.due_at}"


def nothing_fails_for_a_providers_fault(case: CheckedWorld) -> Iterator[str]:
    """A message that no provider refused for its own sake fails after all of its attempts, and not before."""
    for key, asked in case.played.books.asked.items():
        row = case.played.outbox[key]
        if row.status != "failed" or (isinstance(asked[-1].outcome, Refused) and not _is_providers(asked[-1])):
            continue
        node = case.played.oracle.journeys[row.message.journey, row.message.version].nodes.get(row.message.node)
        sending = kind_of(row.message.node, node).sending() if node else None
        if sending is not None and (row.attempt < sending.attempts or _is_away(asked[-1])):
            yield f"{key} failed at attempt {row.attempt} of {sending.attempts}: {asked[-1].outcome}"


def another_provider_is_asked_at_once(case: CheckedWorld) -> Iterator[str]:
    """What a provider surely did not take goes at once to one that has not been asked, unless that rests."""
    played = case.played
    names: dict[str, list[str]] = {}
    for plan in played.world.carriers:
        names.setdefault(plan.channel, []).append(plan.name)
    for key, asked in played.books.asked.items() if not played.crashes else ():
        of_channel = names.get(played.outbox[key].message.channel, ())
        if len(of_channel) < 2 or len(asked) < 2 or not _may_go_elsewhere(asked[0]):
            continue
        first, second = asked[:2]
        able = [name for name in of_channel if name != first.provider and not _may_rest(case, name, first.at)]
        if able and _follows(first, second) and (second.provider == first.provider or second.at != first.at):
            yield f"{key} went from {first.provider} to {second.provider} after {second.at - first.at} ms"


def turns_are_kept(case: CheckedWorld) -> Iterator[str]:
    """Transactional messages go first, then who has been due for longest."""
    yield from case.played.books.turns


def news_counts_once(case: CheckedWorld) -> Iterator[str]:
    """What a provider tells of a message is one receipt, however often and late it is told, at its own time."""
    played = case.played
    counts = Counter((fact.key, fact.name, fact.at) for fact in played.facts if fact.kind == "receipt")
    told: Counter[tuple[str, str, int]] = Counter()
    for news in played.books.news:
        told[news.message, news.kind, news.at] += len({by for at, by in news.calls if at <= played.world.end})
    for what in sorted(counts.keys() | told.keys()):
        if counts[what] != told[what]:
            yield f"{what[1]} of {what[0]} at {what[2]} counts {counts[what]} times, told by {told[what]}"


def _follows(one: ProviderCall, other: ProviderCall) -> bool:
    """Whether nothing but the answer of one lies between: neither a gate nor a crash."""
    return other.reason == getattr(one.outcome, "reason", None)


def _is_away(asked: ProviderCall) -> bool:
    return isinstance(asked.outcome, Deferred) and asked.outcome.away


def _is_providers(asked: ProviderCall) -> bool:
    return isinstance(asked.outcome, Refused) and asked.outcome.scope == "provider"


def _may_go_elsewhere(asked: ProviderCall) -> bool:
    return isinstance(asked.outcome, Deferred) or _is_providers(asked)


def _may_rest(case: CheckedWorld, name: str, at: int) -> bool:
    """Whether its breaker may be open at that moment."""
    plan = next(plan for plan in case.played.world.carriers if plan.name == name)
    every: Sequence[ProviderCall] = [one for asked in case.played.books.asked.values() for one in asked]
    silent = any(
        one.provider == name and at - RESTS_MS <= one.at <= at and isinstance(one.outcome, Unknown) for one in every
    )
    return silent or any(begin <= at < end + RESTS_MS for begin, end in plan.outages)


ABOUT_CARRIERS: Final[tuple[Callable[[CheckedWorld], Iterator[str]], ...]] = (
    nobody_gets_what_another_may_have,
    an_outage_costs_nothing,
    nothing_fails_for_a_providers_fault,
    another_provider_is_asked_at_once,
    turns_are_kept,
    news_counts_once,
)
