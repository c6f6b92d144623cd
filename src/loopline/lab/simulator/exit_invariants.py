"""Exits by a condition hold while it is true: checked in plain Python against what the facts say of each person."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from loopline.lab.simulator.facts import OUTGOING, RecordedFact
from loopline.lab.simulator.history import CheckedWorld

Snapshot = Mapping[str, Any]  # a person as a fact has them
HOLDS: Final[Mapping[str, Callable[[Snapshot], bool]]] = {
    'plan == "free"': lambda seen: seen["traits"].get("plan") == "free",
    'plan != "pro"': lambda seen: seen["traits"].get("plan") not in (None, "pro"),
    "score >= 5": lambda seen: (seen["traits"].get("score") or 0) >= 5,
    'in_list("vip")': lambda seen: "vip" in seen["lists"],
    'not in_list("left_alone")': lambda seen: "left_alone" not in seen["lists"],
}
"""Those of the generated conditions that a snapshot of a person decides by itself."""
NOBODY: Final[Snapshot] = {"traits": {}, "lists": []}


def nobody_steps_while_an_exit_holds(case: CheckedWorld) -> Iterator[str]:
    """No entry, message or call is decided for a person while a condition of the journey's exits is true."""
    seen: dict[str, Snapshot] = {}
    for fact in case.played.facts:
        if fact.kind == "person" and isinstance(fact.data, dict):
            seen[fact.person] = fact.data
        elif fact.kind in ("entered", *OUTGOING):
            for when in _true_of(case, fact, seen.get(fact.person, NOBODY)):
                yield f"{fact.enrollment} of {fact.person}: {fact.kind} at {fact.node} while {when}"


def nothing_is_sent_while_an_exit_holds(case: CheckedWorld) -> Iterator[str]:
    """No message reaches a provider while a condition of its journey's exits is true."""
    past: dict[str, list[RecordedFact]] = {}
    for fact in case.played.facts:
        if fact.kind == "person" and isinstance(fact.data, dict):
            past.setdefault(fact.person, []).append(fact)
    for key, times in case.played.taken.items():
        message = case.played.outbox[key].message
        if message.person in case.history.merged:
            continue
        journey = case.played.oracle.journeys[message.journey, message.version]
        known = past.get(message.person, [])
        for at in times:
            before = [fact.data for fact in known if fact.decided_at < at][-1:] or [NOBODY]
            then = [*before, *(fact.data for fact in known if fact.decided_at == at)]
            for rule in journey.exits:
                if rule.when in HOLDS and all(HOLDS[rule.when](snapshot) for snapshot in then):
                    yield f"{key} reached {message.person} at {at} while {rule.when}"


def _true_of(case: CheckedWorld, fact: RecordedFact, seen: Snapshot) -> list[str]:
    journey = case.played.oracle.journeys[fact.journey, fact.version]
    return [rule.when for rule in journey.exits if rule.when in HOLDS and HOLDS[rule.when](seen)]
