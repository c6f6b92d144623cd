"""The facts of a world in their order, with what stood open, and what was published, at each of them."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.history import CheckedWorld
from loopline.model.journey import Document, Journey, Workspace
from loopline.model.signal import DocumentPublished

read: Final = msgspec.json.Decoder(Document)


class StandingEnrollment(Struct):
    """An open enrollment as its facts have it."""

    id: str
    person: str
    journey: str
    version: int
    at: int
    held_out: bool


class Situation:
    """What holds just before a fact: the live versions, the rules, and who stands where."""

    def __init__(self) -> None:
        self.live: dict[str, Journey] = {}
        self.newest: dict[str, int] = {}
        self.stopped: dict[str, int] = {}
        self.states: dict[str, str] = {}
        self.workspace = Workspace()
        self.open: dict[str, StandingEnrollment] = {}

    def group_of(self, journey: str) -> str:
        """The exclusive group of a journey as it is published; "" for none."""
        return self.live[journey].exclusive if journey in self.live else ""

    def rivals_of(self, fact: RecordedFact) -> list[StandingEnrollment]:
        """The same person's open enrollments in other journeys of this fact's group, but for those that a stop ends."""
        group = self.group_of(fact.journey)
        return [
            one
            for one in self.open.values()
            if group
            and one.person == fact.person
            and one.journey != fact.journey
            and self.group_of(one.journey) == group
            and one.version > self.stopped.get(one.journey, 0)
        ]

    def take(self, fact: RecordedFact, documents: dict[tuple[str, int], Document]) -> None:
        """The fact has happened."""
        match fact.kind:
            case "published":
                self._publish(documents[fact.journey, fact.version], fact.version)
            case "state":
                self.states[fact.journey] = fact.name
                if fact.name == "stopped":
                    self.stopped[fact.journey] = self.newest[fact.journey]
            case "merged":
                for one in self.open.values():
                    one.person = fact.person if one.person == fact.name else one.person
            case "entered":
                self.open[fact.enrollment] = StandingEnrollment(
                    fact.enrollment, fact.person, fact.journey, fact.version, fact.at, bool(fact.held)
                )
            case "exited":
                self.open.pop(fact.enrollment, None)
            case _:
                pass

    def _publish(self, document: Document, version: int) -> None:
        if isinstance(document, Workspace):
            self.workspace = document
        elif isinstance(document, Journey):
            self.live[document.id], self.newest[document.id] = document, version
            if self.states.get(document.id) != "paused":
                self.states[document.id] = "live"


def played(case: CheckedWorld) -> Iterator[tuple[RecordedFact, Situation]]:
    """Each fact with what held just before it."""
    documents = {
        (signal.name, signal.version): read.decode(signal.document)
        for signal in case.played.signals
        if isinstance(signal, DocumentPublished)
    }
    moment = Situation()
    for fact in case.played.facts:
        yield fact, moment
        moment.take(fact, documents)
