"""The facts of a world read in order, with people followed through merges: what stood open at each moment."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from loopline.lab.simulator.facts import RecordedFact

STANDING: Final = ("stepped", "waited", "message", "called", "withheld", "refused", "deferred", "assigned", "updated")


class EnrollmentTrace:
    """One enrollment as its facts record it."""

    __slots__ = (
        "by_account",
        "earlier",
        "ended",
        "entered",
        "id",
        "nodes",
        "open_then",
        "person",
        "state_then",
        "trigger",
    )

    def __init__(
        self,
        entered: RecordedFact,
        trigger: RecordedFact | None,
        others: "list[EnrollmentTrace]",
        state: str,
        *,
        by_account: bool,
    ) -> None:
        self.id = entered.enrollment
        self.entered, self.trigger, self.state_then = entered, trigger, state
        self.person = entered.person
        self.earlier = max((other.entered.at for other in others), default=None)
        self.open_then = any(not other.ended for other in others)
        self.ended: list[RecordedFact] = []
        self.nodes: list[RecordedFact] = []
        self.by_account = by_account


class FactGroup(Struct, frozen=True):
    """The facts of one person at one place of the log, with the enrollments that were open before them."""

    person: str
    facts: list[RecordedFact]
    open_before: list[EnrollmentTrace]


class History:
    """All enrollments by id, and what was wrong with the order of the facts themselves."""

    def __init__(self) -> None:
        self.traces: dict[str, EnrollmentTrace] = {}
        self.merged: set[str] = set()
        self.states: dict[str, str] = {}
        self.faults: list[str] = []
        self.chosen: set[tuple[str, str]] = set()

    def open_of(self, person: str) -> list[EnrollmentTrace]:
        """The enrollments of a person that have not ended."""
        return [p for p in self.traces.values() if p.person == person and not p.ended]

    def take(self, fact: RecordedFact, trigger: RecordedFact | None) -> None:
        """The next fact."""
        if fact.kind == "chosen":
            self.chosen.add((fact.person, fact.journey))
        elif fact.kind in ("published", "state"):
            before = self.states.get(fact.journey, "")
            after = "paused" if before == "paused" else "live"
            self.states[fact.journey] = fact.name if fact.kind == "state" else after
        elif fact.kind == "merged":
            self.merged |= {fact.name, fact.person}
            for trace in self.traces.values():
                if trace.person == fact.name:
                    trace.person = fact.person
        elif fact.kind == "entered":
            if fact.enrollment in self.traces:
                self.faults.append(f"{fact.enrollment} entered twice")
            others = [p for p in self.traces.values() if (p.person, p.entered.journey) == (fact.person, fact.journey)]
            state = self.states.get(fact.journey, "")
            chosen = (fact.person, fact.journey) in self.chosen
            self.traces[fact.enrollment] = EnrollmentTrace(fact, trigger, others, state, by_account=chosen)
            self.chosen.discard((fact.person, fact.journey))
        elif fact.enrollment and fact.kind in ("exited", *STANDING):
            self._follow(fact)

    def _follow(self, fact: RecordedFact) -> None:
        trace = self.traces.get(fact.enrollment)
        if trace is None:
            self.faults.append(f"{fact.kind} of {fact.enrollment}, who never entered")
            return
        if trace.ended:
            self.faults.append(f"{fact.kind} of {fact.enrollment} after its end")
        (trace.ended if fact.kind == "exited" else trace.nodes).append(fact)
        if trace.person != fact.person:
            self.faults.append(f"{fact.enrollment} belongs to {trace.person}, but {fact.person} moved it")


def traced(facts: list[RecordedFact]) -> tuple[History, list[FactGroup]]:
    """The whole history, and its groups of facts in order."""
    history, groups = History(), []
    for person, same in _groups(facts):
        group = FactGroup(person, same, history.open_of(person))
        groups.append(group)
        event = handed = None
        for fact in same:
            event = fact if fact.kind == "event" else event
            handed = fact if fact.reason == "handoff" else handed
            history.take(fact, handed if fact.name == "handoff" else event)
    return history, groups


def _groups(facts: list[RecordedFact]) -> Iterator[tuple[str, list[RecordedFact]]]:
    """Facts that one signal brought about for one person stand together."""
    group: list[RecordedFact] = []
    for fact in facts:
        if group and _place(fact) != _place(group[-1]):
            yield group[0].person, group
            group = []
        group.append(fact)
    if group:
        yield group[0].person, group


def _place(fact: RecordedFact) -> tuple[int, str, int]:
    return fact.position, fact.person, fact.decided_at
