"""What must hold of accounts that decide: every ask is answered, no two passages beside each other, nobody stranded."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from loopline.decisions.narration.account import BY_ACCOUNT
from loopline.decisions.triggers.condition_triggers import rules_that_hold
from loopline.lab.simulator.answers.invariants import ABOUT_ANSWERS
from loopline.lab.simulator.history import CheckedWorld
from loopline.model.accounts.account import Account
from loopline.model.duration import DAY
from loopline.model.person import Person
from loopline.runtime.engine.cache import decode


def every_ask_is_answered(case: CheckedWorld) -> Iterator[str]:
    """Each ask of a member made a passage, or the member was told why not; a passage that nobody entered was told."""
    asked: Counter[tuple[str, str]] = Counter()
    passages: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    refused: Counter[tuple[str, str]] = Counter()
    for fact in case.played.facts:
        of = (fact.account, fact.journey)
        if fact.kind == "asked" and fact.name != BY_ACCOUNT:
            asked[of] += 1
        elif fact.kind == "chosen":
            passages[of].add(fact.data["passage"])
        elif fact.kind == "not_entered" and fact.name == BY_ACCOUNT and fact.reason != "nobody_reached":
            refused[of] += 1
    for of, count in asked.items():
        if count != len(passages[of]) + refused[of]:
            yield f"{of} was asked {count} times, made {len(passages[of])} passages and refused {refused[of]} times"


def places_are_held_by_members(case: CheckedWorld) -> Iterator[str]:
    """Each place in an open passage is one open enrollment of a member of that account, and the other way round."""
    given: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    for state in map(decode, case.played.records):
        if isinstance(state, Account):
            for known in (state.journeys or {}).values():
                given.update((state.key, place.id) for passage in known.open for place in passage.places)
        elif isinstance(state, Person) and not state.merged_into:
            held.update((one.account, one.place) for one in state.enrollments if one.place)
            for one in state.enrollments:
                if one.account not in ("", state.account):
                    yield f"{state.key} is in {one.journey} for {one.account}, and in the account {state.account}"
    if given != held:
        yield f"accounts gave {given - held} which nobody holds, and people hold {held - given} which nobody gave"


def accounts_know_whom_they_may_choose(case: CheckedWorld) -> Iterator[str]:
    """Of each condition by which it chooses, an account knows the members of whom it was true when they were asked."""
    known: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    true: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for state in map(decode, case.played.records):
        if isinstance(state, Account):
            for rule, one in (state.candidates or {}).items():
                known[state.key].update((rule, person) for person in one.people)
        elif isinstance(state, Person) and state.account and not state.merged_into:
            true[state.account].update((rule, state.key) for rule in rules_that_hold(state.trigger_states))
    for account in sorted(known.keys() | true.keys()):
        if known[account] != true[account]:
            yield f"{account} knows {sorted(known[account])}, and true is {sorted(true[account])}"


def accounts_keep_the_rules(case: CheckedWorld) -> Iterator[str]:
    """As many members of an account are in a journey at once as its versions allow, at most, and all by one ask."""
    limits, at_once = _limits(case), _at_once(case)
    inside: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    passage_of: dict[str, str] = {}
    newest: dict[tuple[str, str, str], str] = {}
    for fact in case.played.facts:
        if fact.journey not in limits:
            continue
        if fact.kind == "chosen":
            newest[fact.account, fact.journey, fact.person] = fact.data["passage"]
        if fact.kind == "entered":
            of = (fact.account, fact.journey)
            passage_of[fact.enrollment] = newest.get((*of, fact.person), "")
            inside[of][fact.enrollment] = passage_of[fact.enrollment]
            passages, people = set(inside[of].values()), limits[fact.journey]
            if len(inside[of]) > people * at_once[fact.journey] or len(passages) > at_once[fact.journey]:
                yield f"{of} has {inside[of]} beside each other at {fact.at}"
        elif fact.kind == "exited":
            for several in inside.values():
                several.pop(fact.enrollment, None)


def _limits(case: CheckedWorld) -> dict[str, int]:
    """Of journeys that accounts decide on in all versions, one passage at a time: how many members they let in."""
    versions: defaultdict[str, list[int]] = defaultdict(list)
    for (name, _), journey in case.played.oracle.journeys.items():
        rule, account = journey.entry.reentry, journey.entry.account
        versions[name].append(account.limit if account and not rule.concurrent and not rule.key else 0)
    return {name: max(limits) for name, limits in versions.items() if all(limits)}


def _at_once(case: CheckedWorld) -> dict[str, int]:
    """So many passages may stand beside each other, by the most that any version allows."""
    versions: defaultdict[str, int] = defaultdict(lambda: 1)
    for (name, _), journey in case.played.oracle.journeys.items():
        if journey.entry.account is not None:
            versions[name] = max(versions[name], journey.entry.account.at_once)
    return versions


def accounts_keep_the_rates(case: CheckedWorld) -> Iterator[str]:
    """In no 24 hours do more passages begin than all versions of a journey allow."""
    most: defaultdict[str, list[int]] = defaultdict(list)
    for (name, _), journey in case.played.oracle.journeys.items():
        most[name].append(journey.entry.account.per_day if journey.entry.account else 0)
    begun: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    newest: dict[tuple[str, str, str], str] = {}
    known: set[str] = set()
    for fact in case.played.facts:
        if fact.kind not in ("chosen", "entered") or not (most[fact.journey] and all(most[fact.journey])):
            continue
        of = (fact.account, fact.journey)
        passage = newest.get((*of, fact.person), "")
        if fact.kind == "chosen":
            newest[*of, fact.person] = fact.data["passage"]
        elif passage and passage not in known:
            known.add(passage)
            begun[of] = [at for at in begun[of] if at > fact.at - DAY] + [fact.at]
            if len(begun[of]) > max(most[fact.journey]):
                yield f"{of} let in {len(begun[of])} passages in the day before {fact.at}"


ABOUT_ACCOUNTS: Final = (
    every_ask_is_answered,
    places_are_held_by_members,
    accounts_know_whom_they_may_choose,
    accounts_keep_the_rules,
    accounts_keep_the_rates,
    *ABOUT_ANSWERS,
)
