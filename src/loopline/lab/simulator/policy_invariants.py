"""Exits that hold and the order of those who wait, checked in plain Python against what the facts say of people."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from loopline.lab.simulator.facts import OUTGOING, RecordedFact
from loopline.lab.simulator.history import CheckedWorld
from loopline.model.fact import fold_person

Snapshot = Mapping[str, Any]  # a person as facts have them
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
            seen[fact.person] = fold_person(seen.get(fact.person, NOBODY), fact.data)
        elif fact.kind in ("entered", *OUTGOING):
            for when in _true_of(case, fact, seen.get(fact.person, NOBODY)):
                yield f"{fact.enrollment} of {fact.person}: {fact.kind} at {fact.node} while {when}"


def nothing_is_sent_while_an_exit_holds(case: CheckedWorld) -> Iterator[str]:
    """No message reaches a provider while a condition of its journey's exits is true."""
    past: dict[str, list[tuple[int, Snapshot]]] = {}
    for fact in case.played.facts:
        if fact.kind == "person" and isinstance(fact.data, dict):
            earlier = past.setdefault(fact.person, [])
            earlier.append((fact.decided_at, fold_person(earlier[-1][1] if earlier else NOBODY, fact.data)))
    for key, times in case.played.taken.items():
        message = case.played.outbox[key].message
        if message.person in case.history.merged:
            continue
        journey = case.played.oracle.journeys[message.journey, message.version]
        known = past.get(message.person, [])
        for at in times:
            before = [snapshot for decided_at, snapshot in known if decided_at < at][-1:] or [NOBODY]
            then = [*before, *(snapshot for decided_at, snapshot in known if decided_at == at)]
            for rule in journey.exits:
                if rule.when in HOLDS and all(HOLDS[rule.when](snapshot) for snapshot in then):
                    yield f"{key} reached {message.person} at {at} while {rule.when}"


def priority_goes_first(case: CheckedWorld) -> Iterator[str]:
    """Of two messages that had waited and are asked at one moment, the one with the lower priority takes no place."""
    waited: set[str] = set()
    for group in case.groups:
        taken: dict[int, list[RecordedFact]] = {}
        for fact in group.facts:
            if fact.key not in waited or fact.kind not in ("message", "deferred", "refused"):
                continue
            if fact.kind == "message":
                taken.setdefault(fact.at, []).append(fact)
            elif fact.reason == "capped":
                mine = _priority(case, fact)
                for other in taken.get(fact.at, ()):
                    if _priority(case, other) < mine and _same_cap(case, fact, other):
                        yield f"{other.key} went at {fact.at}, and {fact.key} with the higher priority waits"
        waited |= {fact.key for fact in group.facts if fact.kind == "deferred"}


def _priority(case: CheckedWorld, fact: RecordedFact) -> int:
    return case.played.oracle.journeys[fact.journey, fact.version].priority


def _same_cap(case: CheckedWorld, one: RecordedFact, other: RecordedFact) -> bool:
    return (one.channel, one.topic) == (other.channel, other.topic)


def _true_of(case: CheckedWorld, fact: RecordedFact, seen: Snapshot) -> list[str]:
    journey = case.played.oracle.journeys[fact.journey, fact.version]
    return [rule.when for rule in journey.exits if rule.when in HOLDS and HOLDS[rule.when](seen)]
