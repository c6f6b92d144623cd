"""Exclusive groups, counted again from the facts alone; and whom a change lets in first."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from loopline.lab.simulator.facts import OUTGOING, RecordedFact
from loopline.lab.simulator.history import CheckedWorld
from loopline.lab.simulator.rivals.tape import Situation, played

ACTING: Final = ("entered", "stepped", "assigned", *OUTGOING)
"""Kinds of fact by which a journey does something with its person."""


def nobody_acts_in_two_journeys_of_a_group(case: CheckedWorld) -> Iterator[str]:
    """No entry, step or message while the person stands in another journey of the group as it is published."""
    for fact, moment in played(case):
        if fact.kind in ACTING and (rivals := moment.rivals_of(fact)):
            yield f"{fact.kind} of {fact.enrollment} in {fact.journey} at {fact.at}, beside {rivals[0].journey}"


def groups_keep_their_rule(case: CheckedWorld) -> Iterator[str]:
    """Nobody leaves for a journey that is no better, or is kept out by one, or by a group that is free."""
    for fact, moment in played(case):
        rule = moment.workspace.exclusive.get(moment.group_of(fact.journey), "first_wins")
        if fact.kind == "not_entered" and fact.reason == "group_taken":
            better = [
                one for one in moment.rivals_of(fact) if rule == "first_wins" or not _beats(moment, fact, one.journey)
            ]
            if not better:
                yield f"{fact.person} was kept out of {fact.journey} at {fact.at} by nothing better"
        elif fact.kind == "exited" and fact.reason == "outranked":
            winner = (fact.data or {}).get("journey", "")
            if rule != "best_wins" or _beats(moment, fact, winner):
                yield f"{fact.enrollment} left {fact.journey} at {fact.at} for {winner}, which is no better"
        elif fact.kind == "exited" and fact.reason == "group_taken" and rule != "first_wins":
            yield f"{fact.enrollment} left {fact.journey} at {fact.at}, and in its group the best wins"


def better_journeys_begin_first(case: CheckedWorld) -> Iterator[str]:
    """Of the journeys that one change begins, that of the higher priority does first, by whatever kind of trigger."""
    for group in case.groups:
        if any(fact.kind in ("updated", "merged") for fact in group.facts):
            continue  # what journeys change themselves begins others in later rounds
        entered = [fact for fact in group.facts if fact.kind == "entered" and fact.name != "handoff"]
        begun = [fact for fact in entered if not _by_account(case, fact)]  # an account answers in a step of its own
        for one, following in pairwise(begun):
            if _priority(case, one) < _priority(case, following):
                yield f"{one.journey} began before {following.journey} at {one.at} for {one.person}"


def _by_account(case: CheckedWorld, fact: RecordedFact) -> bool:
    return case.played.oracle.journeys[fact.journey, fact.version].entry.account is not None


def _beats(moment: Situation, fact: RecordedFact, other: str) -> bool:
    """Whether the journey of a fact has a higher priority than another."""
    return moment.live[fact.journey].priority > moment.live[other].priority


def _priority(case: CheckedWorld, fact: RecordedFact) -> int:
    return case.played.oracle.journeys[fact.journey, fact.version].priority


ABOUT_GROUPS: Final[tuple[Callable[[CheckedWorld], Iterator[str]], ...]] = (
    nobody_acts_in_two_journeys_of_a_group,
    groups_keep_their_rule,
    better_journeys_begin_first,
)
