"""A played world with its history worked out: what every invariant looks at."""

from msgspec import Struct

from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.runner import PlayedWorld
from loopline.lab.simulator.traces import EnrollmentTrace, FactGroup, History
from loopline.model.journey import Journey


class CheckedWorld(Struct, frozen=True):
    """A played world with its history worked out."""

    played: PlayedWorld
    history: History
    moments: list[FactGroup]

    def journey(self, passage: EnrollmentTrace) -> Journey:
        """The document that a passage walks."""
        return self.played.oracle.journeys[passage.entered.journey, passage.entered.version]

    def state_facts(self, state: str) -> list[RecordedFact]:
        """The moments at which journeys came to a state."""
        return [fact for fact in self.played.facts if fact.kind == "state" and fact.name == state and fact.journey]
