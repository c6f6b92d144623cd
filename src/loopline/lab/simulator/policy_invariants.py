"""Exits that hold, times of waits, and who goes first, checked in plain Python against what facts say of people."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from loopline.lab.simulator.facts import OUTGOING, RecordedFact
from loopline.lab.simulator.groups.exits import STANDING
from loopline.lab.simulator.history import CheckedWorld
from loopline.lab.simulator.worlds import INSTANTS
from loopline.model.duration import HOUR, parse_duration
from loopline.model.fact import fold_person
from loopline.model.nodes.wait import Wait

Snapshot = Mapping[str, Any]  # a person as facts have them
BESIDE: Final = "j1"
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
            for rule in case.exits_of(journey):
                if rule.when in HOLDS and all(HOLDS[rule.when](snapshot) for snapshot in then):
                    yield f"{key} reached {message.person} at {at} while {rule.when}"


def nobody_stands_beside_what_ends_it(case: CheckedWorld) -> Iterator[str]:
    """Nobody rests in a journey that the workspace ends while they stand in another one."""
    for group in case.groups:
        open_after = [trace for trace in group.open_before if not any(fact in group.facts for fact in trace.ended)]
        if any(trace.entered.journey == BESIDE for trace in open_after):
            for trace in open_after:
                if any(rule.when == STANDING for rule in case.exits_of(case.journey(trace))):
                    yield f"{trace.id} of {trace.person} stands in {trace.entered.journey} beside {BESIDE}"


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


CLOCK_SET_MS: Final = HOUR
"""By so much at most a clock is set; a wait of calendar days is that much longer or shorter."""


def waits_keep_their_time(case: CheckedWorld) -> Iterator[str]:
    """A wait for a time ends at that time and not before; after it only in the moment in which a pause is over."""
    resumed = {(fact.journey, fact.at) for fact in case.state_facts("live")}
    for trace in case.history.traces.values():
        journey = case.journey(trace)
        until = 0
        for fact in trace.nodes:
            node = journey.nodes.get(fact.node)
            if fact.kind == "waited" and isinstance(node, Wait):
                until = (fact.data or {}).get("until", 0)
                off = until - fact.at - parse_duration(node.duration) if node.duration else 0
                if abs(off) > (CLOCK_SET_MS if node.calendar else 0):
                    yield f"{trace.id} at {fact.node} is told to wait {until - fact.at} ms, not {node.duration}"
            late = fact.at > until and (journey.id, fact.at) not in resumed
            if fact.kind == "stepped" and fact.reason == "waited" and (fact.at < until or late):
                yield f"{trace.id} left {fact.node} {fact.at - until} ms after its time"


def waits_follow_their_date(case: CheckedWorld) -> Iterator[str]:
    """A wait for a date ends at the date as it was stated last, where that was an instant, not a local time."""
    resumed = {(fact.journey, fact.at) for fact in case.state_facts("live")}
    known: dict[str, Mapping[str, Any]] = {}
    stated: dict[str, object] = {}
    for fact in case.played.facts:
        if fact.kind == "person" and fact.reason != "merged":
            known[fact.person] = fold_person(known.get(fact.person, {}), fact.data)
            stated[fact.person] = known[fact.person]["traits"].get("due_on")
        if fact.kind != "stepped" or fact.reason != "waited" or (fact.journey, fact.at) in resumed:
            continue
        node = case.played.oracle.journeys[fact.journey, fact.version].nodes[fact.node]
        date = node.until_date if isinstance(node, Wait) else None
        if date is None or date.at or stated[fact.person] not in INSTANTS:
            continue
        due = INSTANTS[stated[fact.person]] + parse_duration(date.offset, signed=True)
        if fact.at != due:
            yield f"{fact.enrollment} left {fact.node} {fact.at - due} ms after its date"


def _priority(case: CheckedWorld, fact: RecordedFact) -> int:
    return case.played.oracle.journeys[fact.journey, fact.version].priority


def _same_cap(case: CheckedWorld, one: RecordedFact, other: RecordedFact) -> bool:
    return (one.channel, one.topic) == (other.channel, other.topic)


def _true_of(case: CheckedWorld, fact: RecordedFact, seen: Snapshot) -> list[str]:
    journey = case.played.oracle.journeys[fact.journey, fact.version]
    return [rule.when for rule in case.exits_of(journey) if rule.when in HOLDS and HOLDS[rule.when](seen)]
