"""A finished world with its history worked out: what every invariant checks."""

from msgspec import Struct

from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.runner import PlayedWorld
from loopline.lab.simulator.traces import EnrollmentTrace, FactGroup, History
from loopline.model.journey import ExitRule, Journey


class CheckedWorld(Struct, frozen=True):
    """A finished world with its history worked out."""

    played: PlayedWorld
    history: History
    groups: list[FactGroup]

    def journey(self, trace: EnrollmentTrace) -> Journey:
        """The document of an enrollment's journey version."""
        return self.played.oracle.journeys[trace.entered.journey, trace.entered.version]

    def exits_of(self, journey: Journey) -> list[ExitRule]:
        """The exit rules that certainly end passages of a journey: its own, and those of the workspace.

        A rule of a programme counts where every version is of it, for that of the live one decides.
        """
        oracle = self.played.oracle
        programmes = {one.programme for (name, _), one in oracle.journeys.items() if name == journey.id}
        shared = (one for one in oracle.workspace.exits if journey.id not in one.spare)
        return [*journey.exits, *(one for one in shared if not one.programme or programmes == {one.programme})]

    def state_facts(self, state: str) -> list[RecordedFact]:
        """The facts that say when journeys came to a state."""
        return [fact for fact in self.played.facts if fact.kind == "state" and fact.name == state and fact.journey]
