"""A finished world with its history worked out: what every invariant checks."""

from msgspec import Struct

from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.runner import PlayedWorld
from loopline.lab.simulator.traces import EnrollmentTrace, FactGroup, History
from loopline.model.journey import Journey


class CheckedWorld(Struct, frozen=True):
    """A finished world with its history worked out."""

    played: PlayedWorld
    history: History
    groups: list[FactGroup]

    def journey(self, trace: EnrollmentTrace) -> Journey:
        """The document of an enrollment's journey version."""
        return self.played.oracle.journeys[trace.entered.journey, trace.entered.version]

    def state_facts(self, state: str) -> list[RecordedFact]:
        """The facts that say when journeys came to a state."""
        return [fact for fact in self.played.facts if fact.kind == "state" and fact.name == state and fact.journey]
